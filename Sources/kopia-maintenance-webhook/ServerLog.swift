import Logging
import SocketServer

/// Writes down what the server meets and an administrator may want to know; never once for each request.
enum ServerLog {
    static func record(_ event: ServerEvent, to logger: Logger) {
        switch event {
        case .handshakeFailed(let reason):
            logger.info("a TLS handshake failed", metadata: ["reason": "\(reason)"])
        case .requestRefused(let error):
            logger.info("refused bytes that are no request", metadata: ["reason": "\(error)"])
        case .acceptFailed(let error, let pauses):
            logger.warning("accepting failed", metadata: ["reason": "\(error)", "pauses": "\(pauses)"])
        case .connectionLimitReached:
            logger.warning("the limit of connections is reached: more wait until one closes")
        case .requestShed:
            logger.warning("turned a request away: connections hold as many bytes as they may")
        case .timedOut(let kind):
            logger.debug("a peer was too slow", metadata: ["for": "\(kind)"])
        case .connectionOpened, .connectionClosed, .handshakeCompleted, .requestAnswered, .bytesReceived, .bytesSent:
            return
        }
    }
}
