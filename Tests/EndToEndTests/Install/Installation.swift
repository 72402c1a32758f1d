import Foundation
import KubernetesAPI
import Manifests
import TestSupport

/// What `deploy/` installs.
enum Installation {
    /// The shapes, by the names of their overlays.
    enum Shape: String, CaseIterable {
        case standard = "default"
        case certManager = "cert-manager"
        case webhookOnly = "webhook-only"
        case webhookOnlyCertManager = "webhook-only-cert-manager"

        /// The folder that `kubectl apply -k` is given.
        var overlay: URL { Fixtures.repository.appending(path: "deploy/overlays/\(rawValue)") }
    }

    /// Where the programs run.
    static let namespace = "kopia-maintenance-system"

    /// The account of the controller, as ``AuditLog`` names it.
    static let controllerAccount = "\(namespace)/kopia-maintenance-controller"

    /// The objects of a shape, as kustomize builds them.
    static func objects(of shape: Shape) async throws -> [JSONValue] {
        try await objects(builtFrom: shape.overlay)
    }

    /// The objects of a folder with a kustomization.
    static func objects(builtFrom folder: URL) async throws -> [JSONValue] {
        let kubectl = try ControlPlane.kubectl
        let manifest = Manifest(Array(try await Command.output(kubectl, ["kustomize", folder.path]).utf8))
        if let error = manifest.error { throw error }
        return manifest.documents.map(\.root)
    }

    /// The kinds that say who may do what, and what there is.
    private static let permissionKinds: Set<String> = [
        "Namespace", "CustomResourceDefinition", "ServiceAccount", "Role", "RoleBinding", "ClusterRole",
        "ClusterRoleBinding",
    ]

    /// Installs what a controller needs that runs outside the cluster: the definition, its account and its rights.
    static func applyPermissions(to cluster: ControlPlane) async throws {
        let objects = try await objects(of: .standard).filter { permissionKinds.contains($0["kind"]?.string ?? "") }
        try await cluster.must("apply", "--validate=strict", "-f", "-", input: Self.list(objects))
        try await cluster.waitForDefinitions()
    }

    /// Objects as one document that kubectl reads.
    static func list(_ objects: [JSONValue]) -> String {
        let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
        return list.jsonText
    }
}

extension Installation {
    /// True once the webhook's certificate is there, and both configurations say whom to trust.
    static func isCertified(in cluster: ControlPlane) async throws -> Bool {
        let bundles = try await cluster.must(
            "get",
            "mutatingwebhookconfiguration,validatingwebhookconfiguration",
            "-o",
            "jsonpath={range .items[*].webhooks[*]}{.clientConfig.caBundle}{'\\n'}{end}"
        )
        let secret = try await cluster.kubectl("get", "secret", "kopia-maintenance-webhook-tls", "-n", namespace)
        return secret.status == 0 && bundles.split(separator: "\n").count == 2
    }
}

/// A program as the installation starts it: the one container of a Deployment or Job.
struct InstalledProgram {
    /// The name of the program, and subcommands.
    let command: [String]
    let arguments: [String]

    /// The program of that name of object; nil if there is none.
    init?(of name: String, in installation: [JSONValue]) {
        let containers = installation.lazy.filter { $0["metadata"]?["name"]?.string == name }
            .compactMap { $0["spec"]?["template"]?["spec"]?["containers"]?.array?.first }
        guard let container = containers.first else { return nil }
        let strings = { (name: String) in container[name]?.array?.compactMap(\.string) ?? [] }
        command = strings("command")
        arguments = strings("args")
    }
}

extension ControlPlane {
    /// The path of kubectl.
    static var kubectl: String {
        get throws {
            guard let assets else { throw Command.Failure(description: "KUBEBUILDER_ASSETS names no complete folder") }
            return assets.appending(path: "kubectl").path
        }
    }

    /// A configuration with a token of that service account, and no other right than the account's.
    func kubeconfig(ofAccount account: String) async throws -> URL {
        let namespace = Installation.namespace
        let token = try await must("create", "token", account, "-n", namespace, "--duration=2h")
        let file = folder.appending(path: "\(account).kubeconfig")
        let authority = folder.appending(path: "pki/ca.crt").path
        let text = """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{name: test, context: {cluster: test, user: account, namespace: \(namespace)}}]
            clusters: [{name: test, cluster: {server: "\(server)", certificate-authority: "\(authority)"}}]
            users: [{name: account, user: {token: "\(token.filter { !$0.isWhitespace })"}}]

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file
    }
}
