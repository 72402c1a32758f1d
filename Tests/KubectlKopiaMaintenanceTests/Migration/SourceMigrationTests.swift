import Testing

@testable import kubectl_kopia_maintenance

@Suite("Maintenance that a ReplicationSource embeds")
struct SourceMigrationTests {
    private static func source(
        _ name: String,
        namespace: String? = "production",
        secret: String = "repo",
        _ rest: String
    ) -> String {
        object("ReplicationSource", name, namespace, "  sourcePVC: data\n  kopia:\n    repository: \(secret)\n\(rest)")
    }

    private static func maintenance(
        _ name: String,
        namespace: String? = "production",
        secret: String = "repo",
        _ rest: String
    ) -> String {
        object("KopiaMaintenance", name, namespace, "  repository:\n    repository: \(secret)\n\(rest)")
    }

    private static func object(_ kind: String, _ name: String, _ namespace: String?, _ spec: String) -> String {
        let namespace = namespace.map { "  namespace: \($0)\n" } ?? ""
        return "apiVersion: volsync.backube/v1alpha1\nkind: \(kind)\nmetadata:\n  name: \(name)\n\(namespace)"
            + "spec:\n\(spec)"
    }

    static let cases: [MigrationCase] = [
        MigrationCase(
            "becomes an object of its own, with comments and spelling",
            source(
                "app",
                """
                    # who looks after the repository
                    maintenanceCronJob:
                      enabled: true
                      # after the backups
                      schedule: "0 3 * * *"  # UTC
                      failedJobsHistoryLimit: ${KEPT:=2}
                      resources:
                        requests:
                          memory: "256Mi"  # at least
                    retain:
                      daily: 7

                """
            ),
            source("app", "    # who looks after the repository\n    retain:\n      daily: 7\n") + "---\n"
                + maintenance(
                    "repo-maintenance",
                    """
                      trigger:
                        # after the backups
                        schedule: "0 3 * * *"  # UTC
                      enabled: true
                      failedJobsHistoryLimit: ${KEPT:=2}
                      resources:
                        requests:
                          memory: "256Mi"  # at least

                    """
                ),
            notes: ["a.yaml:11:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance"]
        ),
        MigrationCase(
            "of which only the interval is given",
            source("app", "    maintenanceIntervalDays: 7"),
            source("app", "") + "---\n" + maintenance("repo-maintenance", "  trigger:\n    schedule: \"0 2 * * 0\"\n"),
            notes: [
                "a.yaml:10:5: note: spec.kopia.maintenanceIntervalDays: 7 became the schedule \"0 2 * * 0\"",
                "a.yaml:10:5: note: spec.kopia.maintenanceIntervalDays: became the KopiaMaintenance repo-maintenance",
            ]
        ),
        MigrationCase(
            "with nothing but defaults, an authority of its own, line ends of Windows and no line break at the end",
            source("app", "    customCA: {secretName: ca, key: ca.crt}\n    maintenanceCronJob: {}")
                .replacing("\n", with: "\r\n"),
            (source("app", "    customCA: {secretName: ca, key: ca.crt}\n") + "---\n"
                + maintenance(
                    "repo-maintenance",
                    "    customCA: {secretName: ca, key: ca.crt}\n  trigger:\n    schedule: \"0 2 * * *\"\n"
                )).replacing("\n", with: "\r\n"),
            notes: ["a.yaml:11:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance"]
        ),
        MigrationCase(
            "that is switched off stays so",
            source("app", "    maintenanceCronJob:\n      enabled: false\n      schedule: '@daily'\n"),
            source("app", "") + "---\n"
                + maintenance("repo-maintenance", "  trigger:\n    schedule: '@daily'\n  enabled: false\n"),
            notes: ["a.yaml:10:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance"]
        ),
        MigrationCase(
            "of no days goes without a trace",
            source("app", "    maintenanceIntervalDays: 0\n    retain: {daily: 1}\n"),
            source("app", "    retain: {daily: 1}\n"),
            notes: ["a.yaml:10:5: note: spec.kopia.maintenanceIntervalDays: removed: it asks for no maintenance"]
        ),
        MigrationCase(
            "is one object for all sources of a repository; the first that wants maintenance decides",
            files: [
                source("off", "    maintenanceCronJob: {enabled: false}\n") + "---\n"
                    + source("other", secret: "second", "    maintenanceCronJob: {schedule: '@weekly'}\n"),
                source("first", "    maintenanceCronJob: {schedule: '@daily'}\n") + "---\n"
                    + source("same", "    maintenanceCronJob: {schedule: '@daily'}\n") + "---\n"
                    + source("elsewhere", namespace: "test", "    maintenanceCronJob: {schedule: '@hourly'}\n"),
            ],
            [
                source("off", "") + "---\n" + source("other", secret: "second", "") + "---\n"
                    + maintenance("second-maintenance", secret: "second", "  trigger:\n    schedule: '@weekly'\n"),
                source("first", "") + "---\n" + source("same", "") + "---\n"
                    + source("elsewhere", namespace: "test", "") + "---\n"
                    + maintenance("repo-maintenance", "  trigger:\n    schedule: '@daily'\n") + "---\n"
                    + maintenance("repo-maintenance", namespace: "test", "  trigger:\n    schedule: '@hourly'\n"),
            ],
            notes: [
                "b.yaml:10:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance",
                "a.yaml:10:5: note: spec.kopia.maintenanceCronJob: removed ({\"enabled\":false}): gives way to the "
                    + "KopiaMaintenance repo-maintenance, with the settings of another source",
                "b.yaml:21:5: note: spec.kopia.maintenanceCronJob: the KopiaMaintenance repo-maintenance takes over",
                "a.yaml:21:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance second-maintenance",
                "b.yaml:32:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance",
            ]
        ),
        MigrationCase(
            "without namespaces is one object for a directory",
            files: [
                source("one", namespace: nil, secret: "${APP}-secret", "    maintenanceCronJob: {}\n"),
                source("two", namespace: nil, secret: "${APP}-secret", "    maintenanceCronJob: {}\n"),
            ],
            [
                source("one", namespace: nil, secret: "${APP}-secret", "") + "---\n"
                    + maintenance(
                        "\"${APP}-secret-maintenance\"",
                        namespace: nil,
                        secret: "${APP}-secret",
                        "  trigger:\n    schedule: \"0 2 * * *\"\n"
                    ),
                source("two", namespace: nil, secret: "${APP}-secret", ""),
            ],
            notes: [
                "a.yaml:9:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance ${APP}-secret-maintenance",
                "b.yaml:9:5: note: spec.kopia.maintenanceCronJob: the KopiaMaintenance ${APP}-secret-maintenance takes "
                    + "over",
            ]
        ),
        MigrationCase(
            "gives way to an object that maintains the repository already",
            source("app", "    maintenanceCronJob: {schedule: '@daily'}\n") + "---\n"
                + maintenance("nightly", "  schedule: '@weekly'\n"),
            source("app", "") + "---\n" + maintenance("nightly", "  trigger:\n    schedule: '@weekly'\n"),
            notes: [
                "a.yaml:10:5: note: spec.kopia.maintenanceCronJob: removed ({\"schedule\":\"@daily\"}): gives way to the "
                    + "KopiaMaintenance nightly"
            ]
        ),
        MigrationCase(
            "does not give way to an object that runs by hand, nor take its name",
            source("app", "    maintenanceCronJob: {schedule: '@daily'}\n") + "---\n"
                + maintenance("repo-maintenance", "  trigger: {manual: now}\n"),
            source("app", "") + "---\n" + maintenance("repo-maintenance", "  trigger: {manual: now}\n") + "---\n"
                + maintenance("repo-maintenance-2", "  trigger:\n    schedule: '@daily'\n"),
            notes: ["a.yaml:10:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance-2"]
        ),
        MigrationCase(
            "stays where it is alone in a file of JSON, of which kustomize reads one object",
            unchanged: "{\"apiVersion\":\"volsync.backube/v1alpha1\",\"kind\":\"ReplicationSource\",\"metadata\":"
                + "{\"name\":\"a\"},\"spec\":{\"kopia\":{\"repository\":\"s\",\"maintenanceCronJob\":{}}}}\n",
            refusals: [
                "a.yaml:1:127: error: not migrated: its KopiaMaintenance would stand behind it, which many readers of JSON "
                    + "do not see: put it into a List, write the file as YAML, or move it by hand"
            ]
        ),
        MigrationCase(
            "stays where it is no object, whatever a placeholder may become",
            unchanged: source("app", "    maintenanceCronJob: ${SETTINGS}\n"),
            refusals: ["a.yaml:10:5: error: spec.kopia.maintenanceCronJob: is no object: correct it first"]
        ),
        MigrationCase(
            "gives way to an object that is suspended, which is said",
            source("app", "    maintenanceCronJob: {}\n") + "---\n"
                + maintenance("mine", "  trigger: {schedule: '@daily'}\n  suspend: true\n"),
            source("app", "") + "---\n"
                + maintenance("mine", "  trigger: {schedule: '@daily'}\n  suspend: true\n"),
            notes: [
                "a.yaml:10:5: note: spec.kopia.maintenanceCronJob: removed ({}): gives way to the KopiaMaintenance mine, "
                    + "which is suspended"
            ]
        ),
        MigrationCase(
            "tells the comments that have no field to move with",
            source("app", "    maintenanceCronJob: # why\n      schedule: '@daily' # when\n\n      # the end\n"),
            source("app", "") + "---\n"
                + maintenance("repo-maintenance", "  trigger:\n    schedule: '@daily' # when\n"),
            notes: [
                "a.yaml:10:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance",
                "a.yaml:10:25: note: goes with what it stood in: # why",
                "a.yaml:13:7: note: goes with what it stood in: # the end",
            ]
        ),
        MigrationCase(
            "in JSON of several objects becomes one more",
            "{\"kind\":\"x\"}\n"
                + "{\"apiVersion\":\"volsync.backube/v1alpha1\",\"kind\":\"ReplicationSource\",\"metadata\":{\"name\":\"a\"},"
                + "\"spec\":{\"kopia\":{\"repository\":\"s\",\"maintenanceCronJob\":{\"schedule\":\"@daily\"}}}}\n",
            "{\"kind\":\"x\"}\n"
                + "{\"apiVersion\":\"volsync.backube/v1alpha1\",\"kind\":\"ReplicationSource\",\"metadata\":{\"name\":\"a\"},"
                + "\"spec\":{\"kopia\":{\"repository\":\"s\"}}}\n"
                + "{\"apiVersion\":\"volsync.backube/v1alpha1\",\"kind\":\"KopiaMaintenance\",\"metadata\":"
                + "{\"name\":\"s-maintenance\"},\"spec\":{\"repository\":{\"repository\":\"s\"},\"trigger\":"
                + "{\"schedule\":\"@daily\"}}}\n",
            notes: ["a.yaml:2:127: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance s-maintenance"]
        ),
        MigrationCase(
            "in a list becomes a document behind it",
            "kind: ReplicationSourceList\napiVersion: volsync.backube/v1alpha1\nitems:\n- metadata: {name: a}\n"
                + "  spec:\n    kopia:\n      maintenanceIntervalDays: 1\n      repository: s\n      moverVolumes: []\n",
            "kind: ReplicationSourceList\napiVersion: volsync.backube/v1alpha1\nitems:\n- metadata: {name: a}\n"
                + "  spec:\n    kopia:\n      repository: s\n      moverVolumes: []\n---\n"
                + maintenance("s-maintenance", namespace: nil, secret: "s", "  trigger:\n    schedule: \"0 2 * * *\"\n"),
            notes: [
                "a.yaml:7:7: note: spec.kopia.maintenanceIntervalDays: 1 became the schedule \"0 2 * * *\"",
                "a.yaml:9:7: note: spec.kopia.moverVolumes: if the repository lies on it, mount it in the "
                    + "KopiaMaintenance too, by spec.moverVolumes",
                "a.yaml:7:7: note: spec.kopia.maintenanceIntervalDays: became the KopiaMaintenance s-maintenance",
            ]
        ),
        MigrationCase(
            "that aliases make is written out in the new document",
            source(
                "app",
                "    retain: &keep {memory: 1Gi}\n    maintenanceCronJob:\n      resources: {limits: *keep}\n"
            ),
            source("app", "    retain: &keep {memory: 1Gi}\n") + "---\n"
                + maintenance(
                    "repo-maintenance",
                    "  trigger:\n    schedule: \"0 2 * * *\"\n  resources:\n    limits:\n      memory: \"1Gi\"\n"
                ),
            notes: ["a.yaml:11:5: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance repo-maintenance"]
        ),
    ]

