import KubernetesAPI
import KubernetesClient
import Logging
import ProgramOptions

/// A connection to the cluster that a command is about.
struct Cluster {
    let client: APIClient
    /// Where commands look that are told nothing else.
    let namespace: String
    /// The API server, for people.
    let address: String

    /// How often a request is sent: a second time where the API server is busy or a connection broke, no more, since a
    /// person waits.
    private static let usualAttempts = 2

    /// Connects, does something and disconnects.
    ///
    /// - Parameters:
    ///   - arguments: which cluster.
    ///   - showsWarnings: false for who asks the API server about what is not meant.
    ///   - body: what to do.
    /// - Throws: ``CommandFailure``, or what the body throws.
    static func use(
        _ arguments: ClusterArguments,
        showsWarnings: Bool = true,
        _ body: (Cluster) async throws -> Void
    ) async throws {
        try await use(arguments.connection, cluster: arguments.cluster, showsWarnings: showsWarnings, body)
    }

    /// Connects, does something and disconnects.
    ///
    /// - Parameters:
    ///   - connection: how to connect.
    ///   - cluster: the cluster of the kubeconfig, in place of the context's.
    ///   - attempts: how often a request is sent at most.
    ///   - showsWarnings: false for who asks the API server about what is not meant.
    ///   - body: what to do.
    /// - Throws: ``CommandFailure``, or what the body throws.
    static func use(
        _ connection: ConnectionArguments,
        cluster: String? = nil,
        attempts: Int = usualAttempts,
        showsWarnings: Bool = true,
        _ body: (Cluster) async throws -> Void
    ) async throws {
        let cluster = try Cluster(connection, cluster: cluster, attempts: attempts, showsWarnings: showsWarnings)
        do {
            try await body(cluster)
            await cluster.client.shutdown()
        } catch {
            await cluster.client.shutdown()
            throw error
        }
    }

    /// A cluster to which nobody has connected yet; ``client`` must be shut down.
    ///
    /// - Parameters:
    ///   - arguments: which cluster.
    ///   - timeLimit: how long a request may take, if not as the arguments say.
    /// - Throws: ``CommandFailure``.
    init(_ arguments: ClusterArguments, timeLimit: Duration? = nil) throws(CommandFailure) {
        try self.init(arguments.connection, cluster: arguments.cluster, timeLimit: timeLimit)
    }

    private init(
        _ arguments: ConnectionArguments,
        cluster: String?,
        timeLimit: Duration? = nil,
        attempts: Int = usualAttempts,
        showsWarnings: Bool = true
    ) throws(CommandFailure) {
        let configuration: ClientConfiguration
        do {
            configuration = try ClusterArguments.source(environment: ProcessEnvironment.variables)
                .load(kubeconfig: arguments.kubeconfig, arguments.overrides(cluster: cluster), preferring: .home)
        } catch {
            throw CommandFailure(error)
        }
        var tuning = ClientTuning()
        tuning.userAgent = "kubectl-kopia_maintenance/\(BuildVersion.current)"
        tuning.retry.maximumAttempts = attempts
        // A log may be silent for as long as a run takes.
        tuning.watchSilence = .seconds(86_400)
        let limit = timeLimit ?? arguments.requestTimeout.duration
        // As for kubectl, zero is no limit: as long as a log may be silent.
        tuning.requestTimeout = limit > .zero ? limit : tuning.watchSilence
        tuning.connectTimeout = min(tuning.connectTimeout, tuning.requestTimeout)
        client = APIClient(configuration, tuning: tuning, logger: showsWarnings ? .ofWarnings : .silent)
        namespace = configuration.namespace
        address = "\(configuration.server.scheme.rawValue)://\(configuration.server.authority)"
    }
}

extension APIResource {
    /// The resource that everything here is about.
    static let kopiaMaintenances = APIResource(
        group: "volsync.backube",
        version: "v1alpha1",
        kind: "KopiaMaintenance",
        plural: "kopiamaintenances"
    )

    /// `apps/v1` Deployment.
    static let deployments = APIResource(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
}
