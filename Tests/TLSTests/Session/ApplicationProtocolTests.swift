import Testing

@testable import TLS

@Suite("Protocol negotiation")
struct ApplicationProtocolTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let offered: [String]
        let agreed: String?

        var testDescription: String { offered.isEmpty ? "no offer" : offered.joined(separator: ", ") }
    }

    static let accepted = [
        Case(offered: [], agreed: nil),
        Case(offered: ["http/1.1"], agreed: "http/1.1"),
        Case(offered: ["h2", "http/1.1"], agreed: "http/1.1"),
        Case(offered: ["http/1.1", "h2"], agreed: "http/1.1"),
        Case(offered: ["http/1.0", String(repeating: "x", count: 255), "http/1.1"], agreed: "http/1.1"),
    ]

    @Test("chooses http/1.1 wherever it stands in the offer", arguments: accepted, [TLSVersion.tls12, .tls13])
    func chooses(_ example: Case, _ version: TLSVersion) throws {
        let pair = try EnginePair(versions: version...version, applicationProtocols: example.offered)
        try pair.connect()
        #expect(pair.server.applicationProtocol == example.agreed)
        #expect(pair.client.applicationProtocol == example.agreed)
    }

    static let refused = [["h2"], ["http/1.0"], ["http/1.1x"], ["http/1."], ["HTTP/1.1"], ["h2", "h3"]]

    @Test("fails with an alert when http/1.1 is not offered", arguments: refused, [TLSVersion.tls12, .tls13])
    func refuses(_ offered: [String], _ version: TLSVersion) throws {
        let pair = try EnginePair(versions: version...version, applicationProtocols: offered)
        #expect(throws: TLSError.handshakeFailed(reason: "no application protocol")) { try pair.connect() }
        let seen = #expect(throws: TLSError.self) { try pair.deliverToClient() }
        #expect(seen?.description.hasSuffix("alert no application protocol") == true, "\(String(describing: seen))")
    }

    @Test("a name that has no room in the list is refused", arguments: ["", String(repeating: "x", count: 256)])
    func checksNames(_ name: String) throws {
        #expect(throws: TLSError.invalidName(name, reason: "a protocol name has 1 to 255 bytes")) {
            try EnginePair(applicationProtocols: [name])
        }
    }
}