    @Test("gets an object of its own", arguments: cases)
    func migrates(example: MigrationCase) { example.check() }

    static let refused: [MigrationCase] = [
        MigrationCase(
            "without a repository",
            unchanged: source("app", secret: "''", "    maintenanceCronJob: {}\n"),
            refusals: [
                "a.yaml:10:5: error: spec.kopia.maintenanceCronJob: no repository is named beside it: move it by hand"
            ]
        ),
        MigrationCase(
            "with a schedule that admission would reject, and all that it serves with it",
            files: [
                source("one", "    maintenanceCronJob: {schedule: 0 2 * * 7}\n"),
                source("two", "    maintenanceCronJob: {schedule: '@daily'}\n"),
            ],
            [
                source("one", "    maintenanceCronJob: {schedule: 0 2 * * 7}\n"),
                source("two", "    maintenanceCronJob: {schedule: '@daily'}\n"),
            ],
            refusals: [
                "a.yaml:10:5: error: not migrated: its KopiaMaintenance would be rejected: spec.trigger.schedule: "
                    + "Invalid value: \"0 2 * * 7\": day of week: \"7\" is out of range, allowed are 0-6 or SUN-SAT "
                    + "(Sunday is 0)"
            ]
        ),
        MigrationCase(
            "with an interval that is no number",
            unchanged: source("app", "    maintenanceIntervalDays: weekly\n"),
            refusals: [
                "a.yaml:10:5: error: spec.kopia.maintenanceIntervalDays: is no number of days: write a schedule in "
                    + "spec.trigger.schedule instead"
            ]
        ),
        MigrationCase(
            "whose settings an alias brings in",
            unchanged: "x: &x {maintenanceCronJob: {}, repository: s}\n"
                + "apiVersion: volsync.backube/v1alpha1\nkind: ReplicationSource\nmetadata: {name: a}\n"
                + "spec:\n  kopia: *x\n",
            refusals: [
                "a.yaml:6:10: error: not migrated: an alias (*) or merge key (<<) brings the field in from elsewhere: "
                    + "write it out, or edit it by hand"
            ]
        ),
    ]

    @Test("stays where no object can take over", arguments: refused)
    func stays(example: MigrationCase) { example.check() }

    @Test("stays in a kustomize patch, which cannot bring in objects")
    func patch() {
        let text = Self.source("app", "    maintenanceCronJob: {}\n")
        let migration = MigrationCase.migrated([text], isPatch: true)
        #expect(migration.results.allSatisfy { !$0.isChanged })
        #expect(
            migration.refusals == [
                "a.yaml:10:5: error: spec.kopia.maintenanceCronJob: a kustomization lays this file over another, where "
                    + "no object can be added: move it by hand"
            ]
        )
    }
}
