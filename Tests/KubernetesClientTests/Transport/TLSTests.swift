import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    static let authority = ClientConfiguration.Trust.authorities(
        .inline(Array(TestCertificates.authority.utf8), field: "authority")
    )

    static let certificate = CredentialSettings.CertificatePair(
        chain: .inline(Array(TestCertificates.clientCertificate.utf8), field: "chain"),
        key: .inline(Array(TestCertificates.clientKey.utf8), field: "key")
    )

    static func ask(_ server: TLSTestServer, _ change: (inout ClientConfiguration) -> Void) async throws -> JSONValue {
        var configuration = ClientConfiguration(
            server: ServerAddress(scheme: .https, host: "127.0.0.1", port: server.port),
            trust: authority
        )
        change(&configuration)
        var tuning = ClientTuning.forTests
        tuning.retry = .never
        let client = APIClient(configuration, tuning: tuning, logger: RecordingLog().logger)
        do {
            let answer = try await client.get(.pods, Sample.key("a"))
            await client.shutdown()
            return answer
        } catch {
            await client.shutdown()
            throw error
        }
    }

    @Test("a server whose certificate names the address is trusted by its authority")
    func address() async throws {
        try await TLSTestServer.run { server in
            let answer = try await Self.ask(server) { _ in }
            #expect(answer["host"]?.string == "127.0.0.1:\(server.port)")
            #expect(answer["client"] == "none")
        }
    }

    static let untrusted: [(String, ClientConfiguration.Trust)] = [
        ("another authority", .authorities(.inline(Array(TestCertificates.otherAuthority.utf8), field: "other"))),
        ("the system's roots", .systemRoots),
    ]

    @Test("a server of another authority is not trusted", arguments: untrusted)
    func otherAuthority(_ name: String, _ trust: ClientConfiguration.Trust) async throws {
        try await TLSTestServer.run { server in
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await Self.ask(server) { $0.trust = trust }
            }
            guard case .transport(.tls) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("insecure-skip-tls-verify trusts anybody")
    func unverified() async throws {
        try await TLSTestServer.run { server in
            _ = try await Self.ask(server) { $0.trust = .unverified }
        }
    }

    @Test("tls-server-name is compared with the certificate, while the host is where it was")
    func serverName() async throws {
        let (certificate, key) = (TestCertificates.namedCertificate, TestCertificates.namedKey)
        try await TLSTestServer.run(certificate: certificate, key: key) { server in
            let refused = await #expect(throws: KubernetesError.self) { _ = try await Self.ask(server) { _ in } }
            #expect(refused?.description.contains("TLS") == true)
            let answer = try await Self.ask(server) { $0.tlsServerName = "API.test" }
            #expect(answer["host"]?.string == "127.0.0.1:\(server.port)")
            await #expect(throws: KubernetesError.self) {
                _ = try await Self.ask(server) { $0.tlsServerName = "other.test" }
            }
        }
    }

    @Test("a client certificate is shown to a server that asks for one")
    func clientCertificate() async throws {
        try await TLSTestServer.run(requiresClientCertificate: true) { server in
            let answer = try await Self.ask(server) { $0.credentials.certificate = Self.certificate }
            #expect(answer["client"] == "client")
            await #expect(throws: KubernetesError.self) { _ = try await Self.ask(server) { _ in } }
        }
    }

    @Test("a client certificate that is renewed is used for the next request; half of a pair is not")
    func renewal() async throws {
        try await TemporaryDirectory.run { directory in
            let chain = try directory.write("tls.crt", TestCertificates.clientCertificate)
            let key = try directory.write("tls.key", TestCertificates.clientKey)
            let clock = ManualClock()
            var tuning = ClientTuning.forTests
            // Nobody moves the clock on for a second attempt.
            tuning.retry = .never
            try await TLSTestServer.run(requiresClientCertificate: true) { server in
                var configuration = ClientConfiguration(
                    server: ServerAddress(scheme: .https, host: "127.0.0.1", port: server.port),
                    trust: Self.authority
                )
                configuration.credentials.certificate = .init(chain: .file(chain), key: .file(key))
                let log = RecordingLog()
                let client = APIClient(
                    configuration,
                    tuning: tuning,
                    time: TimeSource(clock),
                    logger: log.logger
                )
                var seen: [String?] = []
                func ask() async throws { seen.append(try await client.get(.pods, Sample.key("a"))["client"]?.string) }
                try await ask()
                try directory.write("tls.crt", TestCertificates.secondCertificate)
                try await ask()
                clock.advance(by: .seconds(300))
                try await ask()
                try directory.write("tls.key", TestCertificates.secondKey)
                clock.advance(by: .seconds(300))
                try await ask()
                await client.shutdown()
                #expect(seen == ["client", "client", "client", "second"])
                #expect(
                    log.entries.filter { $0.level == "error" }.map(\.message) == [
                        "keeping the previous TLS credentials"
                    ]
                )
            }
        }
    }

    @Test("an authority that is no certificate is a credential error")
    func malformed() async throws {
        try await TLSTestServer.run { server in
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await Self.ask(server) { $0.trust = .authorities(.inline([0x61], field: "x")) }
            }
            #expect(error == .credentials(.malformedPEM(source: "the certificate authority")))
        }
    }
}
