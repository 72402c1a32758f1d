import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Logging
import MaintenanceController
import Synchronization
import Telemetry
import TestSupport

/// A controller at work on a fake API server, for the length of a test.
struct ControllerFixture {
    let server: FakeAPIServer
    let loop: ControllerLoop
    /// Whether the controller may write.
    let leads: Switch
    let registry: MetricsRegistry
    private let recorded: Recorder

    /// Something that is on or off.
    final class Switch: Sendable {
        private let value = Mutex(true)
        var isOn: Bool { value.withLock { $0 } }
        func turn(on: Bool) { value.withLock { $0 = on } }
    }

    private final class Recorder: Sendable {
        let events = Mutex<[Event]>([])
    }

    static let now: Int64 = 1_790_000_000

    /// Longer than any delay after failures (``Backoff/reconcile`` with its jitter).
    private static let longestDelay: Duration = .seconds(600)

    /// Runs a test beside a controller; both are gone afterwards.
    ///
    /// - Parameters:
    ///   - clock: by which requests and keys are tried again; one that moves itself makes every delay short.
    ///   - prepare: fills the cluster before the controller sees it.
    ///   - body: the test.
    /// - Throws: what the test throws, and what starting the server does.
    static func run(
        clock: ManualClock = ManualClock(advancesItself: true),
        prepare: (FakeAPIServer) throws -> Void = { _ in },
        _ body: (ControllerFixture) async throws -> Void
    ) async throws {
        let server = try FakeAPIServer()
        defer { server.stop() }
        try prepare(server)
        let standing = ManualClock()
        let time = TimeSource(
            now: { clock.now },
            wallTime: { WallTime(microseconds: Self.now * 1_000_000) },
            sleep: { (duration) async throws(CancellationError) in
                // Delays after failures pass at once; the next slot of a schedule never comes.
                try await (duration > Self.longestDelay ? standing : clock).sleep(duration)
            }
        )
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let configuration = ClientConfiguration(server: try ServerAddress(server.url, field: "url"))
        var tuning = ClientTuning()
        // Not reached because the machine is busy.
        tuning.connectTimeout = .seconds(300)
        tuning.requestTimeout = .seconds(300)
        let client = APIClient(configuration, tuning: tuning, time: time, logger: silent)
        let (leads, recorder, registry) = (Switch(), Recorder(), MetricsRegistry())
        let loop = ControllerLoop(
            client: client,
            writer: client.fenced { leads.isOn },
            namespace: nil,
            planner: Planner(options: RenderingOptions(), zone: UTC()),
            workers: 2,
            metrics: ControllerMetrics(registry, zone: UTC()),
            clock: { Self.now },
            record: { event, _ in recorder.events.withLock { $0.append(event) } },
            time: time,
            logger: silent
        )
        let fixture = ControllerFixture(
            server: server,
            loop: loop,
            leads: leads,
            registry: registry,
            recorded: recorder
        )
        do {
            try await withThrowingTaskGroup { group in
                group.addTask { await loop.watch() }
                group.addTask { await loop.work() }
                try await body(fixture)
                group.cancelAll()
            }
            await client.shutdown()
        } catch {
            await client.shutdown()
            throw error
        }
    }
}

// MARK: - The user

extension ControllerFixture {
    static let nightly: JSONValue = ["repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"]]
    static let byHand: JSONValue = ["repository": ["repository": "repo"], "trigger": ["manual": "x"]]

    var cluster: FakeCluster { server.cluster }
    var events: [Event] { recorded.events.withLock { $0 } }

    func submit(_ name: String, _ spec: JSONValue) throws { try Self.submit(name, spec, to: server) }

    static func submit(_ name: String, _ spec: JSONValue, to server: FakeAPIServer) throws {
        let metadata: JSONValue = ["name": .string(name), "namespace": "ns"]
        try server.cluster.create("KopiaMaintenance", JSONValue.kopiaMaintenance(spec, metadata: metadata))
    }

    static func createSecret(_ name: String, in server: FakeAPIServer) throws {
        try server.cluster.create("Secret", ["metadata": ["name": .string(name), "namespace": "ns"]])
    }

    func status(_ name: String = "km") -> MaintenanceStatus {
        let object = cluster.object("KopiaMaintenance", FakeObjectName("ns", name))
        return MaintenanceStatus(of: KopiaMaintenance(object ?? .null))
    }

    func reason(_ name: String = "km") -> String? { status(name).condition("Ready")?["reason"]?.string }

    /// Returns when that is so.
    func until(_ holds: () -> Bool) async throws { try await eventually { holds() } }

    /// Returns when there is nothing left to do that the controller knows of.
    func untilIdle() async throws {
        try await until { loop.statistics.due == 0 && loop.statistics.running == 0 }
    }

    /// The requests that changed something.
    var writes: [String] {
        server.requests.filter { $0.method != "GET" }.map { "\($0.method) \($0.target.prefix { $0 != "?" })" }
    }
}
