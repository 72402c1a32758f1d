import Foundation
import HostileDocuments
import KubernetesAPI
import TLS
import TestSupport
import Testing

private let formerWebhook = ProcessInfo.processInfo.environment["KM_FORMER_WEBHOOK"].map { URL(filePath: $0) }

/// Beside the webhook of an earlier release, which `KM_FORMER_WEBHOOK` names.
///
/// The answers are the same but for what a release means to add (``AnswerChange``); that is counted, and all else shown.
@Suite(
    "The webhook's answers",
    .serialized,
    .timeLimit(.minutes(30)),
    .onOwnThread,
    .enabled(if: formerWebhook != nil, "KM_FORMER_WEBHOOK names no webhook of an earlier release")
)
struct WebhookAnswersTests {
    private static let count = 2000

    /// So short that no limit on the number of mistakes or warnings counts, nor one on the length of a schedule.
    private static let hostileSize = 1536

    @Test("are those of before, for new objects and for changed ones, and for every hostile document")
    func sameAnswers() async throws {
        let former = try #require(formerWebhook)
        let many = ["--max-requests-per-connection", "1000000"]
        try await RunningWebhook.run(many) { webhook in
            try await RunningWebhook.run(many, program: former) { other in
                let peers = try (
                    TLSPeer.connect(port: webhook.port, webhook.clientContext()),
                    TLSPeer.connect(port: other.port, other.clientContext())
                )
                var counts: [AnswerChange: Int] = [:]
                for question in Self.questions() {
                    for path in ["mutate", "validate"] {
                        let request = Self.post(question, to: "/\(path)-volsync-backube-v1alpha1-kopiamaintenance")
                        peers.0.send(request)
                        peers.1.send(request)
                        let (new, old) = try (#require(peers.0.readResponse()), #require(peers.1.readResponse()))
                        #expect(new.status == old.status)
                        let change = AnswerChange(from: old.text, to: new.text)
                        counts[change, default: 0] += 1
                        #expect(
                            change != .other,
                            "\(path): \(String(decoding: question, as: UTF8.self))\nbefore: \(old.text)\nnow: \(new.text)"
                        )
                    }
                }
                let told = counts.map { "\($1) \($0.rawValue)" }.sorted().joined(separator: ", ")
                print("answers beside the earlier release's, by what is added: \(told)")
                #expect(counts.values.reduce(0, +) > 6 * Self.count)
            }
        }
    }

    // MARK: - Questions

    /// Each generated object as a new one, as a change of the one before, and as a change of one field of itself; and
    /// every place with every sort of piece.
    private static func questions() -> some Sequence<[UInt8]> {
        var generator = ObjectGenerator(seed: 11)
        var last = generator.next()
        let generated = (0..<count).lazy.flatMap { _ in
            let object = generator.next()
            defer { last = object }
            let touched = object.setting("changed", at: "spec", "moverPodLabels", "touched")
            return [review(object, over: nil), review(object, over: last), review(touched, over: object)]
        }
        var chance = SeededGenerator(seed: 12)
        let hostile = (0..<count).lazy.map { _ in
            var recipe = HostileRecipe(using: &chance)
            recipe.size = hostileSize
            return recipe.document()
        }
        return [AnySequence(generated), AnySequence(hostile)].lazy.joined()
    }

    private static func review(_ object: JSONValue, over old: JSONValue?) -> [UInt8] {
        let request: JSONValue = [
            "uid": "5c0f", "name": "generated", "namespace": "default", "object": object,
            "operation": old == nil ? "CREATE" : "UPDATE",
            "kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"],
        ]
        let review: JSONValue = [
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
            "request": request.setting(old, at: "oldObject"),
        ]
        return review.jsonBytes
    }

    private static func post(_ body: [UInt8], to path: String) -> [UInt8] {
        let head = "POST \(path) HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\n"
        return Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }
}
