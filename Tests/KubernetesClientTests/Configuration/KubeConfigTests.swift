import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite struct KubeConfigTests {
    static func config(
        cluster: JSONValue = ["server": "https://api:6443"],
        user: JSONValue = [:],
        context: JSONValue = ["cluster": "c", "user": "u"]
    ) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [["name": "c", "cluster": cluster]],
            "users": [["name": "u", "user": user]],
            "contexts": [["name": "x", "context": context]],
        ]
    }

    static func resolve(
        _ json: JSONValue,
        context: String? = nil,
        environment: [String: String] = [:]
    ) throws -> ClientConfiguration {
        try KubeConfig(json: json, baseDirectory: "/home/me/.kube")
            .clientConfiguration(ConfigurationOverrides(context: context), environment: environment)
    }

    @Test("a minimal kubeconfig: the system's authorities, nobody in particular, the namespace default")
    func minimal() throws {
        let expected = ClientConfiguration(server: ServerAddress(scheme: .https, host: "api", port: 6443))
        #expect(try Self.resolve(Self.config()) == expected)
    }

    @Test("every field of the cluster")
    func cluster() throws {
        let configuration = try Self.resolve(
            Self.config(
                cluster: [
                    "server": "https://10.0.0.1:6443", "certificate-authority": "pki/ca.crt",
                    "tls-server-name": "kubernetes.default", "proxy-url": "http://me:pw@proxy:3128",
                ],
                context: ["cluster": "c", "user": "u", "namespace": "backup"]
            )
        )
        #expect(configuration.trust == .authorities(.file("/home/me/.kube/pki/ca.crt")))
        #expect(configuration.tlsServerName == "kubernetes.default")
        #expect(configuration.proxy?.authority == "proxy:3128")
        #expect(configuration.namespace == "backup")
    }

    @Test("data outweighs a file, and an absolute path stays what it is")
    func material() throws {
        let configuration = try Self.resolve(
            Self.config(
                cluster: [
                    "server": "https://api", "certificate-authority-data": "YWJj",
                    "certificate-authority": "ignored.crt",
                ],
                user: ["client-certificate": "/etc/me.crt", "client-key-data": "a2V5"]
            )
        )
        #expect(
            configuration.trust
                == .authorities(.inline(Array("abc".utf8), field: "clusters[c].cluster.certificate-authority-data"))
        )
        #expect(configuration.credentials.certificate?.chain == .file("/etc/me.crt"))
        #expect(
            configuration.credentials.certificate?.key
                == .inline(Array("key".utf8), field: "users[u].user.client-key-data")
        )
    }

    @Test("a token file outweighs the token beside it")
    func token() throws {
        let both = try Self.resolve(Self.config(user: ["token": "old", "tokenFile": "token"]))
        #expect(both.credentials.token == .file("/home/me/.kube/token"))
        let one = try Self.resolve(Self.config(user: ["token": "abc"]))
        #expect(one.credentials.token == .inline(Array("abc".utf8), field: "users[u].user.token"))
    }

    @Test("insecure-skip-tls-verify turns verification off, and nothing else does")
    func insecure() throws {
        let configuration = try Self.resolve(
            Self.config(cluster: ["server": "https://api", "insecure-skip-tls-verify": true])
        )
        #expect(configuration.trust == .unverified)
    }

    @Test("who to impersonate")
    func impersonation() throws {
        let configuration = try Self.resolve(
            Self.config(
                user: [
                    "as": "jane", "as-uid": "42", "as-groups": ["dev", "ops"],
                    "as-user-extra": ["scopes": ["view", "edit"]],
                ]
            )
        )
        #expect(
            configuration.impersonation
                == .init(
                    user: "jane",
                    uid: "42",
                    groups: ["dev", "ops"],
                    extra: [.init(key: "scopes", values: ["view", "edit"])]
                )
        )
    }

    @Test("a credential plugin gets the process's environment and its own, and the cluster if it asks")
    func plugin() throws {
        let configuration = try Self.resolve(
            Self.config(
                user: [
                    "exec": [
                        "apiVersion": "client.authentication.k8s.io/v1", "command": "./login", "args": ["--a", "b"],
                        "env": [["name": "REGION", "value": "eu"], ["name": "PATH", "value": "/opt"]],
                        "installHint": "install login", "interactiveMode": "IfAvailable", "provideClusterInfo": true,
                    ]
                ]
            ),
            environment: ["PATH": "/bin", "HOME": "/root"]
        )
        let expected = ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1",
            command: "/home/me/.kube/./login",
            arguments: ["--a", "b"],
            environment: ["PATH": "/opt", "HOME": "/root", "REGION": "eu"],
            installHint: "install login",
            interactiveMode: .ifAvailable,
            clusterInfo: ["server": "https://api:6443"]
        )
        #expect(configuration.credentials.plugin == expected)
    }

    @Test("v1beta1 plugins may leave out the interactive mode, and a bare name is looked up in PATH")
    func olderPlugin() throws {
        let configuration = try Self.resolve(
            Self.config(user: ["exec": ["apiVersion": "client.authentication.k8s.io/v1beta1", "command": "login"]])
        )
        #expect(configuration.credentials.plugin?.command == "login")
        #expect(configuration.credentials.plugin?.interactiveMode == .ifAvailable)
        #expect(configuration.credentials.plugin?.clusterInfo == nil)
    }

    @Test("the first of several files wins, entry by entry, and paths start at their own file")
    func merging() throws {
        let first = try KubeConfig(
            json: [
                "clusters": [["name": "c", "cluster": ["server": "https://first"]]],
                "contexts": [["name": "x", "context": ["cluster": "c", "user": "u"]]],
            ],
            baseDirectory: "/first"
        )
        let second = try KubeConfig(
            json: [
                "current-context": "x", "clusters": [["name": "c", "cluster": ["server": "https://second"]]],
                "users": [["name": "u", "user": ["tokenFile": "token"]]],
            ],
            baseDirectory: "/second"
        )
        let configuration = try first.merging(second).clientConfiguration()
        #expect(configuration.server.host == "first")
        #expect(configuration.credentials.token == .file("/second/token"))
    }

    @Test("the environment's proxy is used unless the cluster names its own")
    func environmentProxy() throws {
        let configuration = try Self.resolve(Self.config(), environment: ["HTTPS_PROXY": "http://proxy:1"])
        #expect(configuration.proxy?.authority == "proxy:1")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        let json: JSONValue
        let mentions: String

        var testDescription: String { name }
    }

    static let plugin: JSONValue = [
        "apiVersion": "client.authentication.k8s.io/v1", "command": "c", "interactiveMode": "Never",
    ]

    static let mistakes: [Mistake] = [
        Mistake(name: "not an object", json: [1], mentions: "must be an object"),
        Mistake(name: "clusters is no list", json: ["clusters": "x"], mentions: "clusters must be a list"),
        Mistake(name: "an entry without a name", json: ["users": [["user": [:]]]], mentions: "users[0].name"),
        Mistake(name: "no current context", json: [:], mentions: "current-context"),
        Mistake(name: "an unknown context", json: ["current-context": "y"], mentions: "\"y\""),
        Mistake(name: "an unknown user", json: config(context: ["cluster": "c", "user": "z"]), mentions: "\"z\""),
        Mistake(name: "an unknown cluster", json: config(context: ["cluster": "z"]), mentions: "\"z\""),
        Mistake(name: "no server", json: config(cluster: [:]), mentions: "clusters[c].cluster.server"),
        Mistake(name: "a server with a user", json: config(cluster: ["server": "https://a:b@h"]), mentions: "server"),
        Mistake(name: "a number as token", json: config(user: ["token": 12345]), mentions: "users[u].user.token"),
        Mistake(
            name: "a user's password",
            json: config(user: ["username": "a", "password": "b"]),
            mentions: "passwords"
        ),
        Mistake(name: "an old provider", json: config(user: ["auth-provider": ["name": "gcp"]]), mentions: "exec"),
        Mistake(
            name: "a key without certificate",
            json: config(user: ["client-key-data": "YQ=="]),
            mentions: "client-cert"
        ),
        Mistake(
            name: "a certificate without key",
            json: config(user: ["client-certificate": "a"]),
            mentions: "client-key"
        ),
        Mistake(name: "broken base64", json: config(user: ["client-key-data": "a"]), mentions: "base64"),
        Mistake(
            name: "insecure beside an authority",
            json: config(
                cluster: ["server": "https://h", "insecure-skip-tls-verify": true, "certificate-authority": "a"]
            ),
            mentions: "contradicts"
        ),
        Mistake(
            name: "an address as TLS server name",
            json: config(cluster: ["server": "https://h", "tls-server-name": "10.0.0.1"]),
            mentions: "tls-server-name"
        ),
        Mistake(
            name: "a proxy that wants TLS",
            json: config(cluster: ["server": "https://h", "proxy-url": "https://p"]),
            mentions: "TLS"
        ),
        Mistake(
            name: "an address behind a proxy, whose certificate could not be checked",
            json: config(cluster: ["server": "https://10.0.0.1", "proxy-url": "http://p"]),
            mentions: "tls-server-name"
        ),
        Mistake(name: "groups without a user", json: config(user: ["as-groups": ["a"]]), mentions: "users[u].user.as "),
        Mistake(
            name: "a plugin of a version that is gone",
            json: config(user: ["exec": ["apiVersion": "client.authentication.k8s.io/v1alpha1", "command": "c"]]),
            mentions: "apiVersion"
        ),
        Mistake(
            name: "a v1 plugin without interactive mode",
            json: config(user: ["exec": ["apiVersion": "client.authentication.k8s.io/v1", "command": "c"]]),
            mentions: "interactiveMode"
        ),
        Mistake(name: "a plugin beside a token", json: config(user: ["token": "a", "exec": plugin]), mentions: "exec"),
    ]

    @Test("a mistake is reported with its place", arguments: mistakes)
    func complaint(_ mistake: Mistake) throws {
        let error = #expect(throws: ConfigurationError.self) { try Self.resolve(mistake.json) }
        let text = try #require(error).description
        #expect(text.contains(mistake.mentions), "\(text)")
    }
}
