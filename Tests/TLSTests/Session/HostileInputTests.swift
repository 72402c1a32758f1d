import Testing

@testable import TLS

@Suite("Hostile input")
struct HostileInputTests {
    struct Garbage: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let reason: String

        var testDescription: String { name }
    }

    static let garbage = [
        Garbage(name: "plain http", bytes: Array("GET / HTTP/1.1\r\n\r\n".utf8), reason: "http request"),
        Garbage(name: "zeros", bytes: [UInt8](repeating: 0, count: 100), reason: "wrong version number"),
        Garbage(name: "ones", bytes: [UInt8](repeating: 0xFF, count: 100), reason: "wrong version number"),
        Garbage(name: "a record of 65,535 bytes", bytes: [22, 3, 1, 0xFF, 0xFF, 1], reason: "packet length too long"),
        Garbage(name: "an empty handshake message", bytes: [22, 3, 1, 0, 4, 1, 0, 0, 0], reason: "length too short"),
        Garbage(name: "data before the handshake", bytes: [23, 3, 3, 0, 1, 0], reason: "unexpected message"),
        Garbage(name: "a fatal alert", bytes: [21, 3, 1, 0, 2, 2, 40], reason: "unexpected message"),
        Garbage(name: "close_notify first", bytes: [21, 3, 3, 0, 2, 1, 0], reason: "unexpected message"),
    ]

    private func server() throws -> TLSSession {
        let authority = try TestIdentities.authority()
        return try TLSSession.make(
            context: try .makeServer(ServerCredentials(identity: try TestIdentities.serving(by: authority)))
        )
    }

    @Test("instead of a client hello ends the session with a reason", arguments: garbage)
    func refusesGarbage(_ example: Garbage) throws {
        var session = try server()
        try EnginePair.feed(example.bytes, to: &session)
        #expect(throws: TLSError.handshakeFailed(reason: example.reason)) { try session.handshake() }
    }

    @Test("once refused stays refused, and only the pending alert is left to send")
    func staysFailed() throws {
        var session = try server()
        try EnginePair.feed(Array("GET / HTTP/1.1\r\n\r\n".utf8), to: &session)
        let failure = TLSError.handshakeFailed(reason: "http request")
        #expect(throws: failure) { try session.handshake() }
        #expect(throws: failure) { try session.handshake() }
        #expect(throws: failure) { try EnginePair.feed([1], to: &session) }
        #expect(throws: failure) { try EnginePair.write([1], to: &session) }
        var isClosed = false
        #expect(throws: failure) { try EnginePair.readAll(&session, isClosed: &isClosed) }
        session.close()
        #expect(session.peerNames == [])
    }

    @Test("of random bytes never completes a handshake and never traps", arguments: 0..<200)
    func survivesNoise(_ seed: Int) throws {
        var generator = SplitMix(state: UInt64(seed))
        var session = try server()
        var noise = (0..<Int.random(in: 1...2_000, using: &generator)).map { _ in
            UInt8.random(in: .min ... .max, using: &generator)
        }
        // Half of them look like a handshake record, to get past the first check.
        if seed.isMultiple(of: 2) {
            noise.replaceSubrange(0..<min(3, noise.count), with: [22, 3, 1].prefix(noise.count))
        }
        do throws(TLSError) {
            try EnginePair.feed(noise, to: &session)
            #expect(try session.handshake() == .needMoreInput)
        } catch {
            guard case .handshakeFailed = error else {
                Issue.record("unexpected \(error)")
                return
            }
        }
    }

    @Test("in a client hello, one byte flipped at a time, never traps", arguments: [TLSVersion.tls12, .tls13])
    func survivesFlippedHello(_ version: TLSVersion) throws {
        let original = try EnginePair(versions: version...version)
        _ = try original.client.handshake()
        let hello = try #require(EnginePair.take(16_384, from: &original.client))
        let context = try TLSContext.makeServer(
            ServerCredentials(identity: try TestIdentities.serving(by: try TestIdentities.authority()))
        )
        var refusals = 0
        for position in hello.indices {
            var session = try TLSSession.make(context: context)
            var bytes = hello
            bytes[position] ^= 0x5A
            try EnginePair.feed(bytes, to: &session)
            do throws(TLSError) { _ = try session.handshake() } catch { refusals += 1 }
        }
        #expect(refusals > 0)
    }

    @Test("that stops anywhere in a handshake leaves the session waiting", arguments: [TLSVersion.tls12, .tls13])
    func waitsForTheRest(_ version: TLSVersion) throws {
        let original = try EnginePair(versions: version...version)
        _ = try original.client.handshake()
        let hello = try #require(EnginePair.take(16_384, from: &original.client))
        for length in hello.indices {
            var session = try server()
            try EnginePair.feed(Array(hello[..<length]), to: &session)
            #expect(try session.handshake() == .needMoreInput)
        }
    }

    @Test(
        "in a data record, one byte flipped at a time, is never taken for data",
        arguments: [TLSVersion.tls12, .tls13]
    )
    func detectsTampering(_ version: TLSVersion) throws {
        for position in 0..<27 {
            let pair = try DataTransferTests.connected(version)
            try EnginePair.write([1, 2, 3, 4, 5], to: &pair.client)
            var record = try #require(EnginePair.take(16_384, from: &pair.client))
            try #require(position < record.count)
            record[position] ^= 1
            do throws(TLSError) {
                try EnginePair.feed(record, to: &pair.server)
                var isClosed = false
                #expect(try EnginePair.readAll(&pair.server, isClosed: &isClosed) == [])
            } catch {
                guard case .connectionFailed = error else {
                    Issue.record("unexpected \(error)")
                    return
                }
            }
        }
    }

    @Test("of TLS 1.0 or 1.1 is refused", arguments: [(3, 1), (3, 2)])
    func refusesOldVersions(_ major: Int, _ minor: Int) throws {
        // The smallest hello of TLS 1.0 and its neighbours: one suite, no compression, no extensions.
        let body: [UInt8] =
            [UInt8(major), UInt8(minor)] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0xC0, 0x09, 1, 0]
        let message: [UInt8] = [1, 0, 0, UInt8(body.count)] + body
        var session = try server()
        try EnginePair.feed([22, 3, 1, 0, UInt8(message.count)] + message, to: &session)
        #expect(throws: TLSError.handshakeFailed(reason: "unsupported protocol")) { try session.handshake() }
        #expect(session.pendingOutput == 7, "one alert record")
    }
}

/// A small generator that gives the same bytes for the same seed (the mixing constants are those of SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
