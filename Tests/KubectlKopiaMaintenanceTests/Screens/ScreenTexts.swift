/// What the commands show in the cluster of ``ScreenWorld``: `␛` stands for the escape of a terminal, and `PLUGIN` for the
/// version of the plugin.
enum ScreenTexts {
    static let narrowTable = """
        ␛[1mNAME␛[0m        ␛[1mREPOSITORY␛[0m  ␛[1mTRIGGER␛[0m     ␛[1mSTATE␛[0m        ␛[1mLAST SUCCE…␛[0m  ␛[1mNEXT␛[0m      ␛[1mFAILURES␛[0m
        byhand      kopia-con…  manual: …   ␛[36mrunning␛[0m      ␛[2mnever␛[0m        ␛[2m-␛[0m         0
        nightly     kopia-con…  0 2 * * *   ␛[36mrunning␛[0m      2d9h ago     in 14h    ␛[33m2␛[0m
        of-the-da…  kopia-con…  0 2 * * *   ␛[31mheld␛[0m         5d9h ago     ␛[2m-␛[0m         ␛[33m5␛[0m
        weekly      kopia-con…  0 2 * * *   ␛[33mfailing 1/5␛[0m  ␛[2mnever␛[0m        in 4d14h  ␛[33m1␛[0m

        """

    static let table = """
        ␛[1mNAME␛[0m                                       ␛[1mREPOSITORY␛[0m    ␛[1mTRIGGER␛[0m         ␛[1mSTATE␛[0m        ␛[1mLAST SUCCESS␛[0m  ␛[1mNEXT␛[0m      ␛[1mFAILURES␛[0m
        byhand                                     kopia-config  manual: 备份前  ␛[36mrunning␛[0m      ␛[2mnever␛[0m         ␛[2m-␛[0m         0
        nightly                                    kopia-config  0 2 * * *       ␛[36mrunning␛[0m      2d9h ago      in 14h    ␛[33m2␛[0m
        of-the-database-in-the-second-data-centre  kopia-config  0 2 * * *       ␛[31mheld␛[0m         5d9h ago      ␛[2m-␛[0m         ␛[33m5␛[0m
        weekly                                     kopia-config  0 2 * * *       ␛[33mfailing 1/5␛[0m  ␛[2mnever␛[0m         in 4d14h  ␛[33m1␛[0m

        """

    static let wideTable = """
        ␛[1mNAME␛[0m                                       ␛[1mREPOSITORY␛[0m    ␛[1mTRIGGER␛[0m         ␛[1mSTATE␛[0m        ␛[1mLAST SUCCESS␛[0m  ␛[1mNEXT␛[0m      ␛[1mFAILURES␛[0m  ␛[1mRUN␛[0m  ␛[1mCRONJOB␛[0m                ␛[1mAGE␛[0m   ␛[1mMESSAGE␛[0m
        byhand                                     kopia-config  manual: 备份前  ␛[36mrunning␛[0m      ␛[2mnever␛[0m         ␛[2m-␛[0m         0         -    -                      327d  Job kopia-maint-manual-1 is under way
        nightly                                    kopia-config  0 2 * * *       ␛[36mrunning␛[0m      2d9h ago      in 14h    ␛[33m2␛[0m         now  kopia-maint-nightly-1  327d
        of-the-database-in-the-second-data-centre  kopia-config  0 2 * * *       ␛[31mheld␛[0m         5d9h ago      ␛[2m-␛[0m         ␛[33m5␛[0m         -    -                      327d  held after 5
        weekly                                     kopia-config  0 2 * * *       ␛[33mfailing 1/5␛[0m  ␛[2mnever␛[0m         in 4d14h  ␛[33m1␛[0m         -    -                      327d

        """

