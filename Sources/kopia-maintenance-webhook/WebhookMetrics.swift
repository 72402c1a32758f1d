import Admission
import HTTPWire
import ProgramOptions
import SocketServer
import TLS
import Telemetry

/// The metrics of the webhook; every series that is counted on the way of a request exists beforehand.
final class WebhookMetrics: Sendable {
    private let registry = MetricsRegistry()
    private let reviews: ReviewSeries
    private let connections: ConnectionSeries
    private let reloads: MetricFamily<Counter>

    init(certificates: CertificateSource, log: LogWriter) {
        registry.registerBuildInfo(of: "kopia_maintenance_webhook")
        registry.registerProcessMetrics()
        registry.registerLogMetrics(of: log)
        reviews = ReviewSeries(registry)
        connections = ConnectionSeries(registry)
        reloads = registry.counters(
            "kopia_maintenance_webhook_certificate_reloads_total",
            help: "Changes of the certificate files, by what became of them.",
            labels: ["outcome"]
        )
        for outcome in ["reloaded", "rejected"] { _ = reloads.child(outcome) }
        registry.observe(
            .gauge,
            "kopia_maintenance_webhook_certificate_expiry_timestamp_seconds",
            help: "When the serving certificate ends, in unix time."
        ) {
            certificates.certificate.map { Double($0.notAfter) }
        }
    }

    /// Everything in the text format of Prometheus.
    func exposition() -> ExpositionStream { registry.expositionStream() }

    /// The bytes that clients have sent so far; those of probes do not count.
    var receivedBytes: UInt64 { connections.receivedBytes }

    /// Counts an answered review.
    func count(_ reviewed: ReviewedAdmission, phase: AdmissionPhase, duration: Duration) {
        reviews.count(reviewed, phase: phase, duration: duration)
    }

    /// Counts what the server met.
    func count(_ event: ServerEvent) { connections.count(event) }

    /// Counts a look at the certificate files that found something new.
    func count(_ outcome: ReloadOutcome) {
        switch outcome {
        case .reloaded: reloads.child("reloaded").increment()
        case .rejected: reloads.child("rejected").increment()
        case .unchanged, .stillRejected: return
        }
    }
}

/// Reviews by phase, operation and verdict.
private struct ReviewSeries {
    private struct Key: Hashable {
        let phase: AdmissionPhase
        let operation: AdmissionRequest.Operation?
        let outcome: AdmissionVerdict.Outcome

        var labels: [String] { [phase.rawValue, operation?.rawValue ?? "UNKNOWN", outcome.rawValue] }
    }

    private let counts: MetricFamily<Counter>
    private let durations: MetricFamily<Histogram>
    private let series: [Key: (count: Counter, duration: Histogram)]

    init(_ registry: MetricsRegistry) {
        let labels = ["phase", "operation", "verdict"]
        let counts = registry.counters(
            "kopia_maintenance_webhook_reviews_total",
            help: "Admission reviews that were answered.",
            labels: labels
        )
        let durations = registry.histograms(
            "kopia_maintenance_webhook_review_duration_seconds",
            help: "Time from a review's bytes to its answer's bytes.",
            labels: labels
        )
        var series: [Key: (count: Counter, duration: Histogram)] = [:]
        for key in Self.usualKeys { series[key] = (counts.child(key.labels), durations.child(key.labels)) }
        (self.counts, self.durations, self.series) = (counts, durations, series)
    }

    /// What an API server with the right configuration brings about.
    ///
    /// Every series costs memory here and in Prometheus, so others are made when they are met.
    private static var usualKeys: [Key] {
        let verdicts: [(AdmissionPhase, [AdmissionVerdict.Outcome])] = [
            (.mutate, [.allowed, .patched]), (.validate, [.allowed, .denied]),
        ]
        return verdicts.flatMap { phase, outcomes in
            [AdmissionRequest.Operation.create, .update].flatMap { operation in
                outcomes.map { Key(phase: phase, operation: operation, outcome: $0) }
            }
        }
    }

    func count(_ reviewed: ReviewedAdmission, phase: AdmissionPhase, duration: Duration) {
        let key = Key(phase: phase, operation: reviewed.request.operation, outcome: reviewed.verdict.outcome)
        let (count, time) = series[key] ?? (counts.child(key.labels), durations.child(key.labels))
        count.increment()
        time.observe(duration)
    }
}

/// Connections, handshakes, answers and bytes.
private struct ConnectionSeries {
    private let opened: Counter
    private let open: Gauge
    private let closed: MetricFamily<Counter>
    private let handshakes: MetricFamily<Counter>
    private let responses: MetricFamily<Counter>
    private let timeouts: MetricFamily<Counter>
    private let bytes: (received: Counter, sent: Counter)
    private let pressure: MetricFamily<Counter>
    private let ok: Counter

    init(_ registry: MetricsRegistry) {
        let prefix = "kopia_maintenance_webhook"
        opened = registry.counter("\(prefix)_connections_total", help: "Connections that were accepted.")
        open = registry.gauge("\(prefix)_open_connections", help: "Connections that are open now.")
        closed = registry.counters(
            "\(prefix)_connections_closed_total",
            help: "Connections that ended, by reason.",
            labels: ["reason"]
        )
        handshakes = registry.counters(
            "\(prefix)_tls_handshakes_total",
            help: "TLS handshakes, by outcome.",
            labels: ["outcome"]
        )
        responses = registry.counters(
            "\(prefix)_http_responses_total",
            help: "HTTP answers, by status code.",
            labels: ["code"]
        )
        timeouts = registry.counters(
            "\(prefix)_timeouts_total",
            help: "Deadlines that peers did not meet, by what for.",
            labels: ["deadline"]
        )
        bytes = (
            registry.counter("\(prefix)_received_bytes_total", help: "Bytes read from sockets."),
            registry.counter("\(prefix)_sent_bytes_total", help: "Bytes written to sockets.")
        )
        pressure = registry.counters(
            "\(prefix)_pressure_total",
            help: "Times that a limit of the server or the system was met, by limit.",
            labels: ["limit"]
        )
        ok = responses.child("200")
        for outcome in ["completed", "failed"] { _ = handshakes.child(outcome) }
        for limit in ["accept", "connections", "held_bytes"] { _ = pressure.child(limit) }
        for reason in [CloseReason.finished, .peer, .timeout, .cut, .displaced] { _ = closed.child(reason.rawValue) }
        for kind in [DeadlineKind.handshake, .idle, .header, .body, .write] { _ = timeouts.child(kind.rawValue) }
    }

    var receivedBytes: UInt64 { bytes.received.value }

    func count(_ event: ServerEvent) {
        switch event {
        case .connectionOpened:
            opened.increment()
            open.add(1)
        case .connectionClosed(let reason):
            closed.child(reason.rawValue).increment()
            open.add(-1)
        case .handshakeCompleted: handshakes.child("completed").increment()
        case .handshakeFailed: handshakes.child("failed").increment()
        case .requestAnswered(let status) where status.code == 200: ok.increment()
        case .requestAnswered(let status): responses.child("\(status.code)").increment()
        case .requestRefused(let error, _): responses.child("\(error.status.code)").increment()
        case .requestShed: pressure.child("held_bytes").increment()
        case .timedOut(let kind): timeouts.child(kind.rawValue).increment()
        case .bytesReceived(let count): bytes.received.increment(by: UInt64(clamping: count))
        case .bytesSent(let count): bytes.sent.increment(by: UInt64(clamping: count))
        case .acceptFailed: pressure.child("accept").increment()
        case .connectionLimitReached: pressure.child("connections").increment()
        }
    }
}
