import TLS
import TestSupport

/// A client on one TLS connection to a webhook on loopback.
///
/// Confined to one thread at a time.
final class TLSPeer {
    let socket: PeerSocket
    private var session: TLSSession
    private var plaintext: [UInt8] = []

    /// Connects without a handshake.
    init(port: Int, _ context: TLSContext, receiveBuffer: Int32? = nil) throws {
        socket = try PeerSocket(port: port, receiveBuffer: receiveBuffer)
        session = try TLSSession.makeClient(context: context, serverName: "127.0.0.1")
    }

    /// Connects and makes the handshake.
    static func connect(port: Int, _ context: TLSContext, receiveBuffer: Int32? = nil) throws -> TLSPeer {
        let peer = try TLSPeer(port: port, context, receiveBuffer: receiveBuffer)
        try peer.handshake()
        return peer
    }

    /// The names of the server's certificate.
    var serverNames: [String] { session.peerNames }

    /// Makes the handshake.
    func handshake() throws {
        while try session.handshake() != .done {
            socket.send(takeOutput())
            try receive()
        }
        socket.send(takeOutput())
    }

    /// The first bytes of the handshake, not sent.
    func hello() throws -> [UInt8] {
        _ = try session.handshake()
        return takeOutput()
    }

    /// Encrypts `text` and sends it; false when the server does not take it.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Encrypts `bytes` and sends them; false when the server does not take them.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        do {
            try bytes.withUnsafeBytes { try session.write($0) }
            return socket.send(takeOutput())
        } catch {
            return false
        }
    }

    /// Reads one answer; nil when the server ends before it is whole.
    func readResponse() -> PeerResponse? {
        while true {
            if let (response, length) = PeerResponse.parse(plaintext) {
                plaintext.removeFirst(length)
                return response
            }
            guard readMore() == nil else { return nil }
        }
    }

    /// How the server's side ended.
    enum Ending: Equatable {
        /// It said that nothing follows.
        case closed
        /// It went away without a word, or with an alert.
        case broken
    }

    /// Reads until the server's side ends; returns what came, and how it ended.
    func readToEnd() -> (bytes: [UInt8], ending: Ending) {
        while true {
            if let ending = readMore() { return (plaintext, ending) }
        }
    }

    private func readMore() -> Ending? {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        do {
            switch try buffer.withUnsafeMutableBytes({ try session.read(into: $0) }) {
            case .bytes(let count): plaintext += buffer[..<count]
            case .closed: return .closed
            case .needMoreInput: try receive()
            }
            return nil
        } catch {
            return .broken
        }
    }

    private func receive() throws {
        let bytes = try socket.receive()
        try bytes.withUnsafeBytes { try session.feed($0) }
    }

    private func takeOutput() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: session.pendingOutput)
        let count = bytes.withUnsafeMutableBytes { session.drain(into: $0) }
        return Array(bytes.prefix(count))
    }
}
