import Testing

@testable import TLS

@Suite("A handshake between two engines")
struct HandshakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let versions: ClosedRange<TLSVersion>
        let chunk: Int
        let agreed: String

        var testDescription: String { "\(agreed) in pieces of \(chunk)" }
    }

    static let cases = [1, 2, 3, 5, 100, 1_000, 16_384].flatMap { chunk in
        [
            Case(versions: .tls12 ... .tls12, chunk: chunk, agreed: "TLSv1.2"),
            Case(versions: .tls13 ... .tls13, chunk: chunk, agreed: "TLSv1.3"),
            Case(versions: .tls12 ... .tls13, chunk: chunk, agreed: "TLSv1.3"),
        ]
    }

    @Test("completes however the bytes are cut, and carries data both ways", arguments: cases)
    func completes(_ example: Case) throws {
        let pair = try EnginePair(versions: example.versions, chunk: example.chunk)
        try pair.connect()
        #expect(pair.server.protocolVersion == example.agreed)
        #expect(pair.server.applicationProtocol == "http/1.1")
        #expect(pair.client.peerNames == ["webhook", "webhook.test", "127.0.0.1"])
        #expect(pair.server.peerNames == [])

        var isClosed = false
        try EnginePair.write(Array("question".utf8), to: &pair.client)
        try pair.deliverToServer()
        #expect(try EnginePair.readAll(&pair.server, isClosed: &isClosed) == Array("question".utf8))
        try EnginePair.write(Array("answer".utf8), to: &pair.server)
        try pair.deliverToClient()
        #expect(try EnginePair.readAll(&pair.client, isClosed: &isClosed) == Array("answer".utf8))
        #expect(!isClosed)
    }

    @Test("agrees on an AEAD suite with forward secrecy", arguments: [TLSVersion.tls12, .tls13])
    func picksModernSuites(_ version: TLSVersion) throws {
        let pair = try EnginePair(versions: version...version)
        try pair.connect()
        let expected =
            switch version {
            case .tls12: "ECDHE-ECDSA-AES128-GCM-SHA256"
            case .tls13: "TLS_AES_128_GCM_SHA256"
            }
        #expect(pair.server.cipherSuite == expected)
    }

    @Test("accepts a server by each of its names", arguments: ["webhook.test", "127.0.0.1"])
    func acceptsNames(_ name: String) throws {
        let authority = try TestIdentities.authority()
        let pair = try EnginePair(
            client: try .makeClient(ClientConfiguration(authorities: authority.certificate)),
            server: try .makeServer(ServerCredentials(identity: try TestIdentities.serving(by: authority))),
            serverName: name
        )
        try pair.connect()
    }

    @Test(
        "fails on a server whose name is another",
        arguments: [("other.test", "hostname mismatch"), ("127.0.0.2", "IP address mismatch")]
    )
    func refusesOtherName(_ name: String, _ reason: String) throws {
        let authority = try TestIdentities.authority()
        let pair = try EnginePair(
            client: try .makeClient(ClientConfiguration(authorities: authority.certificate)),
            server: try .makeServer(ServerCredentials(identity: try TestIdentities.serving(by: authority))),
            serverName: name
        )
        #expect(throws: TLSError.handshakeFailed(reason: "certificate verify failed: \(reason)")) {
            try pair.connect()
        }
    }

    @Test("fails on a server of another authority, and tells the server")
    func refusesOtherAuthority() throws {
        let pair = try EnginePair(
            client: try .makeClient(
                ClientConfiguration(authorities: try TestIdentities.authority("other").certificate)
            ),
            server: try .makeServer(
                ServerCredentials(identity: try TestIdentities.serving(by: try TestIdentities.authority()))
            )
        )
        let failure = #expect(throws: TLSError.self) { try pair.connect() }
        #expect(
            failure?.description
                == "tls handshake failed: certificate verify failed: unable to get local issuer certificate"
        )
        #expect(throws: TLSError.handshakeFailed(reason: "tlsv1 alert unknown ca")) { try pair.deliverToServer() }
    }

    @Test("sends no session tickets after TLS 1.3")
    func sendsNoTickets() throws {
        let pair = try EnginePair(versions: .tls13 ... .tls13)
        _ = try pair.client.handshake()
        try pair.deliverToServer()
        try pair.deliverToClient()
        try pair.deliverToServer()
        #expect(try pair.server.handshake() == .done)
        #expect(pair.server.pendingOutput == 0)
    }

    @Test("takes no application data before its end")
    func refusesEarlyData() throws {
        let pair = try EnginePair()
        #expect(throws: TLSError.handshakeIncomplete) { try EnginePair.write([1], to: &pair.server) }
        var isClosed = false
        #expect(throws: TLSError.handshakeIncomplete) { try EnginePair.readAll(&pair.server, isClosed: &isClosed) }
        pair.server.close()
        #expect(pair.server.pendingOutput == 0)
        try pair.connect()
    }
}
