import Foundation
import KubernetesAPI
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import TLS
import TestSupport

/// A node whose kubelet knows how to do one thing: give the logs of containers to API servers.
///
/// As a kubelet does it: `GET /containerLogs/{namespace}/{pod}/{container}`, answered piece by piece, and with
/// `follow=true` until the container ends. Of the options `tailLines` is honoured; what was asked is kept.
final class KubeletStandIn: Sendable {
    /// What a container writes.
    private struct Log {
        var lines: [String] = []
        var hasEnded = false
        var followers: [Follower] = []
        var questions: [String] = []
    }

    private let log = Mutex(Log())
    private let node: String

    private init(node: String) { self.node = node }

    /// Runs a test beside a node of its own.
    static func run(in world: ControllerWorld, _ body: (KubeletStandIn) async throws -> Void) async throws {
        let kubelet = KubeletStandIn(node: "node-\(world.namespace)")
        let context = try kubelet.tls()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Follower(of: kubelet))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await kubelet.register(port: channel.localAddress?.port ?? 0, in: world)
            try await body(kubelet)
            try await channel.close()
        } catch {
            try await channel.close()
            throw error
        }
    }

    private func tls() throws -> NIOSSLContext {
        let validity = ValidityPeriod(from: Int64(Date().timeIntervalSince1970), lasting: .seconds(86_400))
        let authority = try CertificateAuthority.make(commonName: node, validity: validity)
        let issued = try authority.issue(CertificateTemplate(commonName: node, validity: validity))
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(issued.certificateChain.bytes))
                    .map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.privateKey.bytes), format: .pem))
            )
        )
    }
}

// MARK: - The node

extension KubeletStandIn {
    private func register(port: Int, in world: ControllerWorld) async throws {
        let object: JSONValue = [
            "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(node)],
            "status": [
                "addresses": [["type": "InternalIP", "address": "127.0.0.1"]],
                "daemonEndpoints": ["kubeletEndpoint": ["Port": .number(JSONNumber(Int64(port)))]],
            ],
        ]
        try await world.cluster.must("create", "-f", "-", input: object.jsonText)
    }

    /// Binds the pod of a Job to this node, and lets it run.
    func start(_ job: String, in world: ControllerWorld) async throws {
        var pod = ""
        try await world.eventually("Job \(job) has a pod") {
            let label = "batch.kubernetes.io/job-name=\(job)"
            pod = try await world.kubectl("get", "pod", "-l", label, "-o", "jsonpath={.items[*].metadata.name}")
            return !pod.isEmpty
        }
        let binding: JSONValue = [
            "apiVersion": "v1", "kind": "Binding", "metadata": ["name": .string(pod)],
            "target": ["apiVersion": "v1", "kind": "Node", "name": .string(node)],
        ]
        let path = "/api/v1/namespaces/\(world.namespace)/pods/\(pod)/binding"
        try await world.cluster.must("create", "--raw", path, "-f", "-", input: binding.jsonText)
        try await world.report(job, phase: "Running", state: ["running": [:]])
    }
}

// MARK: - The log

extension KubeletStandIn {
    /// The queries by which logs were asked for.
    var questions: [String] { log.withLock { $0.questions } }

    /// Lets the container write a line.
    func write(_ line: String) {
        let followers = log.withLock { log in
            log.lines.append(line)
            return log.followers
        }
        for follower in followers { follower.send([line], isLast: false) }
    }

    /// Ends the container, and with it the logs that are followed.
    func end() {
        let followers = log.withLock { log in
            log.hasEnded = true
            defer { log.followers = [] }
            return log.followers
        }
        for follower in followers { follower.send([], isLast: true) }
    }

    /// Answers a question with what is written, and goes on if it asks for that.
    fileprivate func answer(_ uri: String, to follower: Follower) {
        let query = URLComponents(string: uri)?.queryItems ?? []
        func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
        // Sent while the log is held, so that no line comes before those that were written earlier.
        log.withLock { log in
            log.questions.append(uri)
            let isLast = value("follow") != "true" || log.hasEnded
            let lines = value("tailLines").flatMap { Int($0) }.map { Array(log.lines.suffix($0)) } ?? log.lines
            follower.send(lines, isLast: isLast)
            if !isLast { log.followers.append(follower) }
        }
    }
}

/// A connection over which a log is asked for.
private final class Follower: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let kubelet: KubeletStandIn
    private let channel = Mutex<(any Channel)?>(nil)
    private let uri = Mutex("")

    init(of kubelet: KubeletStandIn) { self.kubelet = kubelet }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): uri.withLock { $0 = head.uri }
        case .body: break
        case .end:
            channel.withLock { $0 = context.channel }
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-type": "text/plain"])
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            kubelet.answer(uri.withLock { $0 }, to: self)
        }
    }

    /// Sends lines, and ends the answer if they are the last.
    func send(_ lines: [String], isLast: Bool) {
        guard let channel = channel.withLock({ $0 }) else { return }
        let text = lines.map { "\($0)\n" }.joined()
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
        if isLast { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }
    }
}
