import Foundation
import KubernetesAPI
import TLS
import TestSupport
import Testing

/// The doctor at a real API server: of a whole installation, and of one that is broken in each way.
@Suite(
    .serialized,
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(10))
)
struct PluginDoctorTests {
    @Test("tells of a cluster without anything, of a whole installation, and of each thing that breaks")
    func life() async throws {
        try await DoctorWorld.run { world in
            let bare = try await world.doctor()
            #expect(bare.status == 1)
            #expect(bare.report == Self.nothing)
            try await world.install()
            try await Self.expectHealth(in: world)
            try await Self.expectFit(in: world)
            let nobody = try await world.doctor("--as", "nobody")
            #expect(nobody.status == 0)
            #expect(nobody.report == Self.nobody)
            try await Self.expectMisspelling(in: world)
            try await Self.applyText(in: world)
            try await Self.expectHealth(in: world)
            for breakage in Self.breakages { try await breakage.happen(in: world) }
            try await Self.expectHealth(in: world)
            await world.stop("webhook")
            try await Self.expect(Self.unreachable, in: world)
            try await world.startWebhook()
            await world.stop("controller")
            try await Self.expect(Self.leaderless, in: world)
            for death in Self.deaths { try await death.happen(in: world) }
            try await Self.expectEndings(in: world)
            try await Self.distrust(in: world)
            try await Self.expect(Self.mistrusted + "\n" + Self.leaderless, in: world)
            let configurations = "mutatingwebhookconfiguration,validatingwebhookconfiguration"
            try await world.cluster.must("delete", configurations, "kopia-maintenance-webhook")
            try await Self.expect(Self.unasked + "\n" + Self.leaderless, in: world)
        }
    }

    private static func expectHealth(in world: DoctorWorld) async throws {
        var last: (status: Int32, report: String) = (0, "")
        do {
            try await StandIns.eventually("all is well") {
                last = try await world.doctor()
                return last == (0, healthy)
            }
        } catch { Issue.record("\(error): \(last.report)") }
    }

    /// On a terminal the signs have colours and statements end at its width; with room for them, the text is that of a
    /// pipe.
    private static func expectFit(in world: DoctorWorld) async throws {
        let narrow = try await PluginTerminal.run(world.words(), columns: 80)
        #expect(narrow.status == 0 && narrow.output.contains("\n  \u{1B}[32m✓\u{1B}[0m "), "\(narrow)")
        let lines = DoctorWorld.withoutColors(narrow.output).split(whereSeparator: \.isNewline)
        #expect(lines.count > healthy.count { $0 == "\n" } && lines.allSatisfy { $0.count <= 80 }, "\(narrow)")
        let wide = try await world.doctor(onTerminalOf: 400)
        #expect(wide == (0, healthy), "\(wide)")
    }

