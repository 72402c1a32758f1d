import HTTPWire
import Synchronization
import TLS
import Telemetry

/// Answers probes and scrapes.
struct Probes: Sendable {
    let readiness: Readiness
    /// The metrics as text.
    let exposition: @Sendable () -> [UInt8]
    /// Unix seconds.
    let clock: @Sendable () -> Int64

    func respond(to request: HTTPRequest) -> HTTPResponse {
        guard let page = pages[request.path] else {
            return HTTPResponse(
                status: .notFound,
                text: "no such page: there are \(pages.keys.sorted().joined(separator: ", "))"
            )
        }
        guard request.method == .get || request.method == .head else {
            var refusal = HTTPResponse(status: .methodNotAllowed, text: "ask with GET or HEAD")
            refusal.headers.append("Allow", "GET, HEAD")
            return refusal
        }
        return page()
    }

    private var pages: [String: () -> HTTPResponse] {
        [
            "/livez": { HTTPResponse(status: .ok, text: "ok") },
            "/healthz": { HTTPResponse(status: .ok, text: "ok") },
            "/readyz": ready,
            "/metrics": metrics,
        ]
    }

    private func ready() -> HTTPResponse {
        guard let obstacle = readiness.obstacle(at: clock()) else { return HTTPResponse(status: .ok, text: "ok") }
        return HTTPResponse(status: .serviceUnavailable, text: obstacle)
    }

    private func metrics() -> HTTPResponse {
        HTTPResponse(
            status: .ok,
            headers: ["Content-Type": Exposition.contentType],
            body: exposition()
        )
    }
}

/// Whether requests should come here: the certificate is good and nobody asked the program to end.
final class Readiness: Sendable {
    private let draining = Atomic(false)
    private let certificates: CertificateSource

    init(certificates: CertificateSource) { self.certificates = certificates }

    /// Says that the program is about to end.
    func beginDraining() { draining.store(true, ordering: .relaxed) }

    /// Why requests should go elsewhere; nil if they may come.
    func obstacle(at now: Int64) -> String? {
        if draining.load(ordering: .relaxed) { return "shutting down" }
        guard let certificate = certificates.certificate else { return "no certificate is loaded" }
        return certificate.isValid(at: now) ? nil : "the certificate is not valid now"
    }
}
