import HTTPWire
import Testing

@testable import SocketServer

/// A server on a loopback port of the kernel's choice, whose events are kept.
final class TestServer {
    let server: Server
    let events: EventRecorder
    let address: SocketAddress

    /// Starts a server that echoes, after `configure` had its say.
    init(_ configure: (inout ServerConfiguration) -> Void = { _ in }) throws {
        let recorder = try EventRecorder()
        let any = try #require(SocketAddress("127.0.0.1", port: 0))
        var configuration = ServerConfiguration(addresses: [any], handler: TestServer.echo)
        configuration.observe = { recorder.record($0) }
        configuration.limits.drainQuiet = .milliseconds(20)
        configure(&configuration)
        server = try Server.start(configuration)
        events = recorder
        address = try #require(server.addresses.first)
    }

    /// Answers with the method, the target and the body.
    static let echo: ServerConfiguration.Handler = { request, _ in
        let line = Array("\(request.method) \(request.path)\n".utf8)
        return HTTPResponse(status: .ok, headers: ["Content-Type": "text/plain"], body: line + request.body)
    }

    /// Ends the server with nothing left to do.
    @discardableResult
    func drain(timeout: Duration = .seconds(10)) -> DrainReport {
        server.drain(delay: .zero, timeout: timeout)
    }
}
