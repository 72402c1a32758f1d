import HTTPWire
import Logging
import SocketServer

/// Writes down what an administrator may want to know of the server and its peers; never once for each good request.
struct ServerLog: Sendable {
    private let logger: Logger
    private let throttle: LineThrottle

    init(_ logger: Logger, throttle: LineThrottle) {
        self.logger = logger
        self.throttle = throttle
    }

    /// Writes down what the server met.
    func record(_ event: ServerEvent) {
        switch event {
        case .handshakeFailed(let reason, let peer):
            let details: Logger.Metadata = ["reason": "\(reason)", "peer": "\(peer)"]
            write(.info, .handshakeFailed, "a TLS handshake failed", details)
        case .requestRefused(let error, let peer):
            let details: Logger.Metadata = [
                "reason": "\(error)", "peer": "\(peer)", "status": .stringConvertible(error.status.code),
            ]
            write(.notice, .notARequest, "refused bytes that are no request", details)
        case .acceptFailed(let error, let pauses):
            let next = pauses ? "trying again soon" : "going on with the next"
            write(.warning, .acceptFailed, "accepting a connection failed", ["reason": "\(error)", "next": "\(next)"])
        case .connectionLimitReached:
            write(.warning, .connectionLimit, "the limit of connections is reached: idle ones make room, others wait")
        case .requestShed:
            write(.warning, .shedRequest, "turned a request away: connections hold as many bytes as they may")
        case .timedOut(let kind):
            logger.debug("a peer was too slow", metadata: ["for": "\(kind)"])
        case .connectionOpened, .connectionClosed, .handshakeCompleted, .requestAnswered, .bytesReceived, .bytesSent:
            return
        }
    }

    /// Writes down that a request was no question for this webhook.
    func recordRefusal(_ details: Logger.Metadata) {
        write(.notice, .refusedRequest, "refused a request", details)
    }

    private func write(
        _ level: Logger.Level,
        _ kind: LineThrottle.Kind,
        _ message: Logger.Message,
        _ details: Logger.Metadata = [:]
    ) {
        guard level >= logger.logLevel, case .write(let leftOut) = throttle.admit(kind) else { return }
        var details = details
        if leftOut > 0 { details["alsoLeftOut"] = .stringConvertible(leftOut) }
        logger.log(level: level, message, metadata: details)
    }
}
