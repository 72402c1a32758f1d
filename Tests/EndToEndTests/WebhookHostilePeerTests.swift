import Foundation
import Glibc
import KubernetesAPI
import TLS
import TestSupport
import Testing

/// What peers can do to the built program over real TLS, and what they cannot.
@Suite("A hostile peer of the webhook", .serialized, .timeLimit(.minutes(10)), .onOwnThread)
struct WebhookHostilePeerTests {
    private static let path = "/validate-volsync-backube-v1alpha1-kopiamaintenance"

    private static func post(_ body: [UInt8], to path: String = path) -> [UInt8] {
        let head =
            "POST \(path) HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\nContent-Length: \(body.count)"
        return Array("\(head)\r\n\r\n".utf8) + body
    }

    private static func goodRequest() throws -> [UInt8] { post(try Fixtures.admission("create-minimal.02.validate")) }

    /// A request of three kilobytes whose answer has fifty.
    private static func wordyRequest() -> [UInt8] {
        let tolerations = Array(repeating: "{\"operator\":\"Near\",\"key\":\"k\"}", count: 100).joined(separator: ",")
        let review = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE",\
            "kind":{"group":"volsync.backube","version":"v1alpha1","kind":"KopiaMaintenance"},"namespace":"n","name":"x",\
            "object":{"metadata":{"name":"x"},"spec":{"tolerations":[\(tolerations)]}}}}
            """
        return post(Array(review.utf8))
    }

    /// Asks on a new connection, as an API server would.
    private static func isServed(_ webhook: RunningWebhook, _ context: TLSContext) throws {
        let peer = try TLSPeer.connect(port: webhook.port, context)
        peer.send(try goodRequest())
        #expect(peer.readResponse()?.status == 200)
    }

    // MARK: - Smuggling

    /// Fields that make the end of a request ambiguous, each behind a good `Host`.
    static let ambiguous: [(String, String)] = [
        ("two lengths", "Content-Length: 4\r\nContent-Length: 5\r\n\r\n"),
        ("two equal lengths", "Content-Length: 4\r\nContent-Length: 4\r\n\r\n"),
        ("a list of lengths", "Content-Length: 4, 4\r\n\r\n"),
        ("a signed length", "Content-Length: +4\r\n\r\n"),
        ("a negative length", "Content-Length: -4\r\n\r\n"),
        ("a hexadecimal length", "Content-Length: 0x4\r\n\r\n"),
        ("a length with a blank inside", "Content-Length: 4 4\r\n\r\n"),
        ("an empty length", "Content-Length: \r\n\r\n"),
        ("a length beyond every integer", "Content-Length: 99999999999999999999\r\n\r\n"),
        ("a length and a coding", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("a coding and a length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"),
        ("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("chunked twice", "Transfer-Encoding: chunked, chunked\r\n\r\n"),
        ("a coding that is not the last", "Transfer-Encoding: chunked, identity\r\n\r\n"),
        ("a coding that looks like another", "Transfer-Encoding: xchunked\r\n\r\n"),
        ("a vertical tab before the coding", "Transfer-Encoding: \u{0B}chunked\r\n\r\n"),
        ("an unknown coding before the last", "Transfer-Encoding: gzip, chunked\r\n\r\n"),
        ("a coding in HTTP/1.0", "Transfer-Encoding: chunked\r\n\r\n"),
        ("a bare line feed", "X: y\nContent-Length: 4\r\n\r\n"),
        ("a bare line feed at the end", "Content-Length: 4\r\n\n"),
        ("a bare carriage return", "X: y\rContent-Length: 4\r\n\r\n"),
        ("a folded field", "X: y\r\n Content-Length: 4\r\n\r\n"),
        ("a folded first field", " X: y\r\n\r\n"),
        ("a blank before a colon", "Content-Length : 4\r\n\r\n"),
        ("a tab before a colon", "Transfer-Encoding\t: chunked\r\n\r\n"),
        ("a name with a NUL", "Content\0-Length: 4\r\n\r\n"),
        ("a field without a colon", "Content-Length\r\n\r\n"),
        ("a second host", "Host: other\r\n\r\n"),
        ("a chunk size with a sign", "Transfer-Encoding: chunked\r\n\r\n+4\r\nabcd\r\n0\r\n\r\n"),
        ("a chunk size with a prefix", "Transfer-Encoding: chunked\r\n\r\n0x4\r\nabcd\r\n0\r\n\r\n"),
        ("a chunk size with a blank", "Transfer-Encoding: chunked\r\n\r\n 4\r\nabcd\r\n0\r\n\r\n"),
        ("no chunk size", "Transfer-Encoding: chunked\r\n\r\n;x\r\n0\r\n\r\n"),
        ("a chunk size beyond every integer", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n"),
        ("a chunk longer than its size", "Transfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n"),
        ("a chunk line that ends in a line feed", "Transfer-Encoding: chunked\r\n\r\n4\nabcd\r\n0\r\n\r\n"),
        ("a chunk that ends in a line feed", "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\n0\r\n\r\n"),
    ]

    @Test("gets 400 and a close for every request whose end two parsers could see differently")
    func smuggling() async throws {
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            for (name, fields) in Self.ambiguous {
                let version = name.hasSuffix("HTTP/1.0") ? "1.0" : "1.1"
                let peer = try TLSPeer.connect(port: webhook.port, context)
                // What is smuggled would be the next request, and would be answered 404.
                peer.send("POST /a HTTP/\(version)\r\nHost: a\r\n\(fields)GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = peer.readResponse()
                #expect(response?.status == 400, "\(name): \(String(describing: response?.text))")
                #expect(response?.saysClose == true, "\(name)")
                let (rest, ending) = peer.readToEnd()
                #expect(rest.isEmpty, "\(name): \(String(decoding: rest, as: UTF8.self))")
                #expect(ending == .closed, "\(name)")
            }
            let refused = try await webhook.metric("kopia_maintenance_webhook_http_responses_total{code=\"400\"}")
            #expect(refused == Double(Self.ambiguous.count))
            try Self.isServed(webhook, context)
        }
    }

    @Test("that hides a bad request behind a good one gets the good one's answer first")
    func pipelinedSmuggling() async throws {
        try await RunningWebhook.run { webhook in
            let peer = try TLSPeer.connect(port: webhook.port, try webhook.clientContext())
            peer.send(
                try Self.goodRequest()
                    + Array("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".utf8)
            )
            #expect(peer.readResponse()?.status == 200)
            #expect(peer.readResponse()?.status == 400)
            #expect(peer.readToEnd() == ([], .closed))
        }
    }

    // MARK: - Slow and silent peers

    @Test("that sends a byte now and then has the time of a header, not of a byte")
    func oneByteAtATime() async throws {
        try await RunningWebhook.run(["--header-timeout", "1s"]) { webhook in
            let context = try webhook.clientContext()
            let peer = try TLSPeer.connect(port: webhook.port, context)
            var bytes = Array("POST \(Self.path) HTTP/1.1\r\nHost: a\r\nX-Slow: ".utf8)[...]
            let start = ContinuousClock.now
            // Each byte renews nothing: within ten times the deadline the answer has to come.
            while ContinuousClock.now - start < .seconds(10), !peer.socket.isReadable(within: 100) {
                guard peer.send([bytes.popFirst() ?? UInt8(ascii: "x")]) else { break }
                try Self.isServed(webhook, context)
            }
            let response = peer.readResponse()
            #expect(response?.status == 408)
            #expect(response?.saysClose == true)
            #expect(peer.readToEnd() == ([], .closed))
            #expect(try await webhook.metric("kopia_maintenance_webhook_timeouts_total{deadline=\"header\"}") == 1)
        }
    }

    @Test("that stops in the middle of a handshake or of a body costs its slot until the deadline")
    func silent() async throws {
        try await RunningWebhook.run(["--handshake-timeout", "500ms", "--body-timeout", "500ms"]) { webhook in
            let context = try webhook.clientContext()
            let silent = try PeerSocket(port: webhook.port)
            let half = try TLSPeer(port: webhook.port, context)
            half.socket.send(try half.hello().prefix(100))
            let withoutBody = try TLSPeer.connect(port: webhook.port, context)
            withoutBody.send(try Self.goodRequest().dropLast(10))
            try Self.isServed(webhook, context)
            #expect(withoutBody.readResponse()?.status == 408)
            #expect(silent.readToEnd() == .closed)
            #expect(half.socket.readToEnd() == .closed)
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 0 }
            #expect(try await webhook.metric("kopia_maintenance_webhook_timeouts_total{deadline=\"handshake\"}") == 2)
            #expect(try await webhook.metric("kopia_maintenance_webhook_timeouts_total{deadline=\"body\"}") == 1)
        }
    }

    @Test("that never reads is not read from either, and is closed")
    func neverReads() async throws {
        try await RunningWebhook.run(["--write-timeout", "500ms", "--max-requests-per-connection", "1000000"]) {
            webhook in
            let context = try webhook.clientContext()
            let peer = try TLSPeer.connect(port: webhook.port, context, receiveBuffer: 4096)
            // As long as the server reads, what is sent finds room.
            peer.socket.setPatience(timeval(tv_sec: 2, tv_usec: 0))
            let requests = Array(repeating: Self.wordyRequest(), count: 20).flatMap(\.self)
            var sent = 0
            while sent < 64 << 20, peer.send(requests) { sent += requests.count }
            #expect(sent < 64 << 20, "the server reads on though nobody takes its answers")
            try await webhook.wait(for: "kopia_maintenance_webhook_timeouts_total{deadline=\"write\"}") { $0 == 1 }
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 0 }
            try Self.isServed(webhook, context)
        }
    }

    @Test("that leaves anywhere in the handshake or in a request leaves nothing behind")
    func leaves() async throws {
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            try Self.isServed(webhook, context)
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 0 }
            let process = try RunningProcess(webhook)
            let before = try process.openSockets
            for cut in stride(from: 0, through: 500, by: 10) {
                for resets in [false, true] {
                    let peer = try TLSPeer(port: webhook.port, context)
                    if resets { peer.socket.resetOnClose() }
                    peer.socket.send(try peer.hello().prefix(cut))
                    let asking = try TLSPeer.connect(port: webhook.port, context)
                    if resets { asking.socket.resetOnClose() }
                    asking.send(try Array(Self.goodRequest().prefix(cut)))
                }
            }
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 0 }
            // The connection that asked for the metric is closed a moment after its answer, both times.
            try await eventually { try process.openSockets <= before }
            try Self.isServed(webhook, context)
        }
    }

    @Test("who is no TLS client at all is closed, and named in the log")
    func otherProtocols() async throws {
        try await RunningWebhook.run { webhook in
            for bytes in ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "SSH-2.0-x\r\n", "\0\0\0\0\0\0\0\0"] {
                let peer = try PeerSocket(port: webhook.port)
                peer.send(Array(bytes.utf8))
                #expect(peer.readToEnd() != .timedOut)
            }
            try await webhook.wait(for: "kopia_maintenance_webhook_tls_handshakes_total{outcome=\"failed\"}") {
                $0 == 3
            }
            try await webhook.service.wait { webhook.service.printed.contains("\"reason\":\"http request\"") }
            let line = webhook.service.printed.split(separator: "\n").first { $0.contains("http request") }
            #expect(line?.contains("\"peer\":\"127.0.0.1:") == true, "\(line ?? "")")
        }
    }

    // MARK: - Many peers

    @Test("is one of two thousand idle ones, and others are served as before")
    func idleConnections() async throws {
        try raiseDescriptorLimit(to: 4096)
        let limits = ["--handshake-timeout", "2m", "--idle-timeout", "2m", "--shutdown-timeout", "20s"]
        try await RunningWebhook.run(limits) { webhook in
            let context = try webhook.clientContext()
            let silent = try (0..<1800).map { _ in try PeerSocket(port: webhook.port) }
            let idle = try (0..<200).map { _ in try TLSPeer.connect(port: webhook.port, context) }
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 2000 }
            for _ in 0..<20 { try Self.isServed(webhook, context) }
            for peer in idle.prefix(20) {
                peer.send(try Self.goodRequest())
                #expect(peer.readResponse()?.status == 200)
            }
            #expect(try await webhook.probe("/livez").status == 200)
            // None of them holds up the end.
            let start = ContinuousClock.now
            #expect(try await webhook.stop() == 0)
            #expect(ContinuousClock.now - start < .seconds(15))
            #expect(idle.allSatisfy { $0.readToEnd() == ([], .closed) })
            #expect(silent.allSatisfy { $0.readToEnd() != .timedOut })
        }
    }

    @Test("who takes all connections of the probes does not keep a kubelet from them")
    func probes() async throws {
        try raiseDescriptorLimit(to: 4096)
        try await RunningWebhook.run { webhook in
            let silent = try (0..<400).map { _ in try PeerSocket(port: webhook.probePort) }
            let slow = try (0..<400).map { _ in try PeerSocket(port: webhook.probePort) }
            for peer in slow { peer.send(Array("GET /readyz HT".utf8)) }
            #expect(try await webhook.probe("/readyz").status == 200)
            #expect(try await webhook.probe("/livez").status == 200)
            withExtendedLifetime((silent, slow)) {}
        }
    }

    @Test("is one of a crowd that comes and goes, and leaves no memory behind")
    func crowd() async throws {
        try raiseDescriptorLimit(to: 4096)
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            try Self.isServed(webhook, context)
            let process = try RunningProcess(webhook)
            let before = try process.residentKilobytes
            var peers = try (0..<1200).map { _ in try TLSPeer.connect(port: webhook.port, context) }
            let held = try process.residentKilobytes - before
            #expect(held > 8 << 10, "otherwise there is nothing to give back")
            peers = []
            _ = peers
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 0 }
            try await webhook.service.wait(upTo: .seconds(10)) { try process.residentKilobytes - before < held / 3 }
        }
    }

    @Test("who takes all connections there are leaves the probes and the certificates alone")
    func connectionsFromLowLimit() async throws {
        try await ConfiguredWebhook.run(["--event-loops", "2"], descriptors: 400) { webhook in
            #expect(webhook.log.contains("fewer connections are taken"))
            var peers = try (0..<500).map { _ in try PeerSocket(port: webhook.port) }
            for _ in 0..<5 {
                #expect(try await webhook.curl("--fail", webhook.probes + "/readyz").status == 0)
            }
            #expect(!webhook.log.contains("accepting a connection failed"), "\(webhook.log.suffix(500))")
            // Nor do they keep others out: who is silent makes room.
            #expect(try await webhook.curl(webhook.url).status == 0)
            peers = []
            #expect(try await webhook.curl(webhook.url).status == 0)
            _ = peers
        }
    }

    @Test("who takes every descriptor pauses accepting, and is survived")
    func noDescriptors() async throws {
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            try Self.isServed(webhook, context)
            let kept = try TLSPeer.connect(port: webhook.port, context)
            let process = try RunningProcess(webhook)
            // Another process takes away what the program was promised at its start.
            let limit = try process.openDescriptors + 20
            try await Command.output("prlimit", ["--pid", "\(process.identifier)", "--nofile=\(limit):\(limit)"])
            var peers = try (0..<60).map { _ in try PeerSocket(port: webhook.port) }
            try await webhook.service.wait {
                let isFull = try process.openDescriptors >= limit
                return isFull && webhook.service.printed.contains("accepting a connection failed")
            }
            // Who is connected is served.
            kept.send(try Self.goodRequest())
            #expect(kept.readResponse()?.status == 200)
            peers = []
            _ = peers
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 1 }
            for _ in 0..<30 { try Self.isServed(webhook, context) }
            let failures = try await webhook.metric("kopia_maintenance_webhook_pressure_total{limit=\"accept\"}")
            #expect(failures.map { $0 > 0 } == true)
        }
    }

    @Test("that provokes thousands of log lines gets ten a second, and displaces none of the others")
    func logFlood() async throws {
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            let bad = Array("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            let peer = try TLSPeer.connect(port: webhook.port, context)
            let start = ContinuousClock.now
            for _ in 0..<5 {
                peer.send(Array(repeating: bad, count: 100).flatMap(\.self))
                for _ in 0..<100 { #expect(peer.readResponse()?.status == 404) }
            }
            try Self.isServed(webhook, context)
            try await webhook.service.wait { webhook.service.printed.contains("\"msg\":\"reviewed\"") }
            let seconds = Int((ContinuousClock.now - start) / .seconds(1)) + 2
            let lines = webhook.service.printed.split(separator: "\n")
            #expect(lines.count { $0.contains("refused a request") } <= 10 * seconds)
            #expect(lines.count { $0.contains("refused a request") } >= 10)
        }
    }

    private func raiseDescriptorLimit(to wanted: Int) throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = max(limit.rlim_cur, min(rlim_t(wanted), limit.rlim_max))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try #require(limit.rlim_cur >= rlim_t(wanted), "both ends of two thousand connections need descriptors")
    }
}
