import Foundation
import KubernetesAPI
import TestSupport

/// Somebody with a kubectl, in a namespace of their own.
struct KubectlUser: CustomStringConvertible {
    let description: String
    private let cluster: ControlPlane
    private let program: ReleasedProgram
    private let namespace: String

    init(of cluster: ControlPlane, with program: ReleasedProgram) async throws {
        self.cluster = cluster
        self.program = program
        description = program.testDescription
        namespace = "kubectl-\(program.version.replacing(".", with: "-"))"
        try await cluster.must("create", "namespace", namespace)
    }

    func manifest(_ name: String, _ spec: String, label: String? = nil) -> String {
        """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: \(name)\(label.map { ", labels: {\($0)}" } ?? "")}
        spec: \(spec)

        """
    }

    func kubectl(_ arguments: String..., input: String = "") async throws -> Command.Outcome {
        try await kubectl(arguments, input: input)
    }

    func kubectl(_ arguments: [String], input: String = "") async throws -> Command.Outcome {
        try await program.run(in: cluster, ["-n", namespace] + arguments, input: input)
    }

    @discardableResult
    func must(_ arguments: String..., input: String = "") async throws -> String {
        try await must(arguments, input: input)
    }

    @discardableResult
    func must(_ arguments: [String], input: String = "") async throws -> String {
        try await program.must(in: cluster, ["-n", namespace] + arguments, input: input)
    }

    /// Edits with an editor that replaces as sed does.
    ///
    /// - Returns: how it ended, and every text that the editor was shown.
    func edit(_ name: String, _ replacement: String) async throws -> (outcome: Command.Outcome, shown: String) {
        let folder = cluster.folder.appending(path: "edit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let shown = folder.appending(path: "shown")
        let editor = #"sh -c 'cat "$1" >>\#(shown.path); sed -i "\#(replacement)" "$1"' --"#
        let outcome = try await Command.run(
            program.path,
            ["--kubeconfig", cluster.kubeconfig.path, "-n", namespace, "edit", "kmaint", name],
            // What could not be saved is kept beside the file that was edited.
            in: .inherited(["KUBE_EDITOR": editor, "TMPDIR": folder.path])
        )
        return (outcome, try String(contentsOf: shown, encoding: .utf8))
    }

    func spec(_ name: String) async throws -> JSONValue {
        try JSONParser.parse(await must("get", "kmaint", name, "-o", "json").utf8)["spec"] ?? .null
    }

    func version(_ name: String) async throws -> String {
        try await must("get", "kmaint", name, "-o", "jsonpath={.metadata.resourceVersion}")
    }

    /// The names of all objects.
    func names() async throws -> [String] {
        try await must("get", "kmaint", "-o", "jsonpath={.items[*].metadata.name}").split(separator: " ")
            .map(String.init)
    }
}