    static let narrowPage = """
        ␛[1mbackup/nightly␛[0m  ␛[36mrunning␛[0m
        Repository    Secret kopia-config
        Trigger       0 2 * * * in UTC: at 02:00 every day
        Last success  2d9h ago (2026-11-22T02:00:12Z)
        Next          in 14h (2026-11-25T02:00:00Z)
        Failures      ␛[33m2 of 5 in a row␛[0m
        Cache         PersistentVolumeClaim volsync-kopia-maintenance-nightly-cache:
                      Bound, 10Gi

        ␛[1mRun under way␛[0m
        ␛[36m  Job now for 10m␛[0m
          pod now-x7f2p on node node-1: at work

        ␛[1mLast runs␛[0m
          ␛[1mENDED␛[0m   ␛[1mTOOK␛[0m  ␛[1mVERDICT␛[0m  ␛[1mBY␛[0m        ␛[1mJOB␛[0m  ␛[1mREASON␛[0m
          9h ago  12s   ␛[31mfailed␛[0m   schedule  old  WrongPassword: not this one
          → put the repository's password into KOPIA_PASSWORD of its Secret

        ␛[1mNext runs, in UTC␛[0m
          Wed 2026-11-25T02:00:00Z  in 14h
          Thu 2026-11-26T02:00:00Z  in 38h
          Fri 2026-11-27T02:00:00Z  in 2d14h

        ␛[1mEvents␛[0m
          ␛[1mLAST SEEN␛[0m  ␛[1mEVENT␛[0m              ␛[1mNOTE␛[0m
          9h ago     ␛[33mMaintenanceFailed␛[0m  Job old failed last words

        """

    static let page = """
        ␛[1mbackup/nightly␛[0m  ␛[36mrunning␛[0m
        Repository    Secret kopia-config
        Trigger       0 2 * * * in UTC: at 02:00 every day
        Last success  2d9h ago (2026-11-22T02:00:12Z)
        Next          in 14h (2026-11-25T02:00:00Z)
        Failures      ␛[33m2 of 5 in a row␛[0m
        Cache         PersistentVolumeClaim volsync-kopia-maintenance-nightly-cache: Bound, 10Gi

        ␛[1mRun under way␛[0m
        ␛[36m  Job now for 10m␛[0m
          pod now-x7f2p on node node-1: at work

        ␛[1mLast runs␛[0m
          ␛[1mENDED␛[0m   ␛[1mTOOK␛[0m  ␛[1mVERDICT␛[0m  ␛[1mBY␛[0m        ␛[1mJOB␛[0m  ␛[1mREASON␛[0m
          9h ago  12s   ␛[31mfailed␛[0m   schedule  old  WrongPassword: not this one
          → put the repository's password into KOPIA_PASSWORD of its Secret

        ␛[1mNext runs, in UTC␛[0m
          Wed 2026-11-25T02:00:00Z  in 14h
          Thu 2026-11-26T02:00:00Z  in 38h
          Fri 2026-11-27T02:00:00Z  in 2d14h

        ␛[1mEvents␛[0m
          ␛[1mLAST SEEN␛[0m  ␛[1mEVENT␛[0m              ␛[1mNOTE␛[0m
          9h ago     ␛[33mMaintenanceFailed␛[0m  Job old failed last words

        """

