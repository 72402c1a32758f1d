import Testing

@testable import KubernetesClient

@Suite struct ProxySettingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var server = "https://api.example.com:6443"
        let environment: [String: String]
        let proxy: String?

        var testDescription: String { name }
    }

    static let proxied = ["HTTPS_PROXY": "http://proxy:3128"]

    static func excluding(_ list: String) -> [String: String] { proxied.merging(["NO_PROXY": list]) { $1 } }

    static let cases: [Case] = [
        Case(name: "no variables", environment: [:], proxy: nil),
        Case(name: "the variable", environment: proxied, proxy: "proxy:3128"),
        Case(name: "in lower case", environment: ["https_proxy": "http://proxy:3128"], proxy: "proxy:3128"),
        Case(name: "without a scheme", environment: ["HTTPS_PROXY": "proxy:3128"], proxy: "proxy:3128"),
        Case(name: "empty", environment: ["HTTPS_PROXY": ""], proxy: nil),
        Case(name: "of the other scheme", environment: ["HTTP_PROXY": "http://proxy:1"], proxy: nil),
        Case(
            name: "a server without TLS",
            server: "http://api",
            environment: ["HTTP_PROXY": "http://proxy:1"],
            proxy: "proxy:1"
        ),
        Case(name: "localhost", server: "https://localhost:6443", environment: proxied, proxy: nil),
        Case(name: "a loopback address", server: "https://127.9.9.9:6443", environment: proxied, proxy: nil),
        Case(name: "the IPv6 loopback address", server: "https://[::1]:6443", environment: proxied, proxy: nil),
        Case(name: "excluded by everything", environment: excluding("*"), proxy: nil),
        Case(name: "excluded by name", environment: excluding("other, api.example.com"), proxy: nil),
        Case(name: "excluded by name, whatever its case", environment: excluding("API.Example.Com"), proxy: nil),
        Case(name: "excluded by the domain above", environment: excluding("example.com"), proxy: nil),
        Case(name: "excluded by a leading dot", environment: excluding(".example.com"), proxy: nil),
        Case(name: "excluded by a star", environment: excluding("*.example.com"), proxy: nil),
        Case(
            name: "a leading dot does not mean the domain itself",
            server: "https://example.com",
            environment: excluding(".example.com"),
            proxy: "proxy:3128"
        ),
        Case(name: "not excluded by a part of a label", environment: excluding("ample.com"), proxy: "proxy:3128"),
        Case(name: "excluded by name and port", environment: excluding("api.example.com:6443"), proxy: nil),
        Case(name: "not excluded by another port", environment: excluding("api.example.com:443"), proxy: "proxy:3128"),
        Case(
            name: "an address in a range",
            server: "https://10.96.0.1",
            environment: excluding("10.0.0.0/8"),
            proxy: nil
        ),
        Case(
            name: "an address outside of a range",
            server: "https://11.96.0.1",
            environment: excluding("10.0.0.0/8"),
            proxy: "proxy:3128"
        ),
        Case(
            name: "a range that does not end at a byte",
            server: "https://10.96.15.1",
            environment: excluding("10.96.0.0/20"),
            proxy: nil
        ),
        Case(
            name: "just outside of it",
            server: "https://10.96.16.1",
            environment: excluding("10.96.0.0/20"),
            proxy: "proxy:3128"
        ),
        Case(name: "an IPv6 range", server: "https://[fd00:1::5]", environment: excluding("fd00::/8"), proxy: nil),
        Case(name: "an exact address", server: "https://10.0.0.1", environment: excluding("10.0.0.1"), proxy: nil),
        Case(
            name: "a range that makes no sense",
            server: "https://10.0.0.1",
            environment: excluding("10.0.0.0/99"),
            proxy: "proxy:3128"
        ),
    ]

    @Test("the environment says whether a proxy is used", arguments: cases)
    func choice(_ testCase: Case) throws {
        let server = try ServerAddress(testCase.server, field: "server")
        let proxy = try ProxySettings.proxy(for: server, environment: testCase.environment)
        #expect(proxy?.authority == testCase.proxy)
    }
}
