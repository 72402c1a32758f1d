import Testing

@testable import TLS

@Suite("Data over an established session")
struct DataTransferTests {
    static func connected(_ version: TLSVersion = .tls13, chunk: Int = 16_384) throws -> EnginePair {
        let pair = try EnginePair(versions: version...version, chunk: chunk)
        try pair.connect()
        return pair
    }

    static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    @Test(
        "arrives whole, whatever its size",
        arguments: [TLSVersion.tls12, .tls13],
        [0, 1, 16_383, 16_384, 16_385, 100_000, 8 << 20]
    )
    func arrivesWhole(_ version: TLSVersion, _ size: Int) throws {
        let pair = try Self.connected(version, chunk: 60_000)
        let sent = Self.pattern(size)
        var isClosed = false
        try EnginePair.write(sent, to: &pair.client)
        var received: [UInt8] = []
        while let bytes = EnginePair.take(pair.chunk, from: &pair.client) {
            try EnginePair.feed(bytes, to: &pair.server)
            received += try EnginePair.readAll(&pair.server, isClosed: &isClosed)
        }
        #expect(received == sent)
        #expect(!isClosed)
    }

    @Test("arrives whole from many small writes and single bytes")
    func arrivesBytewise() throws {
        let pair = try Self.connected(chunk: 1)
        let sent = Self.pattern(300)
        for byte in sent { try EnginePair.write([byte], to: &pair.server) }
        var received: [UInt8] = []
        var isClosed = false
        while let bytes = EnginePair.take(1, from: &pair.server) {
            try EnginePair.feed(bytes, to: &pair.client)
            received += try EnginePair.readAll(&pair.client, isClosed: &isClosed)
        }
        #expect(received == sent)
    }

    @Test("leaves no large buffers behind, in either direction")
    func releasesBuffers() throws {
        let pair = try Self.connected(chunk: 60_000)
        #expect(pair.server.hasLargeBuffers == false)
        try EnginePair.write(Self.pattern(1_000_000), to: &pair.client)
        var isClosed = false
        var sawLarge = false
        while let bytes = EnginePair.take(pair.chunk, from: &pair.client) {
            try EnginePair.feed(bytes, to: &pair.server)
            sawLarge = sawLarge || pair.server.hasLargeBuffers
            _ = try EnginePair.readAll(&pair.server, isClosed: &isClosed)
        }
        #expect(sawLarge)
        #expect(pair.server.hasLargeBuffers == false)

        try EnginePair.write(Self.pattern(100_000), to: &pair.server)
        #expect(pair.server.hasLargeBuffers == true)
        #expect(pair.server.sendPendingOutput { $0.count } == true)
        #expect(pair.server.hasLargeBuffers == false)
    }

    @Test("is known to be there until the last of it is read", arguments: [TLSVersion.tls12, .tls13])
    func inputLeft(_ version: TLSVersion) throws {
        let pair = try Self.connected(version)
        #expect(pair.server.hasInput == false)
        for text in ["first record", "second record"] { try EnginePair.write(Array(text.utf8), to: &pair.client) }
        let ciphertext = try #require(EnginePair.take(pair.chunk, from: &pair.client))
        // Without the end of the second record.
        try EnginePair.feed(Array(ciphertext.dropLast()), to: &pair.server)
        var results: [TLSReadResult] = []
        var buffer = [UInt8](repeating: 0, count: 7)
        while pair.server.hasInput {
            results.append(try buffer.withUnsafeMutableBytes { try pair.server.read(into: $0) })
        }
        #expect(results == [.bytes(7), .bytes(5), .needMoreInput])
        #expect(pair.server.hasInput == false)
        try EnginePair.feed(Array(ciphertext.suffix(1)), to: &pair.server)
        #expect(pair.server.hasInput == true)
        pair.client.close()
        let end = try #require(EnginePair.take(pair.chunk, from: &pair.client))
        try EnginePair.feed(end, to: &pair.server)
        var isClosed = false
        #expect(try EnginePair.readAll(&pair.server, isClosed: &isClosed) == Array("second record".utf8))
        #expect(isClosed)
    }