    /// Of the report what has room on any terminal.
    private static let unwrapped = """
        ␛[1mYou␛[0m
          ␛[2m?␛[0m you may not get kopiamaintenances.volsync.backube in namespace team
            → ask for that right, for all commands
          ␛[2m?␛[0m you may not list kopiamaintenances.volsync.backube in namespace team
            → ask for that right, for status, suspend --all
          ␛[2m?␛[0m you may not watch kopiamaintenances.volsync.backube in namespace team
            → ask for that right, for status -w, trigger --wait
          ␛[2m?␛[0m you may not patch kopiamaintenances.volsync.backube in namespace team
            → ask for that right, for trigger, suspend, resume, reset-failures
          ␛[2m?␛[0m you may not create kopiamaintenances.volsync.backube in namespace team
            → ask for that right, for migrate --cluster
          ␛[2m?␛[0m you may not list replicationsources.volsync.backube in namespace team
            → ask for that right, for migrate --cluster
          ␛[2m?␛[0m you may not patch replicationsources.volsync.backube in namespace team
            → ask for that right, for migrate --cluster
          ␛[2m?␛[0m you may not list jobs.batch in namespace team
            → ask for that right, for status, logs, trigger --wait
          ␛[2m?␛[0m you may not list pods in namespace team
            → ask for that right, for logs, trigger --wait
          ␛[2m?␛[0m you may not get pods/log in namespace team
            → ask for that right, for logs, trigger --follow
          ␛[2m?␛[0m you may not get cronjobs.batch in namespace team
            → ask for that right, for status NAME
          ␛[2m?␛[0m you may not get persistentvolumeclaims in namespace team
            → ask for that right, for status NAME
          ␛[2m?␛[0m you may not list events.events.k8s.io in namespace team
            → ask for that right, for status NAME
          ␛[2m?␛[0m you may not list deployments.apps in all namespaces
            → ask for that right, for version
          ␛[2m?␛[0m you may not list namespaces
            → ask for that right, for the completion of -n

        ␛[1mteam/hourly␛[0m
          ␛[32m✓␛[0m healthy
          ␛[32m✓␛[0m Secret kopia-config has the keys of one backend: S3
          ␛[31m✗␛[0m ServiceAccount kopia-maint-hourly-c2eef8840ec3002f is not there
            → the controller makes it: its log says why not
          ␛[32m✓␛[0m a dry run of its Job and pod is admitted
        """

    static let narrowReport = """
        ␛[1mInstallation␛[0m
          ␛[31m✗␛[0m the definition kopiamaintenances.volsync.backube is not there: the cluster
            knows no KopiaMaintenance
            → kubectl apply --server-side -k deploy/crd
          ␛[31m✗␛[0m no MutatingWebhookConfiguration is about kopiamaintenances: nothing fills in
            defaults
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ␛[31m✗␛[0m no ValidatingWebhookConfiguration is about kopiamaintenances: nothing
            rejects mistakes
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ␛[31m✗␛[0m a dry run of a right KopiaMaintenance came back without defaults: no webhook
            was asked
            → compare both configurations with deploy/base/webhook/configurations.yaml: rules, namespaceSelector, failurePolicy
          ␛[31m✗␛[0m a dry run of a wrong one goes through: mistakes are found only by the
            controller
            → compare both configurations with deploy/base/webhook/configurations.yaml: rules, namespaceSelector, failurePolicy
          ␛[31m✗␛[0m controller: 0 of 1 replicas of Deployment
            kopia-maintenance/kopia-maintenance-controller ready
            → kubectl describe deployment,pods -n kopia-maintenance -l app.kubernetes.io/name=kopia-maintenance,app.kubernetes.io/component=controller
          ␛[33m!␛[0m controller is of version 1.4.0, this plugin of PLUGIN
            → use one release of all
          ␛[31m✗␛[0m webhook: 0 of 1 replicas of Deployment
            kopia-maintenance/kopia-maintenance-webhook ready
            → kubectl describe deployment,pods -n kopia-maintenance -l app.kubernetes.io/name=kopia-maintenance,app.kubernetes.io/component=webhook
          ␛[33m!␛[0m webhook is of version 1.4.0, this plugin of PLUGIN
            → use one release of all
          ␛[31m✗␛[0m Lease kopia-maintenance/kopia-maintenance-controller is not there: no
            controller has ever led
            → kubectl logs -n kopia-maintenance -l app.kubernetes.io/component=controller

        \(unwrapped)

        ␛[1mTogether␛[0m
          ␛[33m!␛[0m in backup, Secret kopia-config: nightly,
            of-the-database-in-the-second-data-centre, weekly maintain one repository on
            a schedule each
            → keep one of them
          ␛[33m!␛[0m backup, team each maintain the repository of a Secret called kopia-config
            → if it is one and the same, keep one object: nobody sees to it that their runs do not meet
          ␛[32m✓␛[0m in the next seven days never do 10 runs or more start at one moment; at most
            5

        9 wrong, 4 to think about, 15 not looked at

        """

