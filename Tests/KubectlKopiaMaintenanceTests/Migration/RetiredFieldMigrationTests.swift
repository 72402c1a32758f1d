import Testing

@testable import kubectl_kopia_maintenance

@Suite("Fields of retired designs in the text of a manifest")
struct RetiredFieldMigrationTests {
    private static func text(_ spec: String) -> String {
        "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata:\n  name: nightly\nspec:\n"
            + "  repository:\n    repository: secret\n" + spec
    }

    static let cases: [MigrationCase] = [
        MigrationCase(
            "an interval of a week becomes a schedule",
            text("  maintenanceIntervalDays: 7  # weekly\n  enabled: true\n"),
            text("  trigger:\n    schedule: \"0 2 * * 0\"\n  enabled: true\n"),
            notes: [
                "a.yaml:8:3: note: spec.maintenanceIntervalDays: 7 became the schedule \"0 2 * * 0\"",
                "a.yaml:8:31: note: goes with what it stood in: # weekly",
            ]
        ),
        MigrationCase(
            "an interval of days that no calendar knows",
            text("  maintenanceIntervalDays: 10\n"),
            text("  trigger:\n    schedule: \"0 2 */10 * *\"\n"),
            notes: [
                "a.yaml:8:3: note: spec.maintenanceIntervalDays: 10 became the schedule \"0 2 */10 * *\", which counts "
                    + "anew each month"
            ]
        ),
        MigrationCase(
            "an interval of none switches maintenance off",
            text("  maintenanceIntervalDays: 0"),
            text("  enabled: false"),
            notes: [
                "a.yaml:8:3: note: spec.maintenanceIntervalDays: 0 days mean no maintenance: spec.enabled is false"
            ]
        ),
        MigrationCase(
            "an interval beside a schedule",
            text("  schedule: 0 3 * * *\n  maintenanceIntervalDays: 7\n"),
            text("  trigger:\n    schedule: 0 3 * * *\n"),
            notes: [
                "a.yaml:9:3: note: spec.maintenanceIntervalDays: removed (7): another field says when maintenance runs"
            ]
        ),
        MigrationCase(
            "an interval in brackets, beside an empty tag",
            text("  trigger: {manual: ''}\n").replacing("spec:\n", with: "spec:\n  maintenanceIntervalDays: 1\n"),
            text("  trigger: {manual: '', schedule: \"0 2 * * *\"}\n"),
            notes: ["a.yaml:6:3: note: spec.maintenanceIntervalDays: 1 became the schedule \"0 2 * * *\""]
        ),
        MigrationCase(
            "an interval that Flux has yet to fill in",
            unchanged: text("  maintenanceIntervalDays: ${DAYS}\n"),
            refusals: [
                "a.yaml:8:3: error: spec.maintenanceIntervalDays: is no number of days: write a schedule in "
                    + "spec.trigger.schedule instead"
            ]
        ),
        MigrationCase(
            "embedded settings move up, with their comments and their spelling",
            text(
                """
                  maintenanceCronJob:
                    # at night
                    schedule: 0 4 * * *  # after the backups
                    enabled: true
                    successfulJobsHistoryLimit: ${KEPT}

                    # enough for the largest
                    resources:
                      limits: {memory: 2Gi}  # measured
                      # and no less
                      requests:
                        memory: 1Gi
                    # suspend: true
                  # the end

                """
            ),
            text(
                """
                  trigger:
                    # at night
                    schedule: 0 4 * * *  # after the backups
                  enabled: true
                  successfulJobsHistoryLimit: ${KEPT}
                  # enough for the largest
                  resources:
                    limits: {memory: 2Gi}  # measured
                    # and no less
                    requests:
                      memory: 1Gi
                  # the end

                """
            ),
            notes: [
                "a.yaml:8:3: note: spec.maintenanceCronJob: its fields now stand in spec itself",
                "a.yaml:20:5: note: goes with what it stood in: # suspend: true",
            ]
        ),
        MigrationCase(
            "embedded settings that give way to those of the spec, or have no place there",
            text("  suspend: false\n  maintenanceCronJob: {suspend: true, schedule: '@daily', timeZone: UTC}\n")
                + "  trigger: {schedule: '@weekly'}\n",
            text("  suspend: false\n  trigger: {schedule: '@weekly'}\n"),
            notes: [
                "a.yaml:9:3: note: spec.maintenanceCronJob: its fields now stand in spec itself; without schedule: "
                    + "\"@daily\", suspend: true, timeZone: \"UTC\""
            ]
        ),
        MigrationCase(
            "embedded settings that admission would reject",
            unchanged: text("  maintenanceCronJob: {schedule: nightly}\n"),
            refusals: [
                "a.yaml:5:1: error: not migrated: would be rejected: spec.trigger.schedule: Invalid value: \"nightly\": "
                    + "found 1 field, a schedule has five (minute, hour, day of month, month, day of week)"
            ]
        ),
        MigrationCase(
            "a selector that names one Secret becomes that name",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec:\n"
                + "  repositorySelector:\n    repository: \"s3-repo\"  # the bucket\n    namespaceSelector:\n"
                + "      matchNames: [\"app1\", \"app2\"]\n  schedule: \"0 2 * * *\"\n  enabled: true\n  priority: 10\n",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec:\n"
                + "  repository:\n    repository: \"s3-repo\"  # the bucket\n"
                + "  trigger:\n    schedule: \"0 2 * * *\"\n  enabled: true\n",
            notes: [
                "a.yaml:5:3: note: spec.repositorySelector: became spec.repository.repository; create one in each "
                    + "namespace of {\"matchNames\":[\"app1\",\"app2\"]}",
                "a.yaml:11:3: note: spec.priority: removed (10): a KopiaMaintenance serves one repository; remove it",
            ]
        ),
        MigrationCase(
            "a selector of many names nothing",
            unchanged: "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec:\n"
                + "  repositorySelector:\n    repository: \"s3-repo-*\"\n  schedule: \"0 2 * * *\"\n",
            refusals: [
                "a.yaml:5:3: error: spec.repositorySelector: names no single Secret ({\"repository\":\"s3-repo-*\"}): "
                    + "write its name in spec.repository.repository first"
            ]
        ),
        MigrationCase(
            "the others go, in a block",
            text(
                """
                  # first
                  priority: 5
                  # second
                  securityContext:
                    runAsUser: 1000
                      # deeper
                  namespaceSelector: {matchNames: [a]} # where
                  repositorySelector: null

                  repositoryPVC: data

                """
            ),
            text("  # first\n  # second\n\n"),
            notes: [
                "a.yaml:9:3: note: spec.priority: removed (5): a KopiaMaintenance serves one repository; remove it",
                "a.yaml:11:3: note: spec.securityContext: removed ({\"runAsUser\":1000}): use spec.podSecurityContext "
                    + "and spec.containerSecurityContext",
                "a.yaml:14:3: note: spec.namespaceSelector: removed ({\"matchNames\":[\"a\"]}): create one "
                    + "KopiaMaintenance in each namespace",
                "a.yaml:15:3: note: spec.repositorySelector: removed (null): spec.repository names the Secret",
                "a.yaml:17:3: note: spec.repositoryPVC: removed (\"data\"): mount the volume through spec.moverVolumes",
                "a.yaml:13:7: note: goes with what it stood in: # deeper",
                "a.yaml:14:40: note: goes with what it stood in: # where",
            ]
        ),
        MigrationCase(
            "the others go, in brackets, with their commas",
            "{apiVersion: volsync.backube/v1alpha1, kind: KopiaMaintenance, metadata: {name: a}, spec: {priority: 1,"
                + " namespaceSelector: {}, repository: {repository: s},\n  # about suspend\n  suspend: true, # yes\n"
                + "  repositoryPVC: p, securityContext: {}}}\n",
            "{apiVersion: volsync.backube/v1alpha1, kind: KopiaMaintenance, metadata: {name: a}, spec: {"
                + "repository: {repository: s},\n  # about suspend\n  suspend: true # yes\n"
                + "  }}\n",
            notes: [
                "a.yaml:1:92: note: spec.priority: removed (1): a KopiaMaintenance serves one repository; remove it",
                "a.yaml:1:105: note: spec.namespaceSelector: removed ({}): create one KopiaMaintenance in each namespace",
                "a.yaml:4:3: note: spec.repositoryPVC: removed (\"p\"): mount the volume through spec.moverVolumes",
                "a.yaml:4:21: note: spec.securityContext: removed ({}): use spec.podSecurityContext and "
                    + "spec.containerSecurityContext",
            ]
        ),
        MigrationCase(
            "the others go, in brackets, from among comments, which stay",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\n"
                + "spec: {repository: {repository: s}, # one, the only\n  # how urgent\n  priority: 1 # very\n"
                + "  , # next, enabled\n  enabled: true, # yes, it is\n  namespaceSelector: {}}\n",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\n"
                + "spec: {repository: {repository: s}, # one, the only\n  # how urgent\n   # very\n"
                + "   # next, enabled\n  enabled: true # yes, it is\n  }\n",
            notes: [
                "a.yaml:6:3: note: spec.priority: removed (1): a KopiaMaintenance serves one repository; remove it",
                "a.yaml:9:3: note: spec.namespaceSelector: removed ({}): create one KopiaMaintenance in each namespace",
            ]
        ),
        MigrationCase(
            "settings that are no object stay",
            unchanged: text("  maintenanceCronJob: [a]\n"),
            refusals: ["a.yaml:8:3: error: spec.maintenanceCronJob: is no object: correct it first"]
        ),
        MigrationCase(
            "they go from JSON, and what stays is JSON",
            "{\"apiVersion\":\"volsync.backube/v1alpha1\",\"kind\":\"KopiaMaintenance\",\"metadata\":{\"name\":\"a\"},\n"
                + "\"spec\":{\"repository\":{\"repository\":\"s\"},\n\"maintenanceIntervalDays\":30,\n"
                + "\"priority\":1,\"namespaceSelector\":{}}}",
            "{\"apiVersion\":\"volsync.backube/v1alpha1\",\"kind\":\"KopiaMaintenance\",\"metadata\":{\"name\":\"a\"},\n"
                + "\"spec\":{\"repository\":{\"repository\":\"s\"},\n\"trigger\": {\"schedule\": \"0 2 1 * *\"}}}",
            notes: [
                "a.yaml:3:1: note: spec.maintenanceIntervalDays: 30 became the schedule \"0 2 1 * *\"",
                "a.yaml:4:1: note: spec.priority: removed (1): a KopiaMaintenance serves one repository; remove it",
                "a.yaml:4:14: note: spec.namespaceSelector: removed ({}): create one KopiaMaintenance in each namespace",
            ]
        ),
        MigrationCase(
            "an object that is rejected for something else is migrated, and that is said",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec:\n"
                + "  repository: repo-secret\n  schedule: \"0 2 * * *\"\n  operations:\n    - full\n",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec:\n"
                + "  repository: repo-secret\n  trigger:\n    schedule: \"0 2 * * *\"\n  operations:\n    - full\n",
            refusals: [
                "a.yaml:4:1: error: rejected after the migration as before: spec.repository: Invalid value: "
                    + "\"repo-secret\": must be an object: write {repository: repo-secret}"
            ]
        ),
    ]

