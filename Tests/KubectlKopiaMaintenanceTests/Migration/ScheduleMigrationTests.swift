import Manifests
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The deprecated schedule in the text of a manifest")
struct ScheduleMigrationTests {
    private static let head = """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata:
          name: nightly
        spec:
          repository:
            repository: secret

        """

    private static func text(_ spec: String) -> String { head + spec }

    static let cases: [MigrationCase] = [
        MigrationCase(
            "a line of its own, with a comment behind it and others around it",
            text(
                """
                  # when
                  schedule: "0 */6 * * *"  # every 6 hours
                  # how long
                  activeDeadlineSeconds: 14400

                """
            ),
            text(
                """
                  # when
                  trigger:
                    schedule: "0 */6 * * *"  # every 6 hours
                  # how long
                  activeDeadlineSeconds: 14400

                """
            )
        ),
        MigrationCase(
            "the last line of a file that ends without a line break",
            text("  schedule: 0 2 * * *"),
            text("  trigger:\n    schedule: 0 2 * * *")
        ),
        MigrationCase(
            "line ends of Windows",
            text("  schedule: '@daily'\n  enabled: true\n").replacing("\n", with: "\r\n"),
            text("  trigger:\n    schedule: '@daily'\n  enabled: true\n").replacing("\n", with: "\r\n")
        ),
        MigrationCase(
            "a comment above it stays where it is, and one behind it moves, where the trigger is there already",
            text("  # when\n  schedule: '@daily' # at midnight\n  trigger:\n    manual: \"\"\n"),
            text("  # when\n  trigger:\n    manual: \"\"\n    schedule: '@daily' # at midnight\n")
        ),
        MigrationCase(
            "an indentation of four",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\n"
                + "spec:\n    schedule: 0 3 * * *\n    repository: {repository: s}\n",
            "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\n"
                + "spec:\n    trigger:\n        schedule: 0 3 * * *\n    repository: {repository: s}\n"
        ),
        MigrationCase(
            "a value of several lines",
            text("  schedule: >-\n    0 2\n\n    * * *\n\n  enabled: true\n"),
            text("  trigger:\n    schedule: >-\n      0 2\n\n      * * *\n\n  enabled: true\n")
        ),
        MigrationCase(
            "a literal block of one line",
            text("  schedule: |-\n    0 2 * * *\n  enabled: true\n"),
            text("  trigger:\n    schedule: |-\n      0 2 * * *\n  enabled: true\n")
        ),
        MigrationCase(
            "in quotes, over two lines",
            text("  schedule: \"0 2\n    * * *\" # wide\n"),
            text("  trigger:\n    schedule: \"0 2\n      * * *\" # wide\n")
        ),
        MigrationCase(
            "a placeholder",
            text("  schedule: ${MINUTE:=0} 2 * * *\n"),
            text("  trigger:\n    schedule: ${MINUTE:=0} 2 * * *\n")
        ),
        MigrationCase(
            "letters of other alphabets before it",
            text("  # größe — 大\n  schedule: 0 2 * * * # 🌙\n"),
            text("  # größe — 大\n  trigger:\n    schedule: 0 2 * * * # 🌙\n")
        ),
        MigrationCase(
            "in brackets",
            "{apiVersion: volsync.backube/v1alpha1, kind: KopiaMaintenance, metadata: {name: a},\n"
                + " spec: {schedule: '0,30 2 * * *', repository: {repository: s}}}\n",
            "{apiVersion: volsync.backube/v1alpha1, kind: KopiaMaintenance, metadata: {name: a},\n"
                + " spec: {trigger: {schedule: '0,30 2 * * *'}, repository: {repository: s}}}\n"
        ),
        MigrationCase(
            "as JSON",
            """
            {
              "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
              "metadata": {"name": "a"},
              "spec": {
                "schedule" : "0 2 * * *",
                "repository": {"repository": "s"}
              }
            }

            """,
            """
            {
              "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
              "metadata": {"name": "a"},
              "spec": {
                "trigger": {"schedule" : "0 2 * * *"},
                "repository": {"repository": "s"}
              }
            }

            """
        ),
        MigrationCase(
            "behind an anchor that is used elsewhere",
            text("  schedule: &when 0 2 * * *\n  moverPodLabels:\n    a: *when\n").replacing(
                "0 2 * * *",
                with: "daily"
            ),
            text("  trigger:\n    schedule: &when daily\n  moverPodLabels:\n    a: *when\n"),
            refusals: [
                "a.yaml:5:1: error: rejected after the migration as before: spec.trigger.schedule: Invalid value: "
                    + "\"daily\": found 1 field, a schedule has five (minute, hour, day of month, month, day of week); "
                    + "write @daily in lower case, without white space around it"
            ]
        ),
        MigrationCase(
            "beside a trigger that overrides it",
            text("  schedule: 0 1 * * * # old\n  trigger:\n    schedule: 0 2 * * *\n"),
            text("  trigger:\n    schedule: 0 2 * * *\n"),
            notes: [
                "a.yaml:8:3: note: spec.schedule: removed (\"0 1 * * *\"): spec.trigger.schedule overrides it",
                "a.yaml:8:23: note: goes with what it stood in: # old",
            ]
        ),
        MigrationCase(
            "beside a tag",
            text("  trigger: {manual: now}\n  schedule: 0 2 * * *\n"),
            text("  trigger: {manual: now}\n"),
            notes: ["a.yaml:9:3: note: spec.schedule: removed (\"0 2 * * *\"): spec.trigger.manual overrides it"]
        ),
        MigrationCase(
            "beside an empty tag, which leaves it in force",
            text("  trigger:\n    manual: ''  # by hand\n  schedule: 0 2 * * *  # nightly\n  enabled: true\n"),
            text("  trigger:\n    manual: ''  # by hand\n    schedule: 0 2 * * *  # nightly\n  enabled: true\n")
        ),
        MigrationCase(
            "beside an empty tag in brackets",
            text("  trigger: {manual: \"\"}\n  schedule: 0,30 2 * * *\n"),
            text("  trigger: {manual: \"\", schedule: \"0,30 2 * * *\"}\n")
        ),
        MigrationCase(
            "beside an empty trigger",
            text("  trigger: {}\n  schedule: 0 2 * * *\n"),
            text("  trigger:\n    schedule: 0 2 * * *\n")
        ),
        MigrationCase(
            "beside a trigger that says nothing",
            text("  trigger:\n  schedule: 0 2 * * *\n"),
            text("  trigger:\n    schedule: 0 2 * * *\n")
        ),
        MigrationCase(
            "in several documents of which one has none",
            "---\n" + text("  schedule: 0 2 * * *\n") + "---\n# nothing\n---\n"
                + text("  trigger: {schedule: 0 3 * * *}\n") + "...\n---\n" + text("  schedule: 0 4 * * *\n"),
            "---\n" + text("  trigger:\n    schedule: 0 2 * * *\n") + "---\n# nothing\n---\n"
                + text("  trigger: {schedule: 0 3 * * *}\n") + "...\n---\n"
                + text("  trigger:\n    schedule: 0 4 * * *\n")
        ),
        MigrationCase(
            "in a list, whose items are not indented",
            """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: volsync.backube/v1alpha1
              kind: KopiaMaintenance
              metadata: {name: a}
              spec:
                schedule: 0 2 * * *
                repository: {repository: s}
            - kind: ConfigMap
              apiVersion: v1
              metadata: {name: b}

            """,
            """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: volsync.backube/v1alpha1
              kind: KopiaMaintenance
              metadata: {name: a}
              spec:
                trigger:
                  schedule: 0 2 * * *
                repository: {repository: s}
            - kind: ConfigMap
              apiVersion: v1
              metadata: {name: b}

            """
        ),
    ]

