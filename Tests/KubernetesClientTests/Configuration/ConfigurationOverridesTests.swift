import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite("What a command line says otherwise than the kubeconfig")
struct ConfigurationOverridesTests {
    private static let json: JSONValue = [
        "current-context": "x",
        "clusters": [
            [
                "name": "c",
                "cluster": [
                    "server": "https://c:6443", "certificate-authority": "ca.crt", "tls-server-name": "inside",
                ],
            ],
            ["name": "d", "cluster": ["server": "https://d:6443"]],
        ],
        "users": [
            ["name": "u", "user": ["token": "of-u", "as": "somebody", "as-uid": "7", "as-groups": ["g"]]],
            ["name": "v", "user": ["client-certificate": "v.crt", "client-key": "v.key"]],
        ],
        "contexts": [
            ["name": "x", "context": ["cluster": "c", "user": "u", "namespace": "n"]],
            ["name": "y", "context": ["cluster": "d", "user": "v"]],
        ],
    ]

    private static func resolve(_ change: (inout ConfigurationOverrides) -> Void) throws -> ClientConfiguration {
        var overrides = ConfigurationOverrides()
        change(&overrides)
        return try KubeConfig(json: json, baseDirectory: "/k").clientConfiguration(overrides)
    }

    @Test("another context, cluster, user and namespace, each by itself")
    func entries() throws {
        let context = try Self.resolve { $0.context = "y" }
        #expect(context.server.host == "d" && context.namespace == "default")
        let cluster = try Self.resolve { $0.cluster = "d" }
        #expect(cluster.server.host == "d" && cluster.credentials.token != nil && cluster.namespace == "n")
        let user = try Self.resolve { $0.user = "v" }
        #expect(user.server.host == "c" && user.credentials.certificate != nil && user.credentials.token == nil)
        #expect(try Self.resolve { $0.namespace = "m" }.namespace == "m")
    }

    @Test("another server keeps the authority, and not the name of the certificate")
    func server() throws {
        let configuration = try Self.resolve { $0.server = "https://e:1" }
        #expect(configuration.server.authority == "e:1" && configuration.tlsServerName == nil)
        #expect(configuration.trust == .authorities(.file("/k/ca.crt")))
    }

    @Test("no check of the server's certificate, whatever authority the kubeconfig has")
    func unverified() throws { #expect(try Self.resolve { $0.skipsVerification = true }.trust == .unverified) }

    @Test("another token, beside the client certificate")
    func token() throws {
        let configuration = try Self.resolve {
            $0.user = "v"
            $0.token = "t"
        }
        #expect(configuration.credentials.token == .inline(Array("t".utf8), field: "users[v].user.token"))
        #expect(configuration.credentials.certificate != nil)
    }

    @Test("acting as somebody else replaces whom the kubeconfig names, with all attributes")
    func impersonation() throws {
        let configuration = try Self.resolve {
            $0.impersonatedUser = "me"
            $0.impersonatedGroups = ["a", "b"]
        }
        #expect(configuration.impersonation == .init(user: "me", groups: ["a", "b"]))
    }

    @Test("what is asked for and is not there is named", arguments: ["contexts", "clusters", "users"])
    func missing(_ list: String) {
        #expect(throws: ConfigurationError.missingEntry(list: list, name: "none")) {
            try Self.resolve { overrides in
                switch list {
                case "contexts": overrides.context = "none"
                case "clusters": overrides.cluster = "none"
                default: overrides.user = "none"
                }
            }
        }
    }

    @Test("a server needs no context, nor a file")
    func serverAlone() throws {
        var overrides = ConfigurationOverrides()
        overrides.server = "http://127.0.0.1:8080"
        let source = ConfigurationSource(environment: ["HOME": "/nonexistent"]) { _ in .null }
        #expect(try source.load(overrides, preferring: .home).server.port == 8080)
        #expect(throws: ConfigurationError.nothingFound) {
            try source.load(ConfigurationOverrides(), preferring: .home)
        }
    }

    @Test("the names of all entries are known for completion")
    func names() throws {
        let names = try KubeConfig(json: Self.json, baseDirectory: "/k").names
        #expect(names.contexts == ["x", "y"] && names.clusters == ["c", "d"] && names.users == ["u", "v"])
    }
}
