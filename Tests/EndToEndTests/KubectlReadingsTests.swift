import Foundation
import KubernetesAPI
import Manifests
import TestSupport
import Testing

/// What `review` says of kubectl's two ways to read YAML, held against kubectl.
@Suite(.enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no kubectl"), .timeLimit(.minutes(10)))
struct KubectlReadingsTests {
    /// Words, dates, and numbers in other bases, as values; the last few as names of members, too.
    private static let scalars =
        [
            "yes", "Yes", "YES", "yEs", "no", "off", "On", "y", "N", "true", "True", "tRue", "~", "Null", "010", "0o10",
            "0x1F", "0b11", "1_000", "+12", "-010", "08", ".5", "5.", "1e3", "1:30", "2026-01-02", "2026-1-2",
            "2026-01-02T03:04:05Z", "2026-01-02t03:04:05Z", "2026-01-02 03:04:05", "2026-01-02 03:04:05 Z",
            "2026-01-02T03:04:05.50+01:00", "2026-01-02T03:04:05+00:00", "2026-01-02T3:4:5Z", "2026-01-02T03:04",
            "2026-13-45", "2025-2-29", "2024-2-29", "2026-01-02T24:00:00Z", "20260102", "18446744073709551616", "1e400",
        ]
    private static let names = ["yes", "y", "N", "on", "true", "1", "010", "1.5", "2026-01-02", "a"]

    private static func manifest(_ member: String) -> String {
        "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec:\n  \(member)\n"
    }

    @Test("Each scalar is read by kubectl -f and by kustomize as the review says", arguments: scalars)
    func value(_ text: String) async throws { try await Self.check(Self.manifest("v: \(text)")) }

    @Test("So is each name of a member", arguments: names)
    func name(_ text: String) async throws { try await Self.check(Self.manifest("\(text): v")) }

    private static func check(_ yaml: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-readings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(yaml, "thing.yaml", in: folder)
        try write("resources: [thing.yaml]\n", "kustomization.yaml", in: folder)
        let fromFile = try await spec(of: "thing.yaml", in: folder)
        let built = try await kubectl(["kustomize", folder.path])
        var fromKustomize: JSONValue?
        if built.status == 0 {
            try write(built.output, "built.yaml", in: folder)
            fromKustomize = try await spec(of: "built.yaml", in: folder)
        }
        let document = try #require(Manifest(Array(yaml.utf8)).documents.first)
        #expect(document.root["spec"] == fromFile, "kubectl -f")
        let divergence = document.divergences.first
        #expect((divergence != nil) == (fromFile != fromKustomize), "\(fromFile) \(built)")
        guard let divergence else { return }
        let member = divergence.isName ? fromKustomize?.object?.members.first?.name : nil
        let said = divergence.isName ? member.map { JSONValue.string($0).jsonText } : fromKustomize?["v"]?.jsonText
        #expect(divergence.scalar.fromKustomize == said)
    }

    private static func spec(of file: String, in folder: URL) async throws -> JSONValue {
        let path = folder.appending(path: file).path
        let labelled = try await kubectl(["label", "--local", "-f", path, "a=b", "-o", "json"])
        return try JSONParser.parse(labelled.output.utf8)["spec"] ?? .null
    }

    private static func kubectl(_ arguments: [String]) async throws -> Command.Outcome {
        let program = try #require(ControlPlane.assets).appending(path: "kubectl")
        return try await Command.run(program.path, arguments)
    }

    private static func write(_ text: String, _ name: String, in folder: URL) throws {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
}