    /// A namespace that is not there is told, and of all namespaces nothing is wrong.
    private static func expectMisspelling(in world: DoctorWorld) async throws {
        let typo = try await world.doctor(in: "typo")
        #expect(typo.status == 1 && typo.report.contains("  ✗ there is no namespace typo\n"), "\(typo)")
        let all = try await world.doctor("-A", in: "typo")
        #expect(
            all.status == 0 && all.report.contains("  ? a dry run is not tried: there is no namespace typo\n"),
            "\(all)"
        )
    }

    /// Puts the Secret in the place of itself by server-side apply of texts, whose keys nobody owns then.
    private static func applyText(in world: DoctorWorld) async throws {
        try await world.cluster.must("delete", "secret", "repo", "-n", "backup")
        let secret: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "repo", "namespace": "backup"],
            "data": ["KOPIA_PASSWORD": .string(Data(DoctorWorld.secret.utf8).base64EncodedString())],
            "stringData": ["KOPIA_REPOSITORY": .string(DoctorWorld.secret)],
        ]
        try await world.cluster.must("apply", "--server-side", "-f", "-", input: secret.jsonText)
    }

    /// Waits until these are the complaints, and no other.
    fileprivate static func expect(_ lines: String, in world: DoctorWorld) async throws {
        var last: (status: Int32, lines: String) = (0, "")
        do {
            try await StandIns.eventually("a doctor complains", upTo: .seconds(30)) {
                last = try await world.complaints()
                return last == (1, lines)
            }
        } catch { Issue.record("expected:\n\(lines)\ninstead of \(last.status):\n\(last.lines)") }
    }

    /// Puts certificates in the place of the served one that end soon, or have ended, and nobody renews.
    private static func expectEndings(in world: DoctorWorld) async throws {
        let name = "kopia-maintenance-webhook-tls"
        let place = ["secret", name, "-n", Installation.namespace]
        let served = try await world.cluster.must(["get"] + place + ["-o", "jsonpath={.data.tls\\.crt}"])
        func serve(_ certificate: String) async throws {
            let change: JSONValue = ["data": ["tls.crt": .string(certificate)]]
            try await world.cluster.must(["patch"] + place + ["-p", change.jsonText])
        }
        for (days, ending) in [(10, "ends in SOME: its renewal has failed"), (-1, "ended SOME ago")] {
            try await serve(try lapsing(inDays: Int64(days)))
            let complaint = """
                  ✗ the certificate in Secret \(Installation.namespace)/\(name) \(ending)
                    → see who makes it: the log of the controller, or kubectl describe certificate -n \
                \(Installation.namespace)
                """
            try await expect(complaint + "\n" + leaderless, in: world)
        }
        try await serve(served)
    }

    /// A certificate of a hundred days that ends in so many, as a Secret holds it.
    private static func lapsing(inDays days: Int64) throws -> String {
        let end = Int64(Date().timeIntervalSince1970) + days * 86_400
        let validity = ValidityPeriod(notBefore: end - 100 * 86_400, notAfter: end)
        let authority = try CertificateAuthority.make(commonName: "short of time", validity: validity)
        return Data(authority.identity.certificateChain.bytes).base64EncodedString()
    }

    /// Puts somebody else's authority in the place of the webhook's.
    private static func distrust(in world: DoctorWorld) async throws {
        let other = try Data(contentsOf: world.cluster.folder.appending(path: "pki/ca.crt")).base64EncodedString()
        let change = #"[{"op": "replace", "path": "/webhooks/0/clientConfig/caBundle", "value": "\#(other)"}]"#
        let configuration = "mutatingwebhookconfiguration/kopia-maintenance-webhook"
        try await world.cluster.must("patch", configuration, "--type=json", "-p", change)
    }
}

/// Something that somebody does to a cluster, what a doctor says of it, and how it is undone.
private struct Breakage {
    /// What comes into being before that, in the namespace of the object.
    var making: JSONValue?
    /// Command lines of kubectl, each ended by a newline.
    let doing: String
    let complaints: String
    let undoing: String

    func happen(in world: DoctorWorld) async throws {
        if let making { try await world.cluster.must("create", "-n", "backup", "-f", "-", input: making.jsonText) }
        try await Self.run(doing, in: world)
        try await PluginDoctorTests.expect(complaints, in: world)
        try await Self.run(undoing, in: world)
    }

    private static func run(_ lines: String, in world: DoctorWorld) async throws {
        for line in lines.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let place = words.contains("-n") ? [] : ["-n", "backup"]
            let outcome = try await world.cluster.kubectl(words + place)
            #expect(outcome.status == 0, "\(line): \(outcome)")
        }
    }
}

// MARK: - What breaks

