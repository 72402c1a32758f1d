import KubernetesAPI
import KubernetesClient
import Logging
import MaintenanceController
import Synchronization
import TLS
import Telemetry
import TestSupport
import WebhookCertificates

/// The certificates of a fake cluster, and whoever looks after them.
final class CertificateFixture: Sendable {
    static let mutating = "MutatingWebhookConfiguration"
    static let validating = "ValidatingWebhookConfiguration"
    static let servingSecret = FakeObjectName("system", "tls")
    static let authoritySecret = FakeObjectName("system", "authorities")
    static let configuration = FakeObjectName("", "webhook")
    private static let start: Int64 = 1_800_000_000

    let server: FakeAPIServer
    let metrics: MetricsRegistry
    /// Whether whoever looks after them may write.
    let leads = ControllerFixture.Switch()
    private let client: APIClient
    private let clock: ManualClock
    private let duty: CertificateDuty
    private let told = Mutex<[CertificateReport]>([])
    private let recorded = Mutex<[ClusterEvent]>([])

    /// Runs a test with a cluster in which the manifests were just applied.
    ///
    /// Requests that fail are not sent again: what matters is who tries the whole again.
    static func run(_ body: (CertificateFixture) async throws -> Void) async throws {
        let fixture = try CertificateFixture()
        defer { fixture.server.stop() }
        try fixture.configure(mutating)
        try fixture.configure(validating)
        do {
            try await body(fixture)
            await fixture.client.shutdown()
        } catch {
            await fixture.client.shutdown()
            throw error
        }
    }

    private init() throws {
        server = try FakeAPIServer()
        metrics = MetricsRegistry()
        let clock = ManualClock(advancesItself: true)
        self.clock = clock
        var tuning = ClientTuning()
        tuning.retry = .never
        // Not reached because the machine is busy.
        tuning.connectTimeout = .seconds(300)
        tuning.requestTimeout = .seconds(300)
        client = APIClient(
            ClientConfiguration(server: try ServerAddress(server.url, field: "url")),
            tuning: tuning,
            time: Self.time(clock),
            logger: Self.silent
        )
        duty = CertificateDuty(
            objects: CertificateObjects(
                namespace: "system",
                servingSecret: "tls",
                authoritySecret: "authorities",
                configurations: [
                    WebhookConfigurationName(.mutating, "webhook"), WebhookConfigurationName(.validating, "webhook"),
                ]
            ),
            settings: CertificateSettings(
                names: try CertificateSettings.names(service: "webhook", namespace: "system", domain: "cluster.local")
            )
        )
    }

    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func time(_ clock: ManualClock) -> TimeSource {
        TimeSource(
            now: { clock.now },
            wallTime: { WallTime(microseconds: seconds(clock) * 1_000_000) },
            sleep: { (duration) async throws(CancellationError) in try await clock.sleep(duration) }
        )
    }

    /// The time of the calendar goes with the clock.
    private static func seconds(_ clock: ManualClock) -> Int64 { start + clock.now.components.seconds }

    /// Applies a configuration that trusts nobody.
    func configure(_ kind: String) throws {
        try server.cluster.create(
            kind,
            [
                "metadata": ["name": "webhook"],
                "webhooks": [
                    [
                        "name": "a.volsync.backube", "sideEffects": "None",
                        "clientConfig": ["service": ["name": "webhook", "namespace": "system"]],
                    ]
                ],
            ]
        )
    }

    /// Somebody who looks after the certificates when asked to.
    var keeper: CertificateKeeper {
        let clock = clock
        return CertificateKeeper(
            client: client.fenced { [leads] in leads.isOn },
            duty: duty,
            clock: { Self.seconds(clock) },
            report: { [self] report in told.withLock { $0.append(report) } }
        )
    }

    /// Waits as ``CertificateKeeper/settle(within:time:failed:)`` does, by the clock of the test.
    func settle(within limit: Duration) async throws {
        try await keeper.settle(within: limit, time: Self.time(clock)) { _ in }
    }

    /// Runs a test beside somebody who looks after the certificates all the time.
    func runLoop(_ body: () async throws -> Void) async throws {
        try await run(makeLoop(), body)
    }

    /// Runs a test beside a loop, as a leader runs it.
    func run(_ loop: CertificateLoop, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await loop.run() }
            try await body()
            group.cancelAll()
        }
    }

    /// Somebody who looks after the certificates all the time; to be called once.
    ///
    /// The clock stands still but for delays after failures.
    func makeLoop() -> CertificateLoop {
        let (clock, standing) = (clock, ManualClock())
        let time = TimeSource(
            now: { clock.now },
            wallTime: { WallTime(microseconds: Self.seconds(clock) * 1_000_000) },
            sleep: { (duration) async throws(CancellationError) in
                // Ten minutes are the time until everything is looked at again anyhow: never, here.
                try await (duration >= .seconds(600) ? standing : clock).sleep(duration)
            }
        )
        return CertificateLoop(
            client: client,
            writer: client.fenced { [leads] in leads.isOn },
            duty: duty,
            metrics: CertificateMetrics(metrics),
            clock: { Self.seconds(clock) },
            record: { [self] event in recorded.withLock { $0.append(event) } },
            time: time,
            logger: Self.silent
        )
    }
}

// MARK: - What is seen

extension CertificateFixture {
    /// What was written.
    var steps: [CertificateStep] {
        told.withLock { reports in
            reports.compactMap { if case .did(let step, _) = $0 { step } else { nil } }
        }
    }

    /// The reasons of the events.
    var events: [ClusterEvent] { recorded.withLock { $0 } }

    /// What Prometheus reads.
    var exposition: String { String(decoding: metrics.exposition(), as: UTF8.self) }

    /// The time by the clock of the test.
    var time: Duration { clock.now }

    /// The requests that changed something.
    var writes: Int { server.requests.count { $0.method != "GET" } }

    /// True if both configurations trust the authority, and the certificate is its.
    var isSound: Bool {
        let keys = [Self.servingSecret, Self.authoritySecret]
        let found = keys.compactMap { server.cluster.object("Secret", $0)?["data"]?["ca.crt"]?.string }
        let bundles = [Self.mutating, Self.validating].compactMap { kind in
            let object = server.cluster.object(kind, Self.configuration)
            return object?["webhooks"]?.array?.first?["clientConfig"]?["caBundle"]?.string
        }
        return found.count == 2 && bundles.count == 2 && Set(found + bundles).count == 1
    }
}
