import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct CredentialPluginTests {
    static let version = "client.authentication.k8s.io/v1"

    static func answer(_ status: JSONValue, version: String = version) -> String {
        let json: JSONValue = ["apiVersion": .string(version), "kind": "ExecCredential", "status": status]
        return json.jsonText
    }

    static func credential(_ text: String) throws -> PluginCredential {
        try CredentialPlugin(ExecPlugin(apiVersion: version, command: "login"))
            .credential(in: Array(text.utf8), time: TimeSource(ManualClock()))
    }

    @Test("a token, a certificate with its key, or all of them")
    func kinds() throws {
        #expect(try Self.credential(Self.answer(["token": "t"])) == PluginCredential(token: "t"))
        let pair = try Self.credential(Self.answer(["clientCertificateData": "c", "clientKeyData": "k"]))
        #expect(pair == PluginCredential(chain: Array("c".utf8), key: Array("k".utf8)))
    }

    @Test("a credential is good until shortly before it expires, whatever the zone of the timestamp")
    func expiry() throws {
        // The manual clock shows 1000 s, which is 2026-01-01T00:16:40Z.
        for text in ["2026-01-01T00:26:40Z", "2026-01-01T02:26:40+02:00", "2026-01-01T00:26:40.000Z"] {
            let credential = try Self.credential(Self.answer(["token": "t", "expirationTimestamp": .string(text)]))
            #expect(credential.expiresAt == .seconds(1600 - 10))
        }
    }

    static let wrong: [(String, String)] = [
        ("hello", "not JSON"),
        ("{}", "kind"),
        (answer(["token": "t"], version: "client.authentication.k8s.io/v1beta1"), "apiVersion"),
        ("{\"kind\":\"ExecCredential\",\"apiVersion\":\"\(version)\"}", "status"),
        (answer([:]), "no credential"),
        (answer(["clientKeyData": "k"]), "only one"),
        (answer(["token": "t", "expirationTimestamp": "tomorrow"]), "expirationTimestamp"),
    ]

    @Test("an answer that is none is refused, and not repeated", arguments: wrong)
    func refusal(_ text: String, _ mentions: String) throws {
        let error = #expect(throws: CredentialError.self) { try Self.credential(text) }
        #expect(error?.description.contains(mentions) == true)
    }

    /// A plugin that counts its runs in a file and answers with the count as token.
    static func counter(in directory: TemporaryDirectory, expiry: String = "") throws -> ExecPlugin {
        let extra = expiry.isEmpty ? "" : ",\\\"expirationTimestamp\\\":\\\"\(expiry)\\\""
        let script = """
            printf '%s' "$KUBERNETES_EXEC_INFO" > \(directory.path)/info
            echo x >> \(directory.path)/runs
            n=$(wc -l < \(directory.path)/runs)
            echo "{\\"apiVersion\\":\\"\(version)\\",\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"t$n\\"\(extra)}}"
            """
        let path = try directory.write("login", script)
        return ExecPlugin(
            apiVersion: version,
            command: "/bin/sh",
            arguments: [path],
            environment: ["PATH": "/bin:/usr/bin"]
        )
    }

    @Test("a plugin runs once for many requests, again after a refusal, and learns about the cluster")
    func refused() async throws {
        try await TemporaryDirectory.run { directory in
            var plugin = try Self.counter(in: directory)
            plugin.clusterInfo = ["server": "https://x"]
            let configure: (inout ClientConfiguration) -> Void = { $0.credentials.plugin = plugin }
            try await ClientFixture.run(configure: configure) { fixture in
                fixture.server.accept(tokens: ["t1"])
                try await withThrowingTaskGroup { group in
                    for _ in 0..<8 {
                        group.addTask { _ = try await fixture.client.find(.pods, Sample.key("a")) }
                    }
                    try await group.waitForAll()
                }
                #expect(try directory.read("runs") == "x\n")
                fixture.server.accept(tokens: ["t2"])
                _ = try await fixture.client.find(.pods, Sample.key("a"))
                #expect(try directory.read("runs") == "x\nx\n")

                let info = try JSONParser.parse(Array(try directory.read("info").utf8))
                #expect(info["spec"] == ["interactive": false, "cluster": ["server": "https://x"]])
            }
        }
    }

    @Test("no request goes out in nobody's name, whoever's is refused meanwhile")
    func refusedMeanwhile() async throws {
        try await TemporaryDirectory.run { directory in
            var configuration = ClientConfiguration(server: try ServerAddress("http://127.0.0.1:1", field: "url"))
            configuration.credentials.plugin = try Self.counter(in: directory)
            let authenticator = Authenticator(configuration, time: .system, logger: RecordingLog().logger)
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<20 {
                            let authentication = try await authenticator.authentication()
                            #expect(authentication.authorization?.hasPrefix("Bearer t") == true)
                            authenticator.reject(authentication)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a credential that has expired already is sent, once for each run of the plugin")
    func expiredAtOnce() async throws {
        try await TemporaryDirectory.run { directory in
            let plugin = try Self.counter(in: directory, expiry: "2020-01-01T00:00:00Z")
            let configure: (inout ClientConfiguration) -> Void = { $0.credentials.plugin = plugin }
            try await ClientFixture.run(configure: configure) { fixture in
                for _ in 0..<2 { _ = try await fixture.client.find(.pods, Sample.key("a")) }
                #expect(fixture.server.requests.map { $0.headers["authorization"] } == ["Bearer t1", "Bearer t2"])
            }
        }
    }

    @Test("a plugin runs again when its credential expires")
    func expired() async throws {
        try await TemporaryDirectory.run { directory in
            let plugin = try Self.counter(in: directory, expiry: "2026-01-01T00:26:40Z")
            let configure: (inout ClientConfiguration) -> Void = { $0.credentials.plugin = plugin }
            try await ClientFixture.run(configure: configure) { fixture in
                func send() async throws { _ = try await fixture.client.find(.pods, Sample.key("a")) }
                try await send()
                fixture.clock.advance(by: .seconds(589))
                try await send()
                #expect(fixture.server.requests.map { $0.headers["authorization"] } == ["Bearer t1", "Bearer t1"])
                fixture.clock.advance(by: .seconds(1))
                try await send()
                #expect(fixture.server.requests.last?.headers["authorization"] == "Bearer t2")
            }
        }
    }

    @Test("a plugin that fails is a credential error that names it and its hint")
    func failing() async throws {
        let plugin = ExecPlugin(apiVersion: Self.version, command: "/nonexistent/login", installHint: "install it")
        let configure: (inout ClientConfiguration) -> Void = { $0.credentials.plugin = plugin }
        try await ClientFixture.run(configure: configure) { fixture in
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.get(.pods, Sample.key("a"))
            }
            #expect(error?.description.contains("/nonexistent/login") == true)
            #expect(error?.description.contains("install it") == true)
            #expect(fixture.server.requests.isEmpty)
        }
    }
}
