import Testing

@testable import TLS

@Suite("A subject alternative name")
struct SubjectAlternativeNameTests {
    static let label63 = String(repeating: "a", count: 63)

    @Test(
        "is a DNS name",
        arguments: [
            "localhost", "a.b", "A-1.example.com", "1.2.3", "10.example", label63, "*.example.com",
            "\(label63).\(label63).\(label63).\(String(repeating: "a", count: 61))", "1.2.3.4.5", "256.1.1.1",
        ]
    )
    func isDNS(_ text: String) throws {
        let name = try SubjectAlternativeName(text)
        #expect(name.form == .dns)
        #expect(name.text == text)
    }

    @Test("is an IP address", arguments: ["127.0.0.1", "0.0.0.0", "::1", "::", "2001:db8::1", "::ffff:10.0.0.1"])
    func isIPAddress(_ text: String) throws {
        #expect(try SubjectAlternativeName(text).form == .ip)
    }

    @Test(
        "is refused",
        arguments: [
            "", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "a b", "a\0", "127.0.0.1\0", "*", "*.", "a.*", "**.a",
            "*a.b",
            "ä.example", "a,DNS:b", "10.0.0.1/8", "[::1]", "\(label63)a",
            "\(label63).\(label63).\(label63).\(String(repeating: "a", count: 62))",
        ]
    )
    func isRefused(_ text: String) {
        let error = #expect(throws: TLSError.self) { try SubjectAlternativeName(text) }
        guard case .invalidName(text, _) = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
    }
}
