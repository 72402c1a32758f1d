import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("kubectl kopia-maintenance next", .timeLimit(.minutes(5)))
struct NextCommandTests {
    private static func manifest(_ name: String, _ spec: String) -> String {
        """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: \(name), namespace: ns}
        spec: {repository: {repository: secret}\(spec)}
        ---

        """
    }

    private static let from = ["--from", "2026-03-28T12:00:00Z"]

    @Test("Runs are listed on the clocks of the zone: a skipped time does not run")
    func schedule() async throws {
        let arguments = ["next", "--schedule", "30 2 * * *", "-c", "3", "--time-zone", "Europe/Paris"]
        let plugin = try await Plugin(arguments + Self.from)
        #expect(
            plugin.output == """
                30 2 * * * in Europe/Paris: at 02:30 every day
                  Mon 2026-03-30T02:30:00+02:00
                  Tue 2026-03-31T02:30:00+02:00
                  Wed 2026-04-01T02:30:00+02:00

                """
        )
        #expect(plugin.status == 0)
    }

    @Test("Each object says why it runs, or does not")
    func objects() async throws {
        let manifests = [
            Self.manifest("defaulted", ""),
            Self.manifest("weekly", ", schedule: '@weekly'"),
            Self.manifest("hand", ", trigger: {manual: run-1}"),
            Self.manifest("later", ", trigger: {manual: ''}"),
            Self.manifest("held", ", suspend: true"),
            Self.manifest("resting", ", enabled: false, trigger: {schedule: '@hourly'}"),
        ].joined()
        let plugin = try await Plugin(["next", "-f", "-", "--count", "1"] + Self.from, input: manifests)
        #expect(
            plugin.output == """
                ns/defaulted (-:1): 0 2 * * * in UTC: at 02:00 every day
                  Sun 2026-03-29T02:00:00Z
                ns/weekly (-:6): @weekly in UTC: at 00:00 every Sunday
                  Sun 2026-03-29T00:00:00Z
                ns/hand (-:11): by hand, for the tag "run-1"
                ns/later (-:16): by hand, once spec.trigger.manual has a tag
                ns/held (-:21): suspended; otherwise 0 2 * * * in UTC: at 02:00 every day
                ns/resting (-:26): disabled; otherwise @hourly in UTC: every hour

                """
        )
        #expect(plugin.status == 0)
    }

    @Test("Programs get the same as JSON")
    func json() async throws {
        let manifests =
            Self.manifest("nightly", ", trigger: {schedule: '0 2 * * *'}")
            + Self.manifest("hand", ", trigger: {manual: x}")
        let arguments = ["next", "-f", "-", "-c", "2", "-o", "json", "--time-zone", "America/New_York"]
        let output = try await Plugin(arguments + Self.from, input: manifests).output
        #expect(
            try JSONParser.parse(output.utf8) == [
                "schedules": [
                    [
                        "file": "-", "line": 1, "namespace": "ns", "name": "nightly", "state": "scheduled",
                        "schedule": "0 2 * * *", "timeZone": "America/New_York", "explanation": "at 02:00 every day",
                        "runs": ["2026-03-29T02:00:00-04:00", "2026-03-30T02:00:00-04:00"],
                    ],
                    [
                        "file": "-", "line": 6, "namespace": "ns", "name": "hand", "state": "manual", "tag": "x",
                        "timeZone": "America/New_York", "runs": [],
                    ],
                ]
            ]
        )
    }

    static let cases: [(arguments: [String], input: String, status: Int32, complaint: String)] = [
        (["next"], "", 2, "Error: give either --filename or --schedule"),
        (["next", "--schedule", "@daily", "-f", "-"], "", 2, "Error: give either --filename or --schedule"),
        (["next", "--schedule", "@daily", "-c", "0"], "", 2, "Error: --count is between 1 and 1000"),
        (["next", "--schedule", "@daily", "--from", "noon"], "", 2, "Error: --from is a time such as"),
        (
            ["next", "--schedule", "@daily", "--time-zone", "Local"], "", 2,
            "Error: --time-zone: 'Local' is no time zone"
        ),
        (["next", "--schedule", "61 * * * *"], "", 1, "error: \"61 * * * *\": minute: "),
        (["next", "--schedule", "0 0 31 2 *"], "", 1, "error: \"0 0 31 2 *\": "),
        (["next", "-f", "-"], manifest("x", ", trigger: {schedule: '61 * * * *'}"), 1, "-:4:"),
        (["next", "-f", "none.yaml"], "", 2, "none.yaml: error: no such file or directory\n"),
    ]

    @Test("A call that makes no sense is refused, and so is a schedule that is none", arguments: cases)
    func refused(_ arguments: [String], _ input: String, _ status: Int32, _ complaint: String) async throws {
        let plugin = try await Plugin(arguments, input: input)
        #expect(plugin.status == status)
        #expect(plugin.complaints.hasPrefix(complaint), "\(plugin.complaints)")
        #expect(plugin.output.isEmpty)
    }

    @Test("The help of each command names its flags, formats and exit codes, within the width of a terminal")
    func help() async throws {
        let words = [
            "render": [
                "-f, --filename", "-n, --namespace", "-o, --output", "--mover-image", "--time-zone", "EXIT CODES",
            ],
            "next": ["-f, --filename", "--schedule", "-c, --count", "--from", "--time-zone", "EXIT CODES"],
        ]
        for (command, words) in words {
            let help = try await Plugin([command, "--help"]).output
            for word in words { #expect(help.contains(word), "\(command): \(word)") }
            let lines = help.split(separator: "\n").filter { !$0.contains("kubectl kopia-maintenance \(command) -") }
            #expect(lines.allSatisfy { $0.count <= 80 })
        }
    }

    @Test("A placeholder elsewhere does not hide a schedule, and one with a default is read as that")
    func placeholders() async throws {
        let manifests = [
            Self.manifest("elsewhere", ", schedule: '@weekly', cachePVC: '${CLAIM}'"),
            Self.manifest("defaulted", ", trigger: {schedule: '${WHEN:=0 4 * * *}'}, suspend: '${HELD:=false}'"),
            Self.manifest("unknown", ", trigger: {schedule: '${WHEN}'}"),
        ].joined()
        let plugin = try await Plugin(["next", "-f", "-", "--count", "1"] + Self.from, input: manifests)
        #expect(plugin.output.hasPrefix("ns/elsewhere (-:1): @weekly in UTC: at 00:00 every Sunday\n"))
        #expect(plugin.output.contains("ns/defaulted (-:6): 0 4 * * * in UTC: at 04:00 every day\n"))
        #expect(plugin.complaints.contains("spec.trigger.schedule: not judged: contains the placeholder ${WHEN}"))
        #expect(plugin.status == 1)
    }
}
