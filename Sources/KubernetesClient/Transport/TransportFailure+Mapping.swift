import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension KubernetesError {
    /// What an error of the transport means: the only place that knows the transport's errors.
    ///
    /// - Parameters:
    ///   - error: the error.
    ///   - peer: whom the connection was to reach, for the text.
    init(transport error: any Error, peer: String = "") {
        if Task.isCancelled || error is CancellationError {
            self = .cancelled
            return
        }
        switch error {
        case let error as KubernetesError: self = error
        case let error as HTTPClientError: self = .transport(TransportFailure(error, peer: peer))
        case let error as NIOConnectionError: self = .transport(.notConnected("\(peer): \(error.causes)"))
        case let error as ChannelError: self = .transport(TransportFailure(error, peer: peer))
        case let error as IOError: self = .transport(TransportFailure(error, peer: peer))
        case let error as NIOTooManyBytesError: self = .transport(.tooLarge(limit: error.maxBytes ?? 0))
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .transport(.tls("\(error)"))
        default: self = .transport(.other("\(error)"))
        }
    }
}

extension TransportFailure {
    fileprivate init(_ error: HTTPClientError, peer: String) {
        switch error {
        case .readTimeout, .writeTimeout, .deadlineExceeded: self = .timedOut
        case .connectTimeout: self = .notConnected("\(peer): the connection took too long")
        case .getConnectionFromPoolTimeout: self = .notConnected("\(peer): no connection became free in time")
        case .tlsHandshakeTimeout: self = .tls("the handshake took too long")
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: self = .proxy("it took too long")
        case .invalidProxyResponse: self = .proxy("its answer is no proxy's")
        case .proxyAuthenticationRequired: self = .proxy("it wants a user and a password")
        case .remoteConnectionClosed, .uncleanShutdown: self = .closed
        case .alreadyShutdown: self = .shutDown
        default: self = .other(error.shortDescription)
        }
    }

    fileprivate init(_ error: ChannelError, peer: String) {
        switch error {
        case .connectTimeout: self = .notConnected("\(peer): the connection took too long")
        case .connectPending, .unknownLocalAddress: self = .notConnected("\(peer): \(error)")
        default: self = .closed
        }
    }

    fileprivate init(_ error: IOError, peer: String) {
        switch error.errnoCode {
        case ECONNRESET, EPIPE, ENOTCONN: self = .closed
        default: self = .notConnected("\(peer): \(SystemError.text(error.errnoCode))")
        }
    }
}

extension NIOConnectionError {
    /// What the resolver and each address said, each reason once.
    fileprivate var causes: String {
        let lookups = [dnsAError, dnsAAAAError].compactMap { $0 }
        let connects = connectionErrors.map(\.error)
        if connects.isEmpty, !lookups.isEmpty { return "the name \(host) cannot be resolved" }
        var reasons: [String] = []
        for error in connects {
            let reason = (error as? IOError).map { SystemError.text($0.errnoCode) } ?? "\(error)"
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        return reasons.joined(separator: "; ")
    }
}
