import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct ProxyTests {
    static func ask(through proxy: String) async throws -> JSONValue {
        var configuration = ClientConfiguration(server: try ServerAddress("http://api.test:6443", field: ""))
        configuration.proxy = try ServerAddress(proxy, field: "proxy")
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

    @Test("a request goes through the proxy, which is asked for the server and told user and password")
    func connect() async throws {
        let heads = Recorded<String>()
        let peer = try ScriptedPeer { connection in
            heads.append(connection.readHead())
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            heads.append(connection.readHead())
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        }
        defer { peer.stop() }
        #expect(try await Self.ask(through: "http://me:p%40ss@127.0.0.1:\(peer.port)") == [:])
        let (connect, get) = try #require(heads.values.count == 2 ? (heads.values[0], heads.values[1]) : nil)
        #expect(connect.hasPrefix("CONNECT api.test:6443 HTTP/1.1\r\n"))
        // me:p@ss
        #expect(connect.lowercased().contains("proxy-authorization: basic bWU6cEBzcw==".lowercased()))
        #expect(get.hasPrefix("GET /api/v1/namespaces/ns/pods/a HTTP/1.1\r\n"))
        #expect(get.contains("host: api.test:6443\r\n"))
    }

    @Test("a proxy that refuses is told from a server that does", arguments: ["407 Who are you", "502 Bad Gateway"])
    func refusal(_ status: String) async throws {
        let peer = try ScriptedPeer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
        }
        defer { peer.stop() }
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await Self.ask(through: "http://127.0.0.1:\(peer.port)")
        }
        guard case .transport(.proxy) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