    @Test("are taken out or translated", arguments: cases)
    func migrates(example: MigrationCase) { example.check() }

    @Test("A kustomize patch is migrated by what it has")
    func patch() {
        let text = "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec:\n"
        let migration = MigrationCase.migrated([text + "  schedule: '@daily'\n"], isPatch: true)
        #expect(
            String(decoding: migration.results[0].new, as: UTF8.self) == text + "  trigger:\n    schedule: '@daily'\n"
        )
        #expect(migration.refusals.isEmpty)
        #expect(
            migration.notes == [
                "a.yaml:5:3: note: spec.schedule: now also in force where the object below has a trigger of its own"
            ]
        )
    }

    @Test(
        "A kustomize patch stays where only the object below it tells what becomes of a field",
        arguments: [
            "maintenanceIntervalDays: 7", "maintenanceCronJob: {enabled: true}", "repositorySelector: {repository: s}",
        ]
    )
    func unclearPatch(field: String) {
        let text =
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec:\n  \(field)\n"
        let migration = MigrationCase.migrated([text], isPatch: true)
        #expect(String(decoding: migration.results[0].new, as: UTF8.self) == text)
        let name = field.prefix { $0 != ":" }
        let reason =
            "a kustomization lays this file over another, on which depends what becomes of it: change it by hand"
        #expect(migration.refusals == ["a.yaml:5:3: error: spec.\(name): \(reason)"])
    }
}
