import TLS

/// A client and a server session back to back: what one wants to send is what the other is fed.
final class EnginePair {
    var client: TLSSession
    var server: TLSSession
    /// How many bytes are delivered at a time.
    let chunk: Int

    init(client: TLSContext, server: TLSContext, serverName: String = "webhook.test", chunk: Int = 16_384) throws {
        self.client = try TLSSession.makeClient(context: client, serverName: serverName)
        self.server = try TLSSession.make(context: server)
        self.chunk = chunk
    }

    /// A pair with a fresh authority, not yet connected.
    convenience init(
        versions: ClosedRange<TLSVersion> = .tls12 ... .tls13,
        applicationProtocols: [String] = [ApplicationProtocol.http11],
        chunk: Int = 16_384
    ) throws {
        let authority = try TestIdentities.authority()
        let identity = try TestIdentities.serving(by: authority)
        try self.init(
            client: try .makeClient(
                ClientConfiguration(
                    authorities: authority.certificate,
                    applicationProtocols: applicationProtocols,
                    versions: versions
                )
            ),
            server: try .makeServer(ServerCredentials(identity: identity)),
            chunk: chunk
        )
    }

    /// Runs the handshake to its end on both sides; throws what either side throws.
    func connect() throws(TLSError) {
        while true {
            let clientIsDone = try client.handshake() == .done
            let moved = try deliverToServer()
            let serverIsDone = try server.handshake() == .done
            if clientIsDone, serverIsDone, client.pendingOutput == 0, server.pendingOutput == 0 { return }
            guard try deliverToClient() || moved else {
                throw .handshakeFailed(reason: "both sides wait for the other")
            }
        }
    }

    /// Moves what the client wants to send, stepping the server after each chunk.
    @discardableResult func deliverToServer() throws(TLSError) -> Bool {
        var moved = false
        while let bytes = Self.take(chunk, from: &client) {
            moved = true
            try Self.feed(bytes, to: &server)
            _ = try server.handshake()
        }
        return moved
    }

    /// Moves what the server wants to send, stepping the client after each chunk.
    @discardableResult func deliverToClient() throws(TLSError) -> Bool {
        var moved = false
        while let bytes = Self.take(chunk, from: &server) {
            moved = true
            try Self.feed(bytes, to: &client)
            _ = try client.handshake()
        }
        return moved
    }

    static func take(_ count: Int, from session: inout TLSSession) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let taken = buffer.withUnsafeMutableBytes { session.drain(into: $0) }
        return taken == 0 ? nil : Array(buffer[..<taken])
    }

    static func feed(_ bytes: [UInt8], to session: inout TLSSession) throws(TLSError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(TLSError) in
            try session.feed(UnsafeRawBufferPointer(buffer))
        }
    }

    static func write(_ bytes: [UInt8], to session: inout TLSSession) throws(TLSError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(TLSError) in
            try session.write(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Reads until more input is needed or the peer has closed.
    static func readAll(_ session: inout TLSSession, isClosed: inout Bool) throws(TLSError) -> [UInt8] {
        var plaintext: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 5_000)
        while true {
            let result = try buffer.withUnsafeMutableBufferPointer { (target) throws(TLSError) in
                try session.read(into: UnsafeMutableRawBufferPointer(target))
            }
            switch result {
            case .bytes(let count): plaintext += buffer[..<count]
            case .needMoreInput: return plaintext
            case .closed:
                isClosed = true
                return plaintext
            }
        }
    }
}