    @Test("moves to the trigger", arguments: cases)
    func moves(example: MigrationCase) { example.check() }

    static let untouched: [MigrationCase] = [
        MigrationCase("nothing is deprecated", unchanged: text("  trigger: {schedule: 0 2 * * *}\n")),
        MigrationCase(
            "an object of another kind",
            unchanged: "apiVersion: v1\nkind: Job\nspec: {schedule: 0 2 * * *}\n"
        ),
        MigrationCase(
            "a kind of that name in another group",
            unchanged: "apiVersion: example.org/v1\nkind: KopiaMaintenance\nspec: {schedule: 0 2 * * *}\n"
        ),
        MigrationCase("no document at all", unchanged: "# later\n"),
        MigrationCase(
            "a spec that an alias brings in",
            unchanged: "x: &x\n  schedule: 0 2 * * *\n  repository: {repository: s}\n"
                + "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: a}\nspec: *x\n",
            refusals: [
                "a.yaml:7:7: error: not migrated: an alias (*) or merge key (<<) brings the field in from elsewhere: "
                    + "write it out, or edit it by hand"
            ]
        ),
        MigrationCase(
            "a schedule that a merge key brings in",
            unchanged: text("  <<: {schedule: 0 2 * * *}\n"),
            refusals: [
                "a.yaml:6:3: error: not migrated: an alias (*) or merge key (<<) brings the field in from elsewhere: "
                    + "write it out, or edit it by hand"
            ]
        ),
        MigrationCase(
            "a spec that another object shares",
            unchanged: "apiVersion: v1\nkind: List\nitems:\n- apiVersion: volsync.backube/v1alpha1\n"
                + "  kind: KopiaMaintenance\n  metadata: {name: a}\n  spec: &spec\n    schedule: 0 2 * * *\n"
                + "    repository: {repository: s}\n- {kind: ConfigMap, apiVersion: v1, data: *spec}\n",
            refusals: [
                "a.yaml:8:5: error: not migrated: an edit would change more than this field, which an anchor (&) may "
                    + "share with others: edit it by hand"
            ]
        ),
        MigrationCase(
            "an anchor that goes, whose alias stays",
            unchanged: text("  schedule: &a 0 1 * * *\n  trigger:\n    schedule: *a\n"),
            refusals: [
                "a.yaml:1:1: error: not migrated: an edit would change more than this field, which an anchor (&) may "
                    + "share with others: edit it by hand"
            ]
        ),
        MigrationCase(
            "a name with a question mark",
            unchanged: text("  ? schedule\n  : 0 2 * * *\n"),
            refusals: [
                "a.yaml:8:5: error: not migrated: the field shares its line with others: give it a line of its own, "
                    + "or edit it by hand"
            ]
        ),
        MigrationCase(
            "a schedule that is no text",
            unchanged: text("  schedule: 5\n"),
            refusals: ["a.yaml:8:3: error: spec.schedule: is no text: correct it first"]
        ),
        MigrationCase(
            "a trigger that is no object",
            unchanged: text("  schedule: 0 2 * * *\n  trigger: daily\n"),
            refusals: ["a.yaml:9:3: error: spec.trigger: is no object: correct it first"]
        ),
    ]

