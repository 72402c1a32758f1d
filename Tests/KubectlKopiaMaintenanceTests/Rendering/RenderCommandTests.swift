import Foundation
import KopiaMaintenance
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("kubectl kopia-maintenance render", .timeLimit(.minutes(5)))
struct RenderCommandTests {
    private static let scheduled = """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: nightly}
        spec:
          repository: {repository: secret}
          cacheCapacity: 5Gi

        """

    private static let manual = """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: once, namespace: other}
        spec: {repository: {repository: secret}, trigger: {manual: now}, serviceAccountName: mine}

        """

    private static func kinds(_ documents: [JSONValue]) -> [String] {
        documents.map { "\($0["kind"]?.string ?? "?") \($0["metadata"]?["namespace"]?.string ?? "-")" }
    }

    @Test("Objects come as the controller applies them, in YAML")
    func yaml() async throws {
        let plugin = try await Plugin(
            ["render", "-f", "-", "-n", "backup"],
            input: Self.scheduled + "---\n" + Self.manual
        )
        #expect(plugin.status == 0)
        #expect(plugin.complaints.isEmpty)
        #expect(plugin.output.hasPrefix("---\n# Of KopiaMaintenance nightly (-:1)\napiVersion: v1\n"))
        let documents = Manifest(Array(plugin.output.utf8)).documents.map(\.root)
        #expect(
            Self.kinds(documents) == [
                "ServiceAccount backup", "PersistentVolumeClaim backup", "CronJob backup", "Job other",
                "ConfigMap backup", "ConfigMap other",
            ]
        )
        let object = JSONValue.kopiaMaintenance(
            ["repository": ["repository": "secret"], "cacheCapacity": "5Gi"],
            metadata: ["name": "nightly", "namespace": "backup"]
        )
        let rendering = Rendering(of: KopiaMaintenance(Defaulting(object).object), options: RenderingOptions())
        #expect(Array(documents.prefix(3)) == Array(rendering.objects.dropFirst()))
        #expect(documents.dropFirst(4).first == rendering.objects.first)
    }

    @Test("The scripts come once for a namespace, and not where nothing runs")
    func scripts() async throws {
        let second = Self.scheduled.replacing("nightly", with: "second")
        let plugin = try await Plugin(["render", "-f", "-"], input: Self.scheduled + "---\n" + second)
        #expect(Manifest(Array(plugin.output.utf8)).documents.count { $0.root["kind"] == "ConfigMap" } == 1)
        let idle = try await Plugin(["render", "-f", "-"], input: Self.scheduled + "  enabled: false\n")
        #expect(!idle.output.contains("kind: ConfigMap"))
    }

    @Test("Objects come as one List in JSON, and follow the controller's flags")
    func json() async throws {
        let flags = [
            "--mover-image", "example.com/kopia:1", "--time-zone", "Europe/Paris", "--starting-deadline", "5m",
            "--mover-image-pull-policy", "Always", "--mover-image-pull-secrets", "a,b", "--mover-entrypoint", "/run",
        ]
        let plugin = try await Plugin(["render", "-f", "-", "-o", "json"] + flags, input: Self.scheduled)
        #expect(plugin.status == 0)
        let list = try JSONParser.parse(plugin.output.utf8)
        #expect(list["kind"] == "List")
        let cronJob = try #require(list["items"]?.array?.first { $0["kind"] == "CronJob" })
        #expect(cronJob["metadata"]?["namespace"] == "default")
        #expect(cronJob["spec"]?["timeZone"] == "Europe/Paris")
        #expect(cronJob["spec"]?["startingDeadlineSeconds"] == 300)
        let pod = cronJob["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"]
        #expect(pod?["imagePullSecrets"] == [["name": "a"], ["name": "b"]])
        #expect(pod?["containers"]?.array?.first?["image"] == "example.com/kopia:1")
        #expect(pod?["containers"]?.array?.first?["imagePullPolicy"] == "Always")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let arguments: [String]
        let input: String
        let status: Int32
        /// What standard error says.
        let complaint: String

        init(_ name: String, _ arguments: [String], _ input: String, _ status: Int32, _ complaint: String) {
            testDescription = name
            (self.arguments, self.input, self.status, self.complaint) = (arguments, input, status, complaint)
        }
    }

    static let cases: [Case] = [
        Case(
            "a mistake",
            ["render", "-f", "-"],
            scheduled.replacing("5Gi", with: "-5Gi"),
            1,
            "-:6:18: error: spec.cacheCapacity: Invalid value: \"-5Gi\": must be greater than zero\n"
        ),
        Case(
            "a placeholder",
            ["render", "-f", "-"],
            scheduled.replacing("5Gi", with: "${SIZE}"),
            1,
            "-:6:18: error: spec.cacheCapacity: not judged: contains the placeholder ${SIZE}\n"
        ),
        Case(
            "no name yet",
            ["render", "-f", "-"],
            scheduled.replacing("name: nightly", with: "generateName: nightly-"),
            1,
            "-:1:1: error: metadata.name: give a name, since the names of other objects are made of it\n"
        ),
        Case("no YAML", ["render", "-f", "-"], "a: [", 2, "-:"),
        Case("no file", ["render", "-f", "none.yaml"], "", 2, "none.yaml: error: no such file or directory\n"),
        Case("no manifest", ["render"], "", 2, "Error: Missing expected argument '--filename"),
        Case(
            "another zone",
            ["render", "-f", "-", "--time-zone", "Mars"],
            "",
            2,
            "Error: --time-zone: 'Mars' is no time"
        ),
        Case("a namespace that is none", ["render", "-f", "-", "-n", "A_b"], "", 2, "Error: --namespace: a lowercase"),
        Case(
            "a short deadline",
            ["render", "-f", "-", "--starting-deadline", "9s"],
            "",
            2,
            "Error: --starting-deadline"
        ),
        Case("another format", ["render", "-f", "-", "-o", "xml"], "", 2, "Error: The value 'xml'"),
    ]

    @Test("What cannot be rendered is not, and said why", arguments: cases)
    func refused(_ example: Case) async throws {
        let plugin = try await Plugin(example.arguments, input: example.input)
        #expect(plugin.status == example.status)
        #expect(plugin.complaints.hasPrefix(example.complaint), "\(plugin.complaints)")
        #expect(plugin.output.isEmpty)
    }

    @Test("The others are rendered beside one that is not, and what is disabled has no runs")
    func others() async throws {
        let wrong = Self.scheduled.replacing("5Gi", with: "0")
        let disabled = Self.manual.replacing("manual: now}", with: "schedule: '@daily'}, enabled: false")
        let plugin = try await Plugin(
            ["render", "-f", "-"],
            input: [wrong, disabled, Self.manual].joined(separator: "---\n")
        )
        #expect(plugin.status == 1)
        #expect(
            Self.kinds(Manifest(Array(plugin.output.utf8)).documents.map(\.root)) == ["Job other", "ConfigMap other"]
        )
    }

    @Test("Every sample can be rendered, and every manifest found in a public cluster whose placeholders are filled in")
    func samples() throws {
        var count = 0
        for folder in ["deploy/samples", "Tests/Fixtures/manifests"] {
            let path = Fixtures.repository.appending(path: folder).path
            let manifests = MaintenanceManifests(of: ManifestFiles([path], isRecursive: false))
            #expect(manifests.failures.isEmpty)
            for found in manifests.found where !found.object.root.jsonText.contains("${") {
                let rendered = RenderedMaintenance(found, namespace: "default", options: RenderingOptions())
                #expect(rendered.refusals == [])
                let isEnabled = found.object.root["spec"]?["enabled"]?.bool != false
                #expect(
                    rendered.objects.contains { ["CronJob", "Job"].contains($0["kind"]) } == isEnabled,
                    "\(rendered.title)"
                )
                count += 1
            }
        }
        #expect(count > 80)
    }
}
