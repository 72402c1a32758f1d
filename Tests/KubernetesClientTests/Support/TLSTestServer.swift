import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// An HTTPS server that answers every request with an object: the client's certificate, and the host that it asked for.
struct TLSTestServer {
    /// Where it listens, on 127.0.0.1.
    let port: Int
    private let channel: any Channel

    /// Runs a test with a server that is gone afterwards.
    ///
    /// - Parameters:
    ///   - certificate: its certificate in PEM.
    ///   - key: its key in PEM.
    ///   - requiresClientCertificate: true to refuse clients without one of the test authority.
    ///   - body: the test.
    /// - Throws: what the test throws.
    static func run(
        certificate: String = TestCertificates.serverCertificate,
        key: String = TestCertificates.serverKey,
        requiresClientCertificate: Bool = false,
        _ body: (TLSTestServer) async throws -> Void
    ) async throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        )
        if requiresClientCertificate {
            let authorities = try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.authority.utf8))
            configuration.trustRoots = .certificates(authorities)
            configuration.certificateVerification = .noHostnameVerification
        }
        let context = try NIOSSLContext(configuration: configuration)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Responder())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(TLSTestServer(port: channel.localAddress?.port ?? 0, channel: channel))
            try await channel.close()
        } catch {
            try await channel.close()
            throw error
        }
    }

    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private var host = ""

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): host = head.headers.first(name: "host") ?? ""
            case .body: break
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            let certificate = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
                .peerCertificate
            let name = certificate.map { "\($0)" } ?? ""
            let shown =
                ["client", "second"].first { name.contains("common_name=\($0)") || name.contains($0) } ?? "none"
            let body = ByteBuffer(string: "{\"kind\":\"Seen\",\"client\":\"\(shown)\",\"host\":\"\(host)\"}")
            let headers: HTTPHeaders = [
                "content-type": "application/json", "content-length": String(body.readableBytes),
            ]
            context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