extension PluginDoctorTests {
    private static let breakages = [
        Breakage(
            doing: "delete secret repo",
            complaints: """
                  ✗ missing secret: waiting for Secret repo in this namespace
                    → create it in namespace backup, or correct the name; runs begin by themselves then
                  ✗ Secret repo is not there
                    → create it in namespace backup, or correct the name; runs begin by themselves then
                """,
            undoing: "create secret generic repo --from-literal=KOPIA_PASSWORD=\(DoctorWorld.secret) "
                + "--from-literal=KOPIA_REPOSITORY=\(DoctorWorld.secret)"
        ),
        Breakage(
            doing: #"patch secret repo -p {"stringData":{"KOPIA_B2_BUCKET":"hush-hush","SFTP_HOST":"hush-hush"}}"#,
            complaints: """
                  ✗ Secret repo names repositories of 2 backends: KOPIA_B2_BUCKET (B2), SFTP_HOST (SFTP), \
                beside KOPIA_REPOSITORY
                    → take out the keys of those that are not meant
                """,
            undoing: #"patch secret repo -p {"data":{"KOPIA_B2_BUCKET":null,"SFTP_HOST":null}}"#
        ),
        Breakage(
            doing: """
                create quota few --hard=pods=0
                patch quota few --subresource=status -p {"status":{"hard":{"pods":"0"},"used":{"pods":"0"}}}
                """,
            complaints: """
                  ✗ its pod would be refused: exceeded quota: few, requested: pods=1, used: pods=0, limited: pods=0
                    → raise the ResourceQuota (kubectl describe quota), or ask for less in spec.resources
                """,
            undoing: "delete quota few"
        ),
        Breakage(
            doing: """
                create serviceaccount default
                patch kmaint nightly --type=merge -p {"spec":{"serviceAccountName":"runs"}}
                create quota few --hard=pods=0
                patch quota few --subresource=status -p {"status":{"hard":{"pods":"0"},"used":{"pods":"0"}}}
                """,
            complaints: """
                  ✗ ServiceAccount runs is not there
                    → create it in namespace backup, or correct the name
                  ✗ its pod would be refused: exceeded quota: few, requested: pods=1, used: pods=0, limited: pods=0
                    → raise the ResourceQuota (kubectl describe quota), or ask for less in spec.resources
                """,
            undoing: """
                patch kmaint nightly --type=merge -p {"spec":{"serviceAccountName":null}}
                delete quota few
                delete serviceaccount default
                """
        ),
        Breakage(
            doing: """
                label namespace backup pod-security.kubernetes.io/enforce=restricted
                patch kmaint nightly --type=merge -p {"spec":{"containerSecurityContext":{"allowPrivilegeEscalation":true}}}
                """,
            complaints: """
                  ! spec.containerSecurityContext.capabilities.drop is left out, of default [ALL]: write that, or []
                  ! spec.containerSecurityContext.readOnlyRootFilesystem is left out, of default true: write that, or \
                false
                  ✗ its pod would be refused: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != \
                false (container "kopia-maintenance" must set securityContext.allowPrivilegeEscalation=false), \
                unrestricted capabilities (container "kopia-maintenance" must set \
                securityContext.capabilities.drop=["ALL"])
                    → leave spec.podSecurityContext, spec.containerSecurityContext and spec.moverVolumes as that level \
                wants them, or raise the namespace's label pod-security.kubernetes.io/enforce
                """,
            undoing: """
                label namespace backup pod-security.kubernetes.io/enforce-
                patch kmaint nightly --type=merge -p {"spec":{"containerSecurityContext":null}}
                """
        ),
        Breakage(
            making: [
                "apiVersion": "v1", "kind": "LimitRange", "metadata": ["name": "small"],
                "spec": ["limits": [["type": "Container", "max": ["memory": "10Mi"]]]],
            ],
            doing: "get limitrange small",
            complaints: """
                  ✗ its pod would be refused: maximum memory usage per Container is 10Mi, but limit is 1Gi
                    → set spec.resources within the LimitRange (kubectl describe limitrange)
                """,
            undoing: "delete limitrange small"
        ),
        Breakage(
            doing: """
                create configmap authorities --from-literal=other.crt=\(DoctorWorld.secret)
                patch kmaint nightly --type=merge -p {"spec":{"repository":{"customCA":{"configMapName":"authorities","key":"ca.crt"}}}}
                """,
            complaints: """
                  ✗ ConfigMap authorities, with the authority, has no key ca.crt, but the keys other.crt
                    → correct spec.repository.customCA.key
                """,
            undoing: """
                patch kmaint nightly --type=merge -p {"spec":{"repository":{"customCA":null}}}
                delete configmap authorities
                """
        ),
        Breakage(
            making: [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "mine"],
                "spec": [
                    "accessModes": ["ReadWriteOnce"], "storageClassName": "slow",
                    "resources": ["requests": ["storage": "1Gi"]],
                ],
            ],
            doing: #"patch kmaint nightly --type=merge -p {"spec":{"cachePVC":"mine"}}"#,
            complaints: """
                  ✗ PersistentVolumeClaim mine, for the cache, is Pending: runs wait for it
                    → kubectl describe pvc mine -n backup
                  ✗ StorageClass slow is not there
                    → set spec.cacheStorageClassName to one that kubectl get storageclass lists
                """,
            undoing: """
                patch kmaint nightly --type=merge -p {"spec":{"cachePVC":null}}
                \(removal(of: "mine"))
                """
        ),
        Breakage(
            doing: #"patch kmaint nightly --type=merge -p {"spec":{"cachePVC":"nowhere"}}"#,
            complaints: """
                  ✗ missing claim: waiting for PersistentVolumeClaim nowhere in this namespace
                    → create it in namespace backup, or correct the name; runs begin by themselves then
                  ✗ PersistentVolumeClaim nowhere is not there
                    → create it in namespace backup, or correct the name; runs begin by themselves then
                """,
            undoing: #"patch kmaint nightly --type=merge -p {"spec":{"cachePVC":null}}"#
        ),
        Breakage(
            doing: #"patch kmaint nightly --type=merge -p {"spec":{"cacheAccessModes":["ReadWriteOnce"]}}"#,
            complaints: """
                  ✗ PersistentVolumeClaim \(cacheClaim), for the cache, is Pending: runs wait for it
                    → kubectl describe pvc \(cacheClaim) -n backup
                  ✗ no StorageClass is the default
                    → set spec.cacheStorageClassName to one that kubectl get storageclass lists
                """,
            undoing: """
                patch kmaint nightly --type=merge -p {"spec":{"cacheAccessModes":null}}
                \(removal(of: cacheClaim))
                """
        ),
        Breakage(
            doing: "label deployment kopia-maintenance-controller app.kubernetes.io/name- -n kopia-maintenance-system",
            complaints: """
                  ✗ no controller is installed: nothing makes CronJobs of objects
                    → kubectl apply -k deploy/overlays/default (docs/installation.md)
                """,
            undoing: "label deployment kopia-maintenance-controller app.kubernetes.io/name=kopia-maintenance "
                + "-n kopia-maintenance-system"
        ),
    ]

    private static let cacheClaim = "volsync-kopia-maintenance-nightly-cache"

    /// Removes a claim, which nobody protects from that: its controller does not run.
    private static func removal(of claim: String) -> String {
        """
        patch pvc \(claim) -p {"metadata":{"finalizers":null}}
        delete pvc \(claim)
        """
    }

    /// What happens to a Lease whose controller is gone.
    private static let deaths = [
        Breakage(
            doing: #"patch \#(lease) --type=merge -p {"spec":{"holderIdentity":"the-late","#
                + #""renewTime":"2026-01-01T00:00:00.000000Z"}}"#,
            complaints: """
                  ✗ the-late holds Lease kopia-maintenance-system/kopia-maintenance-controller, and gave no sign of life \
                since SOME ago
                    → kubectl logs -n kopia-maintenance-system -l app.kubernetes.io/component=controller
                """,
            undoing: #"patch \#(lease) --type=merge -p {"spec":{"holderIdentity":""}}"#
        )
    ]

    private static let lease = "lease kopia-maintenance-controller -n kopia-maintenance-system"

    private static func refused(_ words: String) -> String {
        """
          ✗ a dry run of a right KopiaMaintenance is refused: Internal error occurred: failed calling webhook \
        "mutate.kopiamaintenance.volsync.backube": failed to call webhook: Post \
        "https://kopia-maintenance-webhook.kopia-maintenance-system.svc:PORT/mutate-volsync-backube-v1alpha1-\
        kopiamaintenance": \(words)
        """
    }

    private static let unreachable = """
        \(refused("dial tcp: connect: connection refused"))
            → see to the webhook's pods, and to its port
        """

    private static let leaderless = """
          ✗ nobody holds Lease kopia-maintenance-system/kopia-maintenance-controller: no controller works
            → kubectl logs -n kopia-maintenance-system -l app.kubernetes.io/component=controller
        """

    private static let bundleRemedy = """
            → whoever makes the certificate fills it in: the controller (its log says why not), or cert-manager's CA \
        injector; see docs/certificates.md
        """

    private static let mistrusted = """
          ✗ MutatingWebhookConfiguration kopia-maintenance-webhook: caBundle is not of who signs the certificate in \
        Secret kopia-maintenance-webhook-tls
        \(bundleRemedy)
        \(refused("tls: failed to verify certificate: x509: certificate signed by unknown authority"))
        \(bundleRemedy)
        """

    private static let unasked = """
          ✗ no MutatingWebhookConfiguration is about kopiamaintenances: nothing fills in defaults
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ✗ no ValidatingWebhookConfiguration is about kopiamaintenances: nothing rejects mistakes
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ✗ a dry run of a right KopiaMaintenance came back without defaults: no webhook was asked
            → compare both configurations with deploy/base/webhook/configurations.yaml: rules, namespaceSelector, \
        failurePolicy
          ✗ a dry run of a wrong one goes through: mistakes are found only by the controller
            → compare both configurations with deploy/base/webhook/configurations.yaml: rules, namespaceSelector, \
        failurePolicy
        """
}

