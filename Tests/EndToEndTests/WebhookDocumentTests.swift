import Foundation
import KubernetesAPI
import TLS
import TestSupport
import Testing

/// Documents that no API server sends, and what is written down about those that one does.
@Suite("The webhook's documents", .serialized, .timeLimit(.minutes(10)), .onOwnThread)
struct WebhookDocumentTests {
    private static let mutate = "/mutate-volsync-backube-v1alpha1-kopiamaintenance"
    private static let validate = "/validate-volsync-backube-v1alpha1-kopiamaintenance"

    private static func head(_ length: Int, path: String = validate, _ fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\(fields)Content-Length: \(length)\r\n\r\n"
    }

    /// A review of an object with that spec, as text.
    private static func review(_ spec: String, metadata: String = "\"name\":\"x\"") -> String {
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE",\
        "kind":{"group":"volsync.backube","version":"v1alpha1","kind":"KopiaMaintenance"},"namespace":"n","name":"x",\
        "userInfo":{"username":"me","extra":{"token":["MARKER-extra"]}},\
        "object":{"metadata":{\(metadata)},"spec":{"repository":{"repository":"r"},\(spec)}}}}
        """
    }

    private static func many(_ text: String, _ count: Int) -> String {
        Array(repeating: text, count: count).joined(separator: ",")
    }

    /// A document and the status that it is answered with.
    struct Document: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: [UInt8]
        let status: Int

        init(_ description: String, _ body: String, _ status: Int) {
            self.init(description, Array(body.utf8), status)
        }

        init(_ description: String, _ body: [UInt8], _ status: Int) {
            (testDescription, self.body, self.status) = (description, body, status)
        }
    }

    private static let limit = 8 << 20

    private static func documents() -> [Document] {
        [
            Document("nothing", "", 400),
            Document("a hundred thousand open lists", String(repeating: "[", count: 100_000), 400),
            Document("a hundred thousand open objects", String(repeating: "{\"a\":", count: 100_000), 400),
            Document("two members of one name", "{\"kind\":1,\"kind\":2}", 400),
            Document("bytes that are no UTF-8", Array("{\"a\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8), 400),
            Document("half of a surrogate pair", "{\"a\":\"\\ud800\"}", 400),
            Document("a byte order mark", "\u{FEFF}{}", 400),
            Document("a control character", "{\"a\":\"\u{01}\"}", 400),
            Document("two documents", "{} {}", 400),
            Document(
                "a number of a million digits",
                review("\"activeDeadlineSeconds\":1\(String(repeating: "0", count: 1_000_000))"),
                200
            ),
            Document("a quantity with a huge exponent", review("\"cacheCapacity\":\"1e99999999\""), 200),
            Document(
                "a schedule of a hundred kilobytes",
                review("\"trigger\":{\"schedule\":\"\(String(repeating: "*/1,", count: 25_000))* * * * *\"}"),
                200
            ),
            Document(
                "a key of a megabyte",
                review("\"nodeSelector\":{\"\(String(repeating: "k", count: 1_000_000))\":\"-\"}"),
                200
            ),
            Document(
                "forty thousand mistakes",
                review("\"tolerations\":[\(many("{\"operator\":\"x\"}", 20_000))]"),
                200
            ),
            Document(
                "labels that are too many to be judged",
                review("\"moverPodLabels\":{\((0..<150_000).map { "\"k\($0)/\":\" \"" }.joined(separator: ","))}"),
                200
            ),
            Document("three hundred thousand values", review("\"affinity\":{\"a\":[\(many("0", 300_000))]}"), 200),
            Document("a body of the largest size", [UInt8](repeating: UInt8(ascii: " "), count: limit), 400),
        ]
    }

    @Test("are answered in few bytes, whatever they hold, and take no memory with them")
    func hostile() async throws {
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            let process = try RunningProcess(webhook)
            let peer = try TLSPeer.connect(port: webhook.port, context)
            try Self.ask(peer, Document("a warm-up", Self.review("\"enabled\":true"), 200))
            let before = try process.residentKilobytes
            for document in Self.documents() { try Self.ask(peer, document) }
            let kept = try process.residentKilobytes - before
            #expect(kept < 16 << 10, "kilobytes that are still held")
            // A user of the API server can send the like: it must not take what a pod may have (docs/webhook.md).
            #expect(try process.peakKilobytes < 128 << 10)
            // Whatever it was, its decision is in the log.
            let lines = webhook.service.printed.split(separator: "\n")
            #expect(lines.count { $0.contains("\"msg\":\"reviewed\"") } == 8)
            #expect(lines.contains { $0.contains("\"findings\":40000") })
            #expect(lines.allSatisfy { $0.utf8.count < 8192 })
        }
    }

    private static func ask(_ peer: TLSPeer, _ document: Document) throws {
        peer.send(Array(head(document.body.count).utf8) + document.body)
        let response = try #require(peer.readResponse(), "\(document)")
        #expect(response.status == document.status, "\(document): \(response.text.prefix(200))")
        #expect(response.body.count < 150_000, "\(document)")
    }

    @Test("are refused before they are read when their size is announced, and at the limit when it is not")
    func tooLarge() async throws {
        try await RunningWebhook.run(["--max-body-bytes", "1000"]) { webhook in
            let context = try webhook.clientContext()
            let announced = try TLSPeer.connect(port: webhook.port, context)
            announced.send(Self.head(1001, "Expect: 100-continue\r\n"))
            #expect(announced.readResponse()?.status == 413)
            let chunked = try TLSPeer.connect(port: webhook.port, context)
            chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<3 { chunked.send("190\r\n\(String(repeating: " ", count: 400))\r\n") }
            #expect(chunked.readResponse()?.status == 413)
        }
    }

    @Test("of the largest size are taken by a server of many loops")
    func largestWithManyLoops() async throws {
        try await RunningWebhook.run(["--event-loops", "16"]) { webhook in
            let peer = try TLSPeer.connect(port: webhook.port, try webhook.clientContext())
            peer.send(Self.head(Self.limit))
            peer.send([UInt8](repeating: UInt8(ascii: " "), count: Self.limit))
            #expect(peer.readResponse()?.status == 400)
        }
    }

    @Test("come with as large and as many header fields as the limits say, from many peers at once")
    func headers() async throws {
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            let body = Self.review("\"enabled\":true")
            let filler = "X-Filler: \(String(repeating: "x", count: 10_000))\r\n"
            let request = Self.head(body.utf8.count, filler + filler + filler) + body
            let peers = try (0..<50).map { _ in try TLSPeer.connect(port: webhook.port, context) }
            for peer in peers { peer.send(String(request.prefix(20_000))) }
            for peer in peers { peer.send(String(request.dropFirst(20_000))) }
            for peer in peers { #expect(peer.readResponse()?.status == 200) }
            let refusals = [
                ("too large", Self.head(0, filler + filler + filler + filler), 431),
                ("too many", Self.head(0, String(repeating: "A: b\r\n", count: 101)), 431),
                ("target too long", Self.head(0, path: "/" + String(repeating: "a", count: 9000)), 414),
            ]
            for (name, request, status) in refusals {
                let peer = try TLSPeer.connect(port: webhook.port, context)
                peer.send(request)
                #expect(peer.readResponse()?.status == status, "\(name)")
            }
        }
    }

    @Test("with a content coding are refused as such")
    func contentCoding() async throws {
        try await RunningWebhook.run { webhook in
            let peer = try TLSPeer.connect(port: webhook.port, try webhook.clientContext())
            peer.send(Self.head(2, "Content-Encoding: gzip\r\n") + "{}")
            let response = peer.readResponse()
            #expect(response?.status == 415)
            #expect(response?.fields["accept-encoding"] == "identity")
        }
    }

    /// Requests in which everything that is no identity holds a word that must not be written down.
    private static func marked() -> [(path: String, body: String)] {
        let metadata =
            "\"name\":\"x\",\"annotations\":{\"a\":\"MARKER-annotation\"},\"labels\":{\"MARKER-key\":\"MARKER-label\"}"
        let rejected = review(
            "\"nodeSelector\":{\"MARKER key\":\"MARKER value\"},\"trigger\":{\"schedule\":\"MARKER\"},"
                + "\"tolerations\":[{\"operator\":\"MARKER\"}],\"cacheCapacity\":\"MARKER\",\"enabled\":\"MARKER\"",
            metadata: metadata
        )
        let admitted = review("\"moverPodLabels\":{\"a\":\"MARKER-fine\"}", metadata: metadata)
        return [
            (validate, rejected), (validate, admitted), (mutate, admitted), (validate, rejected + "MARKER"),
            (mutate, "{\"MARKER\":"), ("/MARKER", "{}"), (validate + "?MARKER=1", "MARKER"),
        ]
    }

    @Test("leave nothing of themselves in the log or in the metrics", arguments: ["json", "text"])
    func leaks(_ format: String) async throws {
        try await ConfiguredWebhook.run(["--log-format", format]) { webhook in
            let peer = try TLSPeer.connect(port: webhook.port, try webhook.clientContext())
            for (path, body) in Self.marked() {
                peer.send(Self.head(body.utf8.count, path: path, "Authorization: Bearer MARKER\r\n") + body)
                #expect(peer.readResponse() != nil)
            }
            let metrics = try await webhook.curl(webhook.probes + "/metrics").output
            try await webhook.service.stop()
            let log = webhook.log
            #expect(!log.contains("MARKER"), "\(log.split(separator: "\n").filter { $0.contains("MARKER") })")
            #expect(metrics.contains("reviews_total") && !metrics.contains("MARKER"))
            let decisions = log.split(separator: "\n").filter { $0.contains("reviewed") }
            #expect(decisions.count == 3)
            for word in ["denied", "patched", "allowed", "me", "uid"] {
                #expect(decisions.contains { $0.contains(word) }, "\(word)")
            }
            if format == "json" {
                for line in log.split(separator: "\n") {
                    #expect(throws: Never.self, "\(line)") { try JSONParser.parse(line.utf8) }
                }
            }
        }
    }
}