    @Test("stays where nothing is to be done, or nothing can be done safely", arguments: untouched)
    func stays(example: MigrationCase) { example.check() }

    @Test("A document that cannot be edited keeps no other from it")
    func independence() {
        let (good, bad) = (Self.text("  schedule: 0 2 * * *\n"), Self.text("  schedule: &a x\n  cachePVC: *a\n"))
        let removed = Self.text("  schedule: &a x\n  trigger: {schedule: 0 2 * * *}\n  cachePVC: *a\n")
        let migration = MigrationCase.migrated([good + "---\n" + removed + "---\n" + bad])
        let text = String(decoding: migration.results[0].new, as: UTF8.self)
        let moved = Self.text("  trigger:\n    schedule: 0 2 * * *\n")
        let alsoMoved = Self.text("  trigger:\n    schedule: &a x\n  cachePVC: *a\n")
        #expect(text == moved + "---\n" + removed + "---\n" + alsoMoved)
        #expect(migration.refusals.contains { $0.hasPrefix("a.yaml:10:1: error: not migrated: an edit would change") })
    }

    @Test("A file of UTF-16 is refused, with what to do")
    func utf16() {
        let text = Self.text("  schedule: 0 2 * * *\n")
        let bytes: [UInt8] = [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let file = MigrationFiles.File(name: "a.yaml", text: .init(bytes), isPatch: false)
        let migration = ManifestMigration(of: [file])
        #expect(migration.results.allSatisfy { !$0.isChanged })
        #expect(
            migration.refusals == ["a.yaml:1:1: error: not migrated: the file is UTF-16: convert it to UTF-8 first"]
        )
    }

    @Test("A byte order mark stays")
    func byteOrderMark() {
        for text in [Self.text("  schedule: 0 2 * * *\n"), Self.cases.first { $0.name == "as JSON" }?.before[0] ?? ""] {
            let bytes = [0xef, 0xbb, 0xbf] + Array(text.utf8)
            let file = MigrationFiles.File(name: "a.yaml", text: .init(bytes), isPatch: false)
            let migration = ManifestMigration(of: [file])
            let expected = MigrationCase.migrated([text]).results[0].new
            #expect(migration.results[0].new == [0xef, 0xbb, 0xbf] + expected)
            #expect(migration.results[0].isChanged)
        }
    }
}
