/// Why a request got no answer.
package enum TransportFailure: Hashable, Sendable {
    /// No connection came about, so the server never saw the request; what the system said.
    case notConnected(String)
    /// The TLS handshake or the check of a certificate failed; what the library said.
    case tls(String)
    /// The proxy on the way refused or did not understand.
    case proxy(String)
    /// The connection ended before the answer did.
    case closed
    /// No complete answer within the request's time.
    case timedOut
    /// A watch was silent for longer than the API server leaves any healthy one (controller-facts §2.2).
    case silent
    /// More bytes came than a body or a watch frame may have.
    case tooLarge(limit: Int)
    /// The client had been shut down.
    case shutDown
    /// Something that the transport reports under no name of its own; its description.
    case other(String)

    /// True if the request certainly did not reach the server, so that sending it again cannot do anything twice.
    package var neverSent: Bool {
        switch self {
        case .notConnected, .tls, .proxy, .shutDown: true
        case .closed, .timedOut, .silent, .tooLarge, .other: false
        }
    }
}

extension TransportFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notConnected(let detail): "no connection to the API server: \(detail)"
        case .tls(let detail): "the TLS connection to the API server failed: \(detail)"
        case .proxy(let detail): "the proxy refused the connection: \(detail)"
        case .closed: "the connection ended before the answer was complete"
        case .timedOut: "the API server gave no answer in time"
        case .silent: "the watch was silent for too long"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
        case .shutDown: "the client has been shut down"
        case .other(let detail): "the request failed: \(detail)"
        }
    }
}