    static let report = """
        ␛[1mInstallation␛[0m
          ␛[31m✗␛[0m the definition kopiamaintenances.volsync.backube is not there: the cluster knows no KopiaMaintenance
            → kubectl apply --server-side -k deploy/crd
          ␛[31m✗␛[0m no MutatingWebhookConfiguration is about kopiamaintenances: nothing fills in defaults
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ␛[31m✗␛[0m no ValidatingWebhookConfiguration is about kopiamaintenances: nothing rejects mistakes
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ␛[31m✗␛[0m a dry run of a right KopiaMaintenance came back without defaults: no webhook was asked
            → compare both configurations with deploy/base/webhook/configurations.yaml: rules, namespaceSelector, failurePolicy
          ␛[31m✗␛[0m a dry run of a wrong one goes through: mistakes are found only by the controller
            → compare both configurations with deploy/base/webhook/configurations.yaml: rules, namespaceSelector, failurePolicy
          ␛[31m✗␛[0m controller: 0 of 1 replicas of Deployment kopia-maintenance/kopia-maintenance-controller ready
            → kubectl describe deployment,pods -n kopia-maintenance -l app.kubernetes.io/name=kopia-maintenance,app.kubernetes.io/component=controller
          ␛[33m!␛[0m controller is of version 1.4.0, this plugin of PLUGIN
            → use one release of all
          ␛[31m✗␛[0m webhook: 0 of 1 replicas of Deployment kopia-maintenance/kopia-maintenance-webhook ready
            → kubectl describe deployment,pods -n kopia-maintenance -l app.kubernetes.io/name=kopia-maintenance,app.kubernetes.io/component=webhook
          ␛[33m!␛[0m webhook is of version 1.4.0, this plugin of PLUGIN
            → use one release of all
          ␛[31m✗␛[0m Lease kopia-maintenance/kopia-maintenance-controller is not there: no controller has ever led
            → kubectl logs -n kopia-maintenance -l app.kubernetes.io/component=controller

        \(unwrapped)

        ␛[1mTogether␛[0m
          ␛[33m!␛[0m in backup, Secret kopia-config: nightly, of-the-database-in-the-second-data-centre, weekly maintain one repository on a schedule each
            → keep one of them
          ␛[33m!␛[0m backup, team each maintain the repository of a Secret called kopia-config
            → if it is one and the same, keep one object: nobody sees to it that their runs do not meet
          ␛[32m✓␛[0m in the next seven days never do 10 runs or more start at one moment; at most 5

        9 wrong, 4 to think about, 15 not looked at

        """

    static let versions = """
        plugin: PLUGIN
        controller: 1.4.0 (Deployment kopia-maintenance/kopia-maintenance-controller, image registry.example/kopia-maintenance:1.4.0)
        webhook: 1.4.0 (Deployment kopia-maintenance/kopia-maintenance-webhook, image registry.example/kopia-maintenance:1.4.0)

        """

    static let plan = """
        kopiamaintenance.volsync.backube/data-repo-maintenance in old: to be created
        kopiamaintenance.volsync.backube/daily in old: to be changed: spec.schedule, spec.trigger.schedule
        replicationsource.volsync.backube/data in old: to be changed: spec.kopia.maintenanceCronJob
        replicationsource.volsync.backube/data in old: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance data-repo-maintenance
        kopiamaintenance.volsync.backube/often in old: error: spec.maintenanceIntervalDays: is no number of days: write a schedule in spec.trigger.schedule instead

        """
}
