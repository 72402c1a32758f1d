import Foundation
import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct TokenFileTests {
    static func run(_ body: (TemporaryDirectory, ClientFixture) async throws -> Void) async throws {
        try await TemporaryDirectory.run { directory in
            let file = try directory.write("token", "first\n")
            try await ClientFixture.run(configure: { $0.credentials.token = .file(file) }) { fixture in
                try await body(directory, fixture)
            }
        }
    }

    @Test("a token file is read again every minute, not for every request")
    func everyMinute() async throws {
        try await Self.run { directory, fixture in
            func send() async throws { _ = try await fixture.client.find(.pods, Sample.key("a")) }
            try await send()
            try directory.write("token", "second")
            fixture.clock.advance(by: .seconds(59))
            try await send()
            fixture.clock.advance(by: .seconds(1))
            try await send()
            let sent = fixture.server.requests.compactMap { $0.headers["authorization"] }
            #expect(sent == ["Bearer first", "Bearer first", "Bearer second"])
        }
    }

    @Test("a refused token is read again at once, and the request repeated once")
    func refused() async throws {
        try await Self.run { directory, fixture in
            _ = try await fixture.client.find(.pods, Sample.key("a"))
            try directory.write("token", "second")
            fixture.server.accept(tokens: ["second"])
            _ = try await fixture.client.find(.pods, Sample.key("a"))
            #expect(fixture.server.requests.count == 3)

            fixture.server.accept(tokens: ["third"])
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.find(.pods, Sample.key("a"))
            }
            #expect(error?.disposition == .unauthorized)
            #expect(fixture.server.requests.count == 5)
            #expect(fixture.clock.slept.isEmpty)
        }
    }

    @Test("a watch gets a fresh token as well")
    func watch() async throws {
        try await Self.run { directory, fixture in
            _ = try await fixture.client.find(.pods, Sample.key("a"))
            try directory.write("token", "second")
            fixture.server.accept(tokens: ["second"])
            _ = try await fixture.client.watch(ObjectSelection(.pods), from: "")
            #expect(fixture.server.requests.last?.headers["authorization"] == "Bearer second")
        }
    }

    @Test("a file that is empty or gone for a moment does not replace the token", arguments: ["", nil])
    func keepsLastGood(_ content: String?) async throws {
        try await Self.run { directory, fixture in
            _ = try await fixture.client.find(.pods, Sample.key("a"))
            if let content {
                try directory.write("token", content)
            } else {
                try FileManager.default.removeItem(atPath: "\(directory.path)/token")
            }
            fixture.clock.advance(by: .seconds(120))
            _ = try await fixture.client.find(.pods, Sample.key("a"))
            #expect(fixture.server.requests.last?.headers["authorization"] == "Bearer first")
        }
    }

    @Test("a file that was never there is an error that names it")
    func missing() async throws {
        try await ClientFixture.run(configure: { $0.credentials.token = .file("/nonexistent/token") }) { fixture in
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.find(.pods, Sample.key("a"))
            }
            let reason = "No such file or directory"
            #expect(error == .credentials(.unreadableFile(path: "/nonexistent/token", reason: reason)))
        }
    }

    @Test("impersonation goes out as headers")
    func impersonation() async throws {
        let configure: (inout ClientConfiguration) -> Void = {
            $0.impersonation = .init(
                user: "jane",
                uid: "7",
                groups: ["dev", "ops"],
                extra: [.init(key: "acme.com/project", values: ["a", "b"])]
            )
        }
        try await ClientFixture.run(configure: configure) { fixture in
            _ = try await fixture.client.find(.pods, Sample.key("a"))
            let headers = try #require(fixture.server.requests.first).headers
            #expect(headers["impersonate-user"] == "jane")
            #expect(headers["impersonate-uid"] == "7")
            #expect(headers["impersonate-group"] == "dev,ops")
            #expect(headers["impersonate-extra-acme.com%2fproject"] == "a,b")
        }
    }
}
