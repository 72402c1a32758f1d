package import HTTPWire
package import Telemetry

/// Answers probes and scrapes: `/livez`, `/healthz`, `/readyz` and `/metrics`.
package struct ProbePages: Sendable {
    private let obstacle: @Sendable () -> String?
    private let exposition: @Sendable () -> ExpositionStream

    /// Pages that ask those two whenever they are read.
    ///
    /// - Parameters:
    ///   - obstacle: why requests should go elsewhere; nil while the program is ready.
    ///   - exposition: the metrics as text.
    package init(obstacle: @escaping @Sendable () -> String?, exposition: @escaping @Sendable () -> ExpositionStream) {
        self.obstacle = obstacle
        self.exposition = exposition
    }

    /// The answer to a request.
    package func respond(to request: HTTPRequest) -> HTTPResponse {
        guard let page = pages[request.path] else {
            let all = pages.keys.sorted().joined(separator: ", ")
            return HTTPResponse(status: .notFound, text: "no such page: there are \(all)")
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
        guard let obstacle = obstacle() else { return HTTPResponse(status: .ok, text: "ok") }
        return HTTPResponse(status: .serviceUnavailable, text: obstacle)
    }

    private func metrics() -> HTTPResponse {
        let text = exposition()
        return HTTPResponse(
            status: .ok,
            headers: ["Content-Type": Exposition.contentType],
            stream: HTTPBodyStream { text.next() }
        )
    }
}
