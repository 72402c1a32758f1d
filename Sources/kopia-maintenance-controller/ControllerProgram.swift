import ArgumentParser
import Dispatch
import FoundationEssentials
import Glibc
import HTTPWire
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Logging
import MaintenanceController
import Manifests
import ProgramOptions
import SocketServer
import Telemetry
import TimeZoneDatabase

/// The program from its start to its end.
struct ControllerProgram {
    private let cluster: ClusterOptions
    private let capabilities: CapabilityOptions
    private let runs: RunOptions
    private let election: ElectionOptions
    private let certificates: CertificateOptions
    private let probes: ProbeOptions
    private let logging: LoggingOptions
    private let environment = ProcessInfo.processInfo.environment

    init(_ command: ControllerCommand) {
        cluster = command.cluster
        capabilities = command.capabilities
        runs = command.runs
        election = command.election
        certificates = command.certificates
        probes = command.probes
        logging = command.logging
    }

    /// Works until a signal asks for the end.
    ///
    /// - Throws: an error of one line where the program cannot start.
    func run() throws {
        HeapMemory.keepLittle()
        // Work is mostly waiting for the API server: two arenas are enough for a handful of threads.
        HeapMemory.shareArenas(2)
        // First of all, so that every thread that starts from here on leaves the signals to this one.
        let signals = try SignalSource.make([SIGTERM, SIGINT])
        let writer = try LogWriter.start()
        defer { writer.flush(within: .seconds(2)) }
        let logger = logging.logger("controller", writer: writer)
        let registry = MetricsRegistry()
        registry.registerBuildInfo(of: "kopia_maintenance_controller")
        registry.registerProcessMetrics()
        registry.registerLogMetrics(of: writer)
        let configuration = try cluster.connection.configuration(environment: environment)
        let settings = try electionSettings(namespace: configuration.namespace)
        let planner = try planner()
        logger.warn(ofContradictionsIn: planner.cluster)
        let parts = ControllerParts(
            configuration: configuration,
            election: settings,
            namespace: cluster.namespace,
            planner: planner,
            workers: cluster.workers,
            rateLimit: cluster.rateLimit,
            certificates: try certificates.duty(namespace: configuration.namespace),
            registry: registry,
            logger: logger
        )
        let server = try startProbes(parts, registry)
        logger.notice(
            "started",
            metadata: [
                "cluster": "\(configuration.server.host):\(configuration.server.port)",
                "probes": "\(server.addresses.map { "http://\($0)" }.joined(separator: " "))",
                "mover": "\(runs.rendering(environment: environment).moverImage)", "zone": "\(runs.timeZone)",
                "judges": "for \(planner.cluster)",
            ]
        )
        let work = Task { await parts.run() }
        let tidying = Task { await Self.giveMemoryBack(of: parts) }
        defer { tidying.cancel() }
        _ = try signals.wait()
        logger.notice("shutting down")
        work.cancel()
        let finished = DispatchSemaphore(value: 0)
        Task {
            await work.value
            await parts.shutdown()
            finished.signal()
        }
        // Below the 30 seconds after which the kubelet kills.
        if finished.wait(timeout: .now() + 25) == .timedOut { logger.warning("gave up waiting for work under way") }
        _ = server.drain(delay: .zero, timeout: .seconds(1))
        logger.notice("ended")
    }
}

extension ControllerProgram {
    /// Gives back what a list or a storm of changes took for a moment, again and again, and the code of a start, of the
    /// program's and of its work as a leader, once that is over.
    private static func giveMemoryBack(of parts: ControllerParts) async {
        var wasLeading: Bool?
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(15))
            HeapMemory.giveBack()
            let isLeading = parts.isLeading
            guard isLeading != wasLeading, parts.isAtRest else { continue }
            CodeMemory.letGo()
            wasLeading = isLeading
        }
    }

    private func planner() throws -> Planner {
        guard let zone = NamedTimeZone(runs.timeZone) else { throw ValidationError("no time zone \(runs.timeZone)") }
        return Planner(
            options: runs.rendering(environment: environment),
            zone: zone,
            cluster: try capabilities.capabilities()
        )
    }

    private func electionSettings(namespace: String) throws -> LeaderElectionSettings? {
        guard election.leaderElect else { return nil }
        let lease = ObjectKey(namespace: election.leaderElectNamespace ?? namespace, name: election.leaderElectName)
        // The host's name is the pod's; the suffix tells two programs of one machine apart.
        let identity = "\(ProcessInfo.processInfo.hostName)_\(UUID().uuidString.lowercased())"
        return try LeaderElectionSettings(
            lease: lease,
            identity: identity,
            leaseDuration: election.leaderElectLeaseDuration.duration,
            renewDeadline: election.leaderElectRenewDeadline.duration,
            retryPeriod: election.leaderElectRetryPeriod.duration
        )
    }

    private func startProbes(_ parts: ControllerParts, _ registry: MetricsRegistry) throws -> Server {
        guard let address = SocketAddress(probes.bindAddress, port: probes.probePort) else {
            throw ValidationError("--bind-address: '\(probes.bindAddress)' is no IP address")
        }
        let pages = ProbePages(obstacle: { parts.obstacle }, exposition: { registry.expositionStream() })
        var configuration = ServerConfiguration(addresses: [address]) { request, _ in pages.respond(to: request) }
        // A kubelet, a few Prometheus servers and somebody who looks. A scrape that nobody takes holds what it has read of a
        // family, megabytes with many objects.
        configuration.limits = .probes(connections: 16)
        return try Server.start(configuration)
    }
}
