import ArgumentParser
import Glibc
import HTTPWire
import KopiaMaintenance
import Logging
import ProgramOptions
import SocketServer
import TLS
import Telemetry

/// The program from its start to its end.
struct WebhookProgram {
    private let serving: ServingOptions
    private let capabilities: CapabilityOptions
    private let limits: LimitOptions
    private let shutdown: ShutdownOptions
    private let logging: LoggingOptions

    init(_ command: WebhookCommand) {
        serving = command.serving
        capabilities = command.capabilities
        limits = command.limits
        shutdown = command.shutdown
        logging = command.logging
    }

    /// Serves until a signal asks for the end.
    ///
    /// - Throws: an error of one line where the program cannot start.
    func run() throws {
        // First of all, so that every thread that starts from here on leaves the signals to this one.
        let signals = try SignalSource.make([SIGTERM, SIGINT, SIGHUP])
        HeapMemory.keepLittle()
        let writer = try LogWriter.start()
        defer { writer.flush(within: .seconds(2)) }
        let output = logging.output(to: writer)
        let logger = output.logger(DecisionLog.label, level: logging.logLevel)
        let eventLoops = serving.eventLoops ?? ProcessorCount.usable()
        let budget = try budget(eventLoops: eventLoops, logger)
        let certificates = try CertificateSource.load(try credentialPaths(logger))
        let metrics = WebhookMetrics(certificates: certificates, log: writer)
        let readiness = Readiness(certificates: certificates)
        let probes = try startProbes(readiness, metrics)
        let decisions = DecisionLog(to: output, level: logging.logLevel)
        let cluster = try capabilities.capabilities()
        logger.warn(ofContradictionsIn: cluster)
        let server = try startServer(certificates, cluster, metrics, logger, decisions, eventLoops: eventLoops, budget)
        let watch = CertificateWatch(certificates, metrics: metrics, logger: logger)
        watch.start(every: serving.certificatePollInterval.duration)
        announce(server, probes, certificates, cluster, logger)
        CodeMemory.letGo()
        RestWatch { metrics.receivedBytes }.start()
        try wait(for: signals, watch)
        drain(server, probes, readiness, logger)
    }
}

// MARK: - Starting

extension WebhookProgram {
    private func budget(eventLoops: Int, _ logger: Logger) throws(TooFewDescriptors) -> DescriptorBudget {
        let budget = try DescriptorBudget(connections: limits.maxConnections, eventLoops: eventLoops)
        if budget.connections < limits.maxConnections {
            logger.warning(
                "the system allows fewer open files than --max-connections needs: fewer connections are taken",
                metadata: [
                    "allowed": .stringConvertible(budget.allowed), "needed": .stringConvertible(budget.wanted),
                    "connections": .stringConvertible(budget.connections),
                ]
            )
        }
        return budget
    }

    private func credentialPaths(_ logger: Logger) throws -> CredentialPaths {
        var paths: CredentialPaths
        if let folder = serving.devCertificates {
            let certificates = try DevelopmentCertificates.prepare(in: folder, now: UnixClock.seconds())
            logger.notice(
                "serving with a development certificate",
                metadata: [
                    "authority": "\(certificates.authorityPath)", "new": .stringConvertible(certificates.areNew),
                ]
            )
            paths = certificates.paths
        } else {
            paths = CredentialPaths(
                certificate: serving.tlsCertFile ?? "",
                privateKey: serving.tlsPrivateKeyFile ?? ""
            )
        }
        return CredentialPaths(
            certificate: paths.certificate,
            privateKey: paths.privateKey,
            clientAuthorities: serving.clientCaFile
        )
    }

    private func address(port: UInt16) throws -> SocketAddress {
        guard let address = SocketAddress(serving.bindAddress, port: port) else {
            throw ValidationError("--bind-address: '\(serving.bindAddress)' is no IP address")
        }
        return address
    }

    private func startProbes(_ readiness: Readiness, _ metrics: WebhookMetrics) throws -> Server {
        let probes = ProbePages(
            obstacle: { readiness.obstacle(at: UnixClock.seconds()) },
            exposition: { metrics.exposition() }
        )
        var configuration = ServerConfiguration(addresses: [try address(port: serving.probePort)]) { request, _ in
            probes.respond(to: request)
        }
        configuration.limits = .probes(connections: DescriptorBudget.probeConnections)
        return try Server.start(configuration)
    }

    private func startServer(
        _ certificates: CertificateSource,
        _ cluster: ClusterCapabilities,
        _ metrics: WebhookMetrics,
        _ logger: Logger,
        _ decisions: DecisionLog,
        eventLoops: Int,
        _ budget: DescriptorBudget
    ) throws -> Server {
        let serverLog = ServerLog(logger, throttle: LineThrottle { UnixClock.seconds() })
        let endpoint = AdmissionEndpoint(
            allowedClientNames: serving.clientNames,
            cluster: cluster,
            metrics: metrics,
            decisions: decisions,
            serverLog: serverLog
        )
        var configuration = ServerConfiguration(addresses: [try address(port: serving.port)]) { request, peer in
            endpoint.respond(to: request, from: peer)
        }
        configuration.eventLoops = eventLoops
        configuration.limits = limits.serverLimits
        configuration.limits.connections = budget.connections
        configuration.tls = { certificates.current }
        configuration.observe = { event in
            metrics.count(event)
            serverLog.record(event)
        }
        return try Server.start(configuration)
    }

    private func announce(
        _ server: Server,
        _ probes: Server,
        _ certificates: CertificateSource,
        _ cluster: ClusterCapabilities,
        _ logger: Logger
    ) {
        logger.notice(
            "serving",
            metadata: [
                "version": "\(BuildVersion.current)",
                "reviews": "\(server.addresses.map { "https://\($0)" }.joined(separator: " "))",
                "probes": "\(probes.addresses.map { "http://\($0)" }.joined(separator: " "))",
                "certificate": "\(certificates.certificate?.names.joined(separator: " ") ?? "")",
                "judges": "for \(cluster)",
            ]
        )
    }
}

// MARK: - Ending

extension WebhookProgram {
    private func wait(for signals: borrowing SignalSource, _ watch: CertificateWatch) throws {
        while true {
            switch try signals.wait() {
            case SIGHUP: watch.look()
            default:
                // Whoever presses Control-C again does not want to wait.
                signals.restoreDefault(of: SIGINT)
                return
            }
        }
    }

    private func drain(_ server: Server, _ probes: Server, _ readiness: Readiness, _ logger: Logger) {
        readiness.beginDraining()
        logger.notice(
            "shutting down",
            metadata: [
                "delay": "\(shutdown.shutdownDelay.defaultValueDescription)",
                "timeout": "\(shutdown.shutdownTimeout.defaultValueDescription)",
            ]
        )
        let report = server.drain(delay: shutdown.shutdownDelay.duration, timeout: shutdown.shutdownTimeout.duration)
        _ = probes.drain(delay: .zero, timeout: .seconds(1))
        if report.cutConnections > 0 {
            logger.warning("connections were cut", metadata: ["count": .stringConvertible(report.cutConnections)])
        }
        logger.notice("ended")
    }
}

/// The wall clock.
enum UnixClock {
    /// Seconds since 1970.
    static func seconds() -> Int64 { Int64(time(nil)) }
}