    @Test("leaves no large buffer behind once the last of it is read")
    func releasesBuffersWithTheLastRead() throws {
        let pair = try Self.connected(chunk: 60_000)
        try EnginePair.write(Self.pattern(40_000), to: &pair.client)
        try EnginePair.feed(try #require(EnginePair.take(pair.chunk, from: &pair.client)), to: &pair.server)
        #expect(pair.server.hasLargeBuffers == true)
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while pair.server.hasInput { _ = try buffer.withUnsafeMutableBytes { try pair.server.read(into: $0) } }
        #expect(pair.server.hasLargeBuffers == false)
    }

    @Test("goes on in the other direction after one side has closed")
    func closesHalf() throws {
        let pair = try Self.connected()
        try EnginePair.write([1, 2], to: &pair.client)
        pair.client.close()
        try pair.deliverToServer()
        var isClosed = false
        #expect(try EnginePair.readAll(&pair.server, isClosed: &isClosed) == [1, 2])
        #expect(isClosed)

        try EnginePair.write([3], to: &pair.server)
        pair.server.close()
        try pair.deliverToClient()
        isClosed = false
        #expect(try EnginePair.readAll(&pair.client, isClosed: &isClosed) == [3])
        #expect(isClosed)
    }

    @Test("closing twice sends one close_notify")
    func closesOnce() throws {
        let pair = try Self.connected()
        pair.server.close()
        let once = pair.server.pendingOutput
        pair.server.close()
        #expect(once > 0)
        #expect(pair.server.pendingOutput == once)
    }

    @Test("cannot be written after the close")
    func refusesWritesAfterClose() throws {
        let pair = try Self.connected()
        pair.server.close()
        #expect(throws: TLSError.connectionFailed(reason: "protocol is shutdown")) {
            try EnginePair.write([1], to: &pair.server)
        }
    }

    @Test(
        "is offered in place, and what the socket does not take stays",
        arguments: [1, 7, 4_095, 4_096, 9_999, 50_000]
    )
    func staysUntilSent(_ portion: Int) throws {
        let pair = try Self.connected()
        let sent = Self.pattern(40_000)
        try EnginePair.write(sent, to: &pair.server)
        var received: [UInt8] = []
        var isClosed = false
        var isEmpty = false
        while !isEmpty {
            var wire: [UInt8] = []
            isEmpty = pair.server.sendPendingOutput { pending in
                wire = Array(pending.prefix(portion))
                return wire.count
            }
            try EnginePair.feed(wire, to: &pair.client)
            received += try EnginePair.readAll(&pair.client, isClosed: &isClosed)
        }
        #expect(received == sent)
        #expect(pair.server.pendingOutput == 0)
    }

    @Test("a socket that takes nothing, or fails, loses nothing")
    func survivesFullSocket() throws {
        struct SocketFailure: Error {}
        let pair = try Self.connected()
        try EnginePair.write([42], to: &pair.server)
        let pending = pair.server.pendingOutput
        #expect(pair.server.sendPendingOutput { _ in 0 } == false)
        #expect(throws: SocketFailure.self) {
            try pair.server.sendPendingOutput { _ throws(SocketFailure) in throw SocketFailure() }
        }
        #expect(pair.server.pendingOutput == pending)
        try pair.deliverToClient()
        var isClosed = false
        #expect(try EnginePair.readAll(&pair.client, isClosed: &isClosed) == [42])
        #expect(
            pair.server.sendPendingOutput { _ in
                Issue.record("nothing is pending"); return 0
            }
        )
    }

    @Test("each of several sessions of one context has its own")
    func sharesContext() throws {
        let authority = try TestIdentities.authority()
        let server = try TLSContext.makeServer(
            ServerCredentials(identity: try TestIdentities.serving(by: authority))
        )
        let client = try TLSContext.makeClient(ClientConfiguration(authorities: authority.certificate))
        let pairs = try (0..<20).map { _ in try EnginePair(client: client, server: server) }
        for pair in pairs { try pair.connect() }
        for (number, pair) in pairs.enumerated() {
            try EnginePair.write([UInt8(number)], to: &pair.client)
            try pair.deliverToServer()
        }
        for (number, pair) in pairs.enumerated() {
            var isClosed = false
            #expect(try EnginePair.readAll(&pair.server, isClosed: &isClosed) == [UInt8(number)])
        }
    }
}
