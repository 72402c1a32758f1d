import Foundation
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Logging
import Manifests
import TestSupport

/// A real API server that says what it would take: it knows the definition of KopiaMaintenance, and no webhook.
///
/// Nothing is stored by a question; all of them share a few kept connections.
struct OracleCluster: Sendable {
    let controlPlane: ControlPlane
    let release: OracleRelease
    private let client: APIClient

    /// The namespace of all objects that are asked about.
    static let namespace = "default"

    /// An account that exists there.
    static let account = "oracle"

    /// The name under which the controller applies.
    private static let fieldManager = "kopia-maintenance-controller"

    /// Starts a control plane, asks, and ends it whatever comes of the questions.
    static func run(
        _ release: OracleRelease = .latest,
        _ body: (OracleCluster) async throws -> Void
    ) async throws {
        try await ControlPlane.run(flags: release.flags) { controlPlane in
            let cluster = try OracleCluster(controlPlane, release)
            do {
                try await cluster.installDefinition()
                try await body(cluster)
                await cluster.client.shutdown()
            } catch {
                await cluster.client.shutdown()
                throw error
            }
        }
    }

    private init(_ controlPlane: ControlPlane, _ release: OracleRelease) throws {
        let source = ConfigurationSource(environment: [:]) { Manifest($0).documents.first?.root ?? .null }
        var tuning = ClientTuning()
        // Each answer counts as it is: one that looks as if it might pass shall not be asked for again.
        tuning.retry = .never
        self.controlPlane = controlPlane
        self.release = release
        client = APIClient(
            try source.load(kubeconfig: controlPlane.kubeconfig.path),
            tuning: tuning,
            logger: Logger(label: "oracle") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func installDefinition() async throws {
        try await controlPlane.must("apply", "-f", Fixtures.repository.appending(path: "deploy/crd").path)
        try await controlPlane.must("create", "serviceaccount", Self.account)
        try await controlPlane.waitForDefinitions()
    }
}

// MARK: - Asking

/// What the API server says to a question.
enum OracleAnswer: Sendable {
    /// It would take the object, which would then be this, and warns of something perhaps.
    case taken(JSONValue, warnings: [String])
    case refused(APIStatus)
}

/// What comes of an object that the controller applies.
struct OracleSettlement: Sendable {
    /// Why it was refused; nil if it was not.
    var refusal: APIStatus?
    /// What was left out because the API server does not know it, as places in the KopiaMaintenance.
    var leftOut: [String]
    /// What the API server warns of.
    var warnings: [String] = []
}

extension OracleCluster {
    /// Asks the API server, which does everything but store the object.
    func answer(to question: OracleQuestion) async throws(KubernetesError) -> OracleAnswer {
        do {
            let answer = try await client.answer(to: request(question))
            return .taken(answer.object, warnings: answer.warnings)
        } catch .status(let status) where status.code != 429 && status.code != 503 {
            return .refused(status)
        }
    }

    /// Asks as the controller applies: what the API server does not know is left out.
    ///
    func settle(_ question: OracleQuestion) async throws(KubernetesError) -> OracleSettlement {
        var application = Application(question.object)
        while true {
            var question = question
            question.object = application.object
            switch try await answer(to: question) {
            case .taken(_, let warnings): return OracleSettlement(leftOut: application.leftOut, warnings: warnings)
            case .refused(let status):
                guard question.verb == .apply, let rest = application.accepting(refusal: status.message) else {
                    return OracleSettlement(refusal: status, leftOut: application.leftOut)
                }
                application = rest
            }
        }
    }

    private func request(_ question: OracleQuestion) -> APIRequest {
        let (resource, object) = (question.resource, question.object)
        let query = [
            (name: "dryRun", value: "All"), (name: "fieldManager", value: Self.fieldManager),
            // The definition prunes what it does not know, and the Job controller knows nothing else to make a pod of.
            (name: "fieldValidation", value: question.verb == .create ? "Ignore" : "Strict"),
        ]
        switch question.verb {
        case .create:
            return APIRequest(.create, path: resource.path(namespace: Self.namespace), query: query, body: object)
        case .apply:
            let path = resource.path(namespace: Self.namespace, name: object["metadata"]?["name"]?.string ?? "")
            return APIRequest(.apply, path: path, query: query + [(name: "force", value: "true")], body: object)
        }
    }
}

extension APIResource {
    /// The resource of this project's definition.
    static let kopiaMaintenances = APIResource(
        group: "volsync.backube",
        version: "v1alpha1",
        kind: "KopiaMaintenance",
        plural: "kopiamaintenances"
    )
}