// MARK: - Whole reports

extension PluginDoctorTests {
    private static let nothing = """
        Installation
          ✗ the definition kopiamaintenances.volsync.backube is not there: the cluster knows no KopiaMaintenance
            → kubectl apply --server-side -k deploy/crd
          ✗ no MutatingWebhookConfiguration is about kopiamaintenances: nothing fills in defaults
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ✗ no ValidatingWebhookConfiguration is about kopiamaintenances: nothing rejects mistakes
            → install it: kubectl apply -k deploy/overlays/default (docs/installation.md)
          ✗ no controller is installed: nothing makes CronJobs of objects
            → kubectl apply -k deploy/overlays/default (docs/installation.md)

        You
          ✓ you may do what all commands of the plugin need in namespace backup

        4 wrong

        """

    private static let healthy = """
        Installation
          ✓ the definition kopiamaintenances.volsync.backube is in force, made SOME ago
          ✓ it serves v1alpha1; stored are v1alpha1
          ✓ it has all fields of this release
          ✓ MutatingWebhookConfiguration kopia-maintenance-webhook calls Service \
        kopia-maintenance-system/kopia-maintenance-webhook; its caBundle is of the authority in Secret \
        kopia-maintenance-webhook-tls
          ✓ ValidatingWebhookConfiguration kopia-maintenance-webhook calls Service \
        kopia-maintenance-system/kopia-maintenance-webhook; its caBundle is of the authority in Secret \
        kopia-maintenance-webhook-tls
          ✓ Service kopia-maintenance-system/kopia-maintenance-webhook has 1 endpoint that is ready
          ✓ the certificate in Secret kopia-maintenance-system/kopia-maintenance-webhook-tls ends in SOME
          ✓ a dry run of a right KopiaMaintenance goes through, and comes back with its defaults
          ✓ a dry run of a wrong one is rejected
          ✓ controller: 2 of 2 replicas of Deployment kopia-maintenance-system/kopia-maintenance-controller ready
          ✓ webhook: 2 of 2 replicas of Deployment kopia-maintenance-system/kopia-maintenance-webhook ready
          ✓ SOMEBODY holds Lease kopia-maintenance-system/kopia-maintenance-controller, renewed SOME ago

        You
          ✓ you may do what all commands of the plugin need in namespace backup

        backup/nightly
          ✓ healthy
          ✓ Secret repo names the repository by a URL
          ✓ ServiceAccount kopia-maint-nightly-79ce1196ed54e79f is there
          ✓ a dry run of its Job and pod is admitted

        Together
          ✓ no two objects are known to maintain one repository

        all is well

        """

