import KubernetesAPI
import Logging
import Synchronization
import TestSupport

@testable import KubernetesClient

/// A fake API server and a client of it, for the length of a test.
struct ClientFixture {
    let server: FakeAPIServer
    let client: APIClient
    let clock: ManualClock
    let log: RecordingLog

    /// Runs a test with a server and a client; both are gone afterwards.
    static func run<Value>(
        tuning: ClientTuning = .forTests,
        clock: ManualClock = ManualClock(advancesItself: true),
        server options: (streaming: Bool, token: String?) = (true, nil),
        configure: (inout ClientConfiguration) throws -> Void = { _ in },
        _ body: (ClientFixture) async throws -> Value
    ) async throws -> Value {
        let server = try FakeAPIServer(servesStreamingLists: options.streaming)
        defer { server.stop() }
        var configuration = ClientConfiguration(server: try ServerAddress(server.url, field: "url"))
        try configure(&configuration)
        let log = RecordingLog()
        let client = APIClient(
            configuration,
            tuning: tuning,
            time: TimeSource(clock),
            random: .fixed(0),
            logger: log.logger
        )
        do {
            let value = try await body(ClientFixture(server: server, client: client, clock: clock, log: log))
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }
}

extension ClientTuning {
    /// Numbers of which none is reached because the machine is busy; a test that waits for a limit lowers that one.
    static var forTests: ClientTuning {
        var tuning = ClientTuning()
        tuning.connectTimeout = .seconds(300)
        tuning.requestTimeout = .seconds(300)
        tuning.leaseTimeout = .seconds(300)
        tuning.watchSilence = .seconds(300)
        tuning.userAgent = "tester/1"
        return tuning
    }
}

extension TimeSource {
    /// The time of a manual clock; its calendar begins in 2026.
    init(_ clock: ManualClock) {
        self.init(
            now: { clock.now },
            wallTime: { WallTime(microseconds: 1_767_225_600_000_000 + clock.now.components.seconds * 1_000_000) },
            sleep: { (duration) async throws(CancellationError) in try await clock.sleep(duration) }
        )
    }
}

extension RandomSource {
    /// Always the same fraction.
    static func fixed(_ fraction: Double) -> RandomSource {
        RandomSource { UInt64(fraction * 0x1p53) << 11 }
    }
}

/// Keeps what is logged.
final class RecordingLog: Sendable {
    struct Entry: Sendable {
        let level: String
        let message: String
        let metadata: [String: String]
    }

    private let recorded = Mutex<[Entry]>([])

    var entries: [Entry] { recorded.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: RecordingLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let entry = Entry(
                level: "\(event.level)",
                message: "\(event.message)",
                metadata: all.mapValues { "\($0)" }
            )
            log.recorded.withLock { $0.append(entry) }
        }
    }
}

/// A KopiaMaintenance resource and objects of it.
enum Sample {
    static let resource = APIResource(
        group: "volsync.backube",
        version: "v1alpha1",
        kind: "KopiaMaintenance",
        plural: "kopiamaintenances"
    )

    static func object(_ name: String, namespace: String = "ns", spec: JSONValue = [:]) -> JSONValue {
        [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ]
    }

    static func key(_ name: String, namespace: String = "ns") -> ObjectKey {
        ObjectKey(namespace: namespace, name: name)
    }
}
