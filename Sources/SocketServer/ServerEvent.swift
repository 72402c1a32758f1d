package import HTTPWire

/// What the server tells whoever counts; called on the loops' threads, so it must be quick and must not block.
package enum ServerEvent: Sendable, Hashable {
    /// A connection was accepted.
    case connectionOpened
    /// It ended.
    case connectionClosed(CloseReason)
    /// A TLS handshake was completed.
    case handshakeCompleted
    /// A TLS handshake failed, for a reason that is fit for a log.
    case handshakeFailed(reason: String, peer: SocketAddress)
    /// A request was answered by the handler.
    case requestAnswered(HTTPStatus)
    /// Bytes that are no request were answered with the error's status.
    case requestRefused(HTTPParseError, peer: SocketAddress)
    /// A request was answered 503, or its connection cut, because connections hold as many bytes as they may.
    case requestShed
    /// A peer did not meet a deadline; `drain` and `linger`, which nobody has to meet, are not told.
    case timedOut(DeadlineKind)
    /// Bytes were read from a socket.
    case bytesReceived(Int)
    /// Bytes were written to a socket.
    case bytesSent(Int)
    /// Accepting failed; if `pauses`, it is tried again after a back-off.
    case acceptFailed(ErrorNumber, pauses: Bool)
    /// The limit of connections is reached; accepting goes on when one closes or is displaced.
    case connectionLimitReached
}

/// Why a connection ended.
///
/// The raw values name metrics: taken from reflection they would cost every start a search for conformances.
package enum CloseReason: String, Sendable {
    /// All that was asked was answered.
    case finished
    /// The peer left, or broke the connection or its encryption.
    case peer
    /// A deadline passed.
    case timeout
    /// The server was stopped before the peer was done.
    case cut
    /// The limit of connections was reached, and this peer had been waited for the longest.
    case displaced
}

/// What a connection has a limited time for; the raw values name metrics.
package enum DeadlineKind: String, Sendable, CaseIterable {
    /// The TLS handshake.
    case handshake
    /// The first byte of a request.
    case idle
    /// The first byte of a request, or of a handshake, while the server drains.
    case drain
    /// The head of a request.
    case header
    /// The body of a request.
    case body
    /// The peer's taking of an answer.
    case write
    /// The peer's closing after the last answer.
    case linger
}

extension ServerLimits {
    /// The time that `kind` is given.
    func duration(_ kind: DeadlineKind) -> Duration {
        switch kind {
        case .handshake: handshake
        case .idle: idle
        case .drain: min(drainQuiet, idle)
        case .header: header
        case .body: body
        case .write: write
        case .linger: linger
        }
    }
}
