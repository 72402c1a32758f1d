import Testing

@testable import KubernetesClient

@Suite struct ServerAddressTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let expected: ServerAddress?

        var testDescription: String { text }

        init(_ text: String, _ expected: ServerAddress?) {
            self.text = text
            self.expected = expected
        }
    }

    static let cases: [Case] = [
        Case("https://api.example.com", ServerAddress(scheme: .https, host: "api.example.com", port: 443)),
        Case("https://api.example.com:6443/", ServerAddress(scheme: .https, host: "api.example.com", port: 6443)),
        Case("http://127.0.0.1:8080", ServerAddress(scheme: .http, host: "127.0.0.1", port: 8080)),
        Case("10.0.0.1:6443", ServerAddress(scheme: .https, host: "10.0.0.1", port: 6443)),
        Case("HTTPS://h", ServerAddress(scheme: .https, host: "h", port: 443)),
        Case("https://[fd00::1]:6443", ServerAddress(scheme: .https, host: "fd00::1", port: 6443)),
        Case("https://[fd00::1]", ServerAddress(scheme: .https, host: "fd00::1", port: 443)),
        Case(
            "https://rancher/k8s/clusters/c-1/",
            ServerAddress(scheme: .https, host: "rancher", port: 443, pathPrefix: "/k8s/clusters/c-1")
        ),
        Case(
            "http://me:p%40ss@proxy:3128",
            ServerAddress(scheme: .http, host: "proxy", port: 3128, userInfo: "me:p%40ss")
        ),
        Case("socks5h://proxy", ServerAddress(scheme: .socks5, host: "proxy", port: 1080)),
        Case("ftp://h", nil),
        Case("https://", nil),
        Case("https://:6443", nil),
        Case("https://h:0", nil),
        Case("https://h:65536", nil),
        Case("https://h:+1", nil),
        Case("https://h:", nil),
        Case("https://fd00::1:6443", nil),
        Case("https://[fd00::1", nil),
        Case("https://[host]:1", nil),
        Case("https://[fd00::1]x", nil),
        Case("https://h/?a=b", nil),
        Case("https://h/#f", nil),
        Case("https://a b", nil),
    ]

    @Test("a URL is read, or refused", arguments: cases)
    func parsing(_ testCase: Case) throws {
        guard let expected = testCase.expected else {
            #expect(throws: ConfigurationError.self) { try ServerAddress(testCase.text, field: "server") }
            return
        }
        #expect(try ServerAddress(testCase.text, field: "server") == expected)
    }

    @Test("an IPv6 address has brackets wherever a URL holds it")
    func brackets() throws {
        #expect(try ServerAddress("https://[fd00::1]:1", field: "").authority == "[fd00::1]:1")
        #expect(try ServerAddress("https://name:1", field: "").authority == "name:1")
    }

    @Test("a refusal does not repeat the URL, which may hold a password")
    func noSecrets() {
        let error = #expect(throws: ConfigurationError.self) {
            try ServerAddress("http://me:secret@h:x", field: "proxy-url")
        }
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("proxy-url") == true)
    }
}
