import TLS

@testable import SocketServer

/// A client that speaks TLS over a `TestPeer`.
final class TLSPeer: AskingPeer {
    let peer: TestPeer
    private var session: TLSSession
    /// What has been received and not yet returned as a response.
    private(set) var plaintext: [UInt8] = []

    /// Connects without a handshake.
    init(_ address: SocketAddress, _ context: TLSContext, receiveBuffer: Int32? = nil) throws {
        peer = try TestPeer(address, receiveBuffer: receiveBuffer)
        session = try TLSSession.makeClient(context: context, serverName: "localhost")
    }

    /// Connects and makes the handshake.
    static func connect(
        _ address: SocketAddress,
        _ context: TLSContext,
        receiveBuffer: Int32? = nil
    ) throws -> TLSPeer {
        let peer = try TLSPeer(address, context, receiveBuffer: receiveBuffer)
        try peer.handshake()
        return peer
    }

    /// The common name of the server's certificate.
    var serverName: String? { session.peerNames.first }

    /// The bytes that the session wants to send now.
    func takeOutput() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: session.pendingOutput)
        let count = bytes.withUnsafeMutableBytes { session.drain(into: $0) }
        return Array(bytes.prefix(count))
    }

    /// Encrypts `bytes` and returns what is to be sent for them.
    func encrypt(_ bytes: [UInt8]) throws -> [UInt8] {
        try bytes.withUnsafeBytes { try session.write($0) }
        return takeOutput()
    }

    func handshake() throws {
        while try session.handshake() != .done {
            peer.send(takeOutput())
            try receive()
        }
        peer.send(takeOutput())
    }

    /// The first handshake message.
    func hello() throws -> [UInt8] {
        _ = try session.handshake()
        return takeOutput()
    }

    /// Sends the part of the first handshake message that `cut` leaves.
    func sendHello(_ cut: ([UInt8]) -> ArraySlice<UInt8>) throws {
        peer.send(Array(cut(try hello())))
    }

    /// Makes the session say that nothing follows; `takeOutput` has the record.
    func closeSession() {
        session.close()
    }

    @discardableResult
    func send(_ text: String) -> Bool {
        do {
            return peer.send(try encrypt(Array(text.utf8)))
        } catch {
            return false
        }
    }

    func readResponse() -> ReceivedResponse? {
        while true {
            if let (response, length) = ReceivedResponse.parse(plaintext, toHead: false) {
                plaintext.removeFirst(length)
                return response
            }
            guard readMore() == .open else { return nil }
        }
    }

    /// How the server's side of the connection stands.
    enum Ending: Equatable {
        case open
        /// It said that nothing follows.
        case closed
        /// It went away without a word, or with an alert.
        case broken
    }

    /// Reads until the server's side ends, and says how it did.
    func readToEnd() -> Ending {
        while true {
            let ending = readMore()
            if ending != .open { return ending }
        }
    }

    private func readMore() -> Ending {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        do {
            switch try buffer.withUnsafeMutableBytes({ try session.read(into: $0) }) {
            case .bytes(let count): plaintext += buffer[..<count]
            case .closed: return .closed
            case .needMoreInput: try receive()
            }
            return .open
        } catch {
            return .broken
        }
    }

    private func receive() throws {
        let (bytes, ending) = peer.readSome()
        guard ending == nil else { throw TLSError.connectionFailed(reason: "the server closed the connection") }
        try bytes.withUnsafeBytes { try session.feed($0) }
    }
}
