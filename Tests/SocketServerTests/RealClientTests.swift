import HTTPWire
import TLS
import TestSupport
import Testing

@testable import SocketServer

@Suite("Clients that other people wrote")
struct RealClientTests {
    private let authority: TemporaryFile
    private let server: TestServer

    init() throws {
        let credentials = try TestCredentials()
        authority = try TemporaryFile(credentials.authority.identity.certificateChain.bytes)
        let context = try credentials.server()
        server = try TestServer { $0.tls = { context } }
    }

    private func url(_ path: String) -> String { "https://localhost:\(server.address.port)\(path)" }

    @Test("curl keeps one connection for several requests")
    func keepAlive() async throws {
        let report = try await Command.output(
            "curl",
            [
                "--silent", "--cacert", authority.path, "--write-out", "%{http_code} %{http_version} %{num_connects}\n",
                url("/a"), url("/b"),
            ]
        )
        #expect(report == "GET /a\n200 1.1 1\nGET /b\n200 1.1 0\n")
    }

    @Test(
        "curl posts a body that it announces first, and one in chunks",
        arguments: ["Expect: 100-continue", "Transfer-Encoding: chunked"]
    )
    func bodies(_ field: String) async throws {
        let text = String(repeating: "0123456789", count: 200_000)
        let body = try TemporaryFile(Array(text.utf8))
        defer { withExtendedLifetime(body) {} }
        let answer = try await Command.output(
            "curl",
            [
                "--silent", "--show-error", "--cacert", authority.path, "--header", field, "--data-binary",
                "@\(body.path)", url("/b"),
            ]
        )
        #expect(answer == "POST /b\n" + text)
    }

    @Test("curl sees the head of an answer to HEAD and waits for no body")
    func head() async throws {
        let answer = try await Command.output("curl", ["--silent", "--head", "--cacert", authority.path, url("/a")])
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("\r\nContent-Length: 8\r\n"))
    }

    @Test("curl speaks HTTP/1.0")
    func old() async throws {
        #expect(
            try await Command.output(
                "curl",
                ["--silent", "--http1.0", "--no-alpn", "--cacert", authority.path, url("/a")]
            )
                == "GET /a\n"
        )
    }

    @Test("openssl s_client verifies, agrees on http/1.1 and reads to a proper end", arguments: ["-tls1_2", "-tls1_3"])
    func openssl(_ version: String) async throws {
        let output = try await Command.output(
            "openssl",
            [
                "s_client", "-connect", "localhost:\(server.address.port)", version, "-CAfile", authority.path,
                "-verify_return_error", "-alpn", "h2,http/1.1", "-ign_eof",
            ],
            input: "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        #expect(output.contains("ALPN protocol: http/1.1"))
        #expect(output.contains("HTTP/1.1 200 OK\r\n"))
        #expect(output.contains("GET /a\n"))
    }
}
