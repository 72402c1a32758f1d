import Foundation
import KubernetesAPI
import Testing

@testable import kubectl_kopia_maintenance

@Suite("kubectl kopia-maintenance review")
struct ReviewCommandTests {
    static let valid = """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: nightly, namespace: ns}
        spec:
          repository: {repository: secret}
          trigger: {schedule: "0 2 * * *"}

        """

    static let rejected = valid.replacing("{repository: secret}", with: "{}")

    /// Some clusters take it.
    static let comparing = valid + "  tolerations: [{key: gpu, operator: Lt, value: '5'}]\n"

    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let input: String
        let code: Int32

        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String, _ input: String, _ code: Int32) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.input = input
            self.code = code
        }
    }

    static let cases: [Case] = [
        Case("review -f -", valid, 0),
        Case("review --filename -", valid, 0),
        Case("review -f -", rejected, 1),
        Case("review -f -", valid + "---\n" + rejected, 1),
        Case("review -f -", "a: [", 2),
        Case("review -f -", rejected + "---\na: [", 2),
        Case("review -f -", "", 0),
        Case("review -f none.yaml", "", 2),
        Case("review", "", 2),
        Case("review -f - -o xml", valid, 2),
        Case("review -f - --unknown", valid, 2),
        Case("preview", "", 2),
        Case("review -f - --validate strict", valid + "  foo: 1\n", 1),
        Case("review -f - --validate=warn", valid + "  foo: 1\n", 0),
        Case("review -f - --validate=ignore", valid + "  foo: 1\n", 0),
        Case("review -f -", comparing, 0),
        Case("review -f - --kubernetes-version 1.34", comparing, 1),
        Case("review -f - --kubernetes-version v1.35.1+k3s1", comparing, 0),
        Case("review -f - --kubernetes-version 1.35 --feature-gates AllAlpha=false", comparing, 1),
        Case("review -f - --feature-gates TaintTolerationComparisonOperators=true", comparing, 0),
        Case("render -f - --kubernetes-version 1.34", comparing, 1),
        Case("render -f -", comparing, 0),
        Case("review -f - --kubernetes-version new", valid, 2),
        Case("review -f - --feature-gates SELinuxMount", valid, 2),
        Case("review -f - --kubernetes-version 1.36 --feature-gates ProcMountType=false", valid, 2),
        Case("render -f - --kubernetes-version 1.36 --feature-gates ProcMountType=false", valid, 2),
        Case("--help", "", 0),
        Case("review --help", "", 0),
        Case("help review", "", 0),
    ]

    @Test("The exit code tells a rejection from a mistake", arguments: cases)
    func exitCode(_ example: Case) async throws {
        #expect(try await Plugin(example.arguments, input: example.input).status == example.code)
    }

    @Test("Reports go to standard output, complaints about the call to standard error")
    func channels() async throws {
        let report = try await Plugin(["review", "-f", "-", "-f", "none.yaml"], input: Self.rejected)
        #expect(report.output.contains("-:5:3: error: spec.repository.repository: Required value"))
        #expect(report.output.contains("none.yaml: error: no such file or directory\n"))
        #expect(report.complaints.isEmpty)
        let call = try await Plugin(["review"])
        #expect(call.output.isEmpty)
        #expect(call.complaints.contains("Missing expected argument '--filename"))
    }

    @Test("The help names every flag, format and exit code, within the width of a terminal")
    func help() async throws {
        let help = try await Plugin(["review", "--help"]).output
        for word in [
            "-f, --filename", "-R, --recursive", "-o, --output", "--show-defaults", "--validate", "EXIT CODES",
            "PLACEHOLDERS", "sarif", "github", "kubectl kopia-maintenance review -f FILE",
        ] {
            #expect(help.contains(word))
        }
        let lines = help.split(separator: "\n").filter { !$0.hasPrefix("USAGE") }
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test("JSON output is JSON", arguments: ["json", "sarif"])
    func json(format: String) async throws {
        let output = try await Plugin(["review", "-f", "-", "-o", format], input: Self.rejected).output
        #expect(throws: Never.self) { try JSONParser.parse(output.utf8) }
    }

    @Test("Shells complete it", arguments: ["bash", "zsh", "fish"])
    func completion(shell: String) async throws {
        let script = try await Plugin(["--generate-completion-script", shell]).output
        #expect(script.contains("kubectl-kopia_maintenance"))
        #expect(script.contains("show-defaults"))
    }

    /// Runs the plugin on a folder of these files.
    private static func review(_ files: [String: String], _ arguments: [String]) async throws -> Plugin {
        let folder = FileManager.default.temporaryDirectory.appending(path: "review-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return try await Plugin(["review"] + arguments.map { $0.replacing("FOLDER", with: folder.path) })
    }

    private static let patch =
        "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\nmetadata: {name: nightly}\n"
        + "spec: {suspend: true, $patch: merge}\n"

    @Test(
        "A patch that a kustomization names is judged by what it has",
        arguments: ["patches: [{path: p/a.yaml}]", "patchesStrategicMerge: [p/a.yaml]"]
    )
    func kustomizePatch(_ list: String) async throws {
        let tree = ["base.yaml": Self.valid, "p/a.yaml": Self.patch, "kustomization.yaml": "\(list)\n"]
        let plugin = try await Self.review(tree, ["-f", "FOLDER", "-R"])
        #expect(plugin.status == 0, "\(plugin.output)")
        #expect(plugin.output.contains("p/a.yaml:1): a kustomize patch, valid as far as it goes\n"))
        let broken = tree.merging(["p/a.yaml": Self.patch.replacing("true", with: "perhaps")]) { $1 }
        #expect(try await Self.review(broken, ["-f", "FOLDER", "-R"]).status == 1)
        let alone = tree.filter { $0.key != "kustomization.yaml" }
        #expect(try await Self.review(alone, ["-f", "FOLDER", "-R"]).status == 1, "nobody says that it is a patch")
    }

    @Test("A Helm template is told apart from broken YAML, with what to do")
    func template() async throws {
        let text = "{{- range .Values.all }}\n" + Self.valid + "{{- end }}\n"
        let plugin = try await Self.review(["a.yaml": text, "b.yaml": "a: ["], ["-f", "FOLDER"])
        #expect(plugin.status == 2)
        let hint =
            "a.yaml:1:3: error: a template, no manifest yet: helm template CHART | kubectl kopia-maintenance review"
        #expect(plugin.output.contains(hint), "\(plugin.output)")
        #expect(plugin.output.contains("b.yaml:2:1: error: not YAML: "), "\(plugin.output)")
    }
}
