import ArgumentParser
import Dispatch
import FoundationEssentials
import Glibc
import KubernetesClient
import Logging
import MaintenanceController
import ProgramOptions
import Synchronization
import Telemetry
import WebhookCertificates

/// What `certificates` says at the end when something is to be done.
private struct NotSound: Error, CustomStringConvertible {
    let description = "the certificates are not as they should be"
}

/// The webhook's certificates without a controller: looks at them, or makes and repairs them once.
struct CertificatesCommand: ParsableCommand {
    /// What the command is called.
    static let name = "certificates"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Makes, renews or repairs the webhook's certificates once, or tells how they are.",
        usage: "kopia-maintenance-controller certificates [--once] --certificate-secret <name> ...",
        discussion: """
            For installations without the controller. With --once it does what is due and ends; run it regularly, so \
            that certificates are renewed. It waits for webhook configurations that are not there yet, and for API \
            servers to learn of a new authority. Without --once it reads, tells, and changes nothing; the exit code is 1 \
            if something is to be done.
            """
    )

    @Flag(help: "Do what is due; otherwise only tell.")
    var once = false

    @Option(help: "How long --once tries and waits.")
    var timeout = DurationArgument(.seconds(300))

    @OptionGroup(title: "Cluster") var connection: ConnectionOptions
    @OptionGroup(title: "Certificates") var certificates: CertificateOptions
    @OptionGroup(title: "Logging") var logging: LoggingOptions

    /// The names of the flags that take a value, for their environment variables.
    static let flags = ["timeout"] + ConnectionOptions.flags + CertificateOptions.flags + LoggingOptions.flags

    mutating func validate() throws {
        guard certificates.certificateSecret != nil else { throw ValidationError("--certificate-secret is missing") }
    }

    func run() throws {
        let configuration = try connection.configuration(environment: ProcessInfo.processInfo.environment)
        guard let duty = try certificates.duty(namespace: configuration.namespace) else { return }
        let writer = try LogWriter.start()
        defer { writer.flush(within: .seconds(2)) }
        let logger = logging.logger(Self.name, writer: writer)
        try Self.wait { [self] in
            let client = APIClient(configuration, logger: logger)
            do {
                try await work(duty, client, logger)
                await client.shutdown()
            } catch {
                await client.shutdown()
                throw error
            }
        }
    }

    private func work(_ duty: CertificateDuty, _ client: APIClient, _ logger: Logger) async throws {
        let keeper = CertificateKeeper(client: client, duty: duty, clock: { Int64(time(nil)) }) {
            guard case .did(let step, _) = $0 else { return }
            for news in step.news {
                logger.notice(
                    "changed the certificates",
                    metadata: ["reason": "\(news.reason)", "note": "\(news.note)"]
                )
            }
        }
        guard once else { return try await tell(keeper, duty) }
        try await keeper.settle(within: timeout.duration) { trouble in
            logger.warning("will try again", metadata: ["reason": "\(trouble)"])
        }
        logger.notice("the certificate is in place and trusted")
    }

    /// Tells how things are.
    private func tell(_ keeper: CertificateKeeper, _ duty: CertificateDuty) async throws {
        let now = Int64(time(nil))
        let plan = CertificatePlan(try await keeper.observe(), duty.settings, now: now)
        print(plan.text)
        if !plan.isSound { throw NotSound() }
    }

    /// Does something asynchronous, and returns when it is done.
    private static func wait(_ body: @escaping @Sendable () async throws -> Void) throws {
        let result = Mutex<Result<Void, any Error>>(.success(()))
        let done = DispatchSemaphore(value: 0)
        Task {
            do { try await body() } catch { result.withLock { $0 = .failure(error) } }
            done.signal()
        }
        done.wait()
        try result.withLock { $0 }.get()
    }
}