    private static let nobody = """
        Installation
          ? the definition kopiamaintenances.volsync.backube: not looked at
            → ask for the right to get customresourcedefinitions.apiextensions.k8s.io
          ? the MutatingWebhookConfigurations: not looked at
            → ask for the right to list mutatingwebhookconfigurations.admissionregistration.k8s.io
          ? the ValidatingWebhookConfigurations: not looked at
            → ask for the right to list validatingwebhookconfigurations.admissionregistration.k8s.io
          ? a dry run of a right KopiaMaintenance: not looked at
            → ask for the right to create kopiamaintenances.volsync.backube in namespace backup
          ? the Deployments: not looked at
            → ask for the right to list deployments.apps

        You
          ? you may not get kopiamaintenances.volsync.backube in namespace backup
            → ask for that right, for all commands
          ? you may not list kopiamaintenances.volsync.backube in namespace backup
            → ask for that right, for status, suspend --all
          ? you may not watch kopiamaintenances.volsync.backube in namespace backup
            → ask for that right, for status -w, trigger --wait
          ? you may not patch kopiamaintenances.volsync.backube in namespace backup
            → ask for that right, for trigger, suspend, resume, reset-failures
          ? you may not create kopiamaintenances.volsync.backube in namespace backup
            → ask for that right, for migrate --cluster
          ? you may not list replicationsources.volsync.backube in namespace backup
            → ask for that right, for migrate --cluster
          ? you may not patch replicationsources.volsync.backube in namespace backup
            → ask for that right, for migrate --cluster
          ? you may not list jobs.batch in namespace backup
            → ask for that right, for status, logs, trigger --wait
          ? you may not list pods in namespace backup
            → ask for that right, for logs, trigger --wait
          ? you may not get pods/log in namespace backup
            → ask for that right, for logs, trigger --follow
          ? you may not get cronjobs.batch in namespace backup
            → ask for that right, for status NAME
          ? you may not get persistentvolumeclaims in namespace backup
            → ask for that right, for status NAME
          ? you may not list events.events.k8s.io in namespace backup
            → ask for that right, for status NAME
          ? you may not list deployments.apps in all namespaces
            → ask for that right, for version
          ? you may not list namespaces
            → ask for that right, for the completion of -n

        Objects
          ? objects: not looked at
            → ask for the right to list kopiamaintenances.volsync.backube in namespace backup

        nothing wrong was seen, 21 not looked at

        """
}
