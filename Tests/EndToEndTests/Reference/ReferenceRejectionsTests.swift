import Foundation
import KubernetesAPI
import TestSupport
import Testing

@Suite("The reference of rejections and warnings", .timeLimit(.minutes(5)))
struct ReferenceRejectionsTests {
    /// A row, and what is said of its example.
    private struct Outcome {
        let row: ReferencePage.Row
        /// The mistakes or the warnings, as kubectl prints them.
        let said: [String]
    }

    /// The cluster that a chapter is about; that on warnings is about clusters that are not known.
    private static let clusters = ["Rejections": ["--kubernetes-version=1.36", "--feature-gates=AllAlpha=false"]]

    /// Lets the plugin review the examples of a chapter: each is a part of a spec that is right otherwise.
    private static func outcomes(of chapter: String, _ field: String) async throws -> [Outcome] {
        let rows = try ReferencePage().chapter(chapter).flatMap(\.rows).filter { $0.wholeCode(1) != nil }
        let documents = try rows.map { row in
            let example = try JSONParser.parse(Array((row.wholeCode(1) ?? "").utf8))
            var spec = JSONObject(members: [("repository", ["repository": "repository"])])
            for member in example.object?.members ?? [] { spec[member.name] = member.value }
            let object: JSONValue = [
                "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
                "metadata": ["name": .string("row-\(row.line)")], "spec": .object(spec),
            ]
            return object.jsonText
        }
        let outcome = try await Command.run(
            Programs.plugin.path,
            ["review", "-f", "-", "-o", "json", "--validate", "ignore"] + (clusters[chapter] ?? []),
            input: documents.joined(separator: "\n---\n")
        )
        let objects = try JSONParser.parse(Array(outcome.output.utf8))["objects"]?.array ?? []
        try #require(objects.count == rows.count, "\(outcome)")
        return zip(rows, objects).map { row, object in
            Outcome(row: row, said: (object[field]?.array ?? []).compactMap { $0["message"]?.string })
        }
    }

    @Test(
        "says of each example what is really printed",
        arguments: [("Rejections", "errors"), ("Warnings", "warnings")]
    )
    func examples(of chapter: String, in field: String) async throws {
        let outcomes = try await Self.outcomes(of: chapter, field)
        try #require(!outcomes.isEmpty)
        for outcome in outcomes {
            let written = try #require(outcome.row.wholeCode(0), "\(outcome.row)")
            // An ellipsis stands for what Kubernetes says at length.
            let parts = written.split(separator: "…", omittingEmptySubsequences: false)
            #expect(outcome.said.contains { Self.holds($0, parts) }, "\(outcome.row): \(outcome.said)")
        }
    }

    /// True if the text is these parts, with anything between them.
    private static func holds(_ text: String, _ parts: [Substring]) -> Bool {
        guard parts.count > 1 else { return text == parts.joined() }
        guard let first = parts.first, let last = parts.last, text.hasPrefix(first), text.hasSuffix(last) else {
            return false
        }
        return inOrder(parts, in: text)
    }

    private static func inOrder(_ parts: some Sequence<Substring>, in text: String) -> Bool {
        var rest = text[...]
        for part in parts where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}

// MARK: - Completeness

extension ReferenceRejectionsTests {
    /// The sources whose sentences reach users as they stand there.
    private static func sources() throws -> [URL] {
        let validation = Fixtures.repository.appending(path: "Sources/KopiaMaintenance/Validation")
        let files = FileManager.default.enumerator(at: validation, includingPropertiesForKeys: nil)
        let schedules = [
            "CronFieldProblem+Hint.swift", "CronFieldProblem.swift", "CronSyntaxError.swift", "GoDurationError.swift",
        ]
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
            + schedules.map { Fixtures.repository.appending(path: "Sources/CronSchedule/\($0)") }
    }

    /// The texts of a source that have several words, cut where a value is put in.
    private static func sentences(in source: URL) throws -> [[Substring]] {
        let lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
        let text = /"((?:[^"\\]|\\\((?:[^()]|\([^()]*\))*\)|\\.)*)"/
        let interpolation = /\\\((?:[^()]|\([^()]*\))*\)/
        return lines.flatMap { $0.matches(of: text) }.map(\.output.1).map { literal in
            String(literal).split(separator: interpolation).map { part in
                part.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")[...]
            }
        }.filter { parts in parts.contains { $0.contains(/[a-z]{2,} [a-z]/) } }
    }

    @Test("has a row for every sentence that validation can say")
    func complete() throws {
        let page = try ReferencePage()
        let written = (page.chapter("Rejections") + page.chapter("Warnings")).flatMap(\.rows).flatMap { $0.code(0) }
        var count = 0
        for source in try Self.sources() {
            for sentence in try Self.sentences(in: source) {
                count += 1
                guard !written.contains(where: { Self.inOrder(sentence, in: $0) }) else { continue }
                let text = sentence.joined(separator: "…")
                Issue.record(
                    "docs/reference.md, Rejections or Warnings, has no row for \(source.lastPathComponent): \(text)"
                )
            }
        }
        #expect(count > 80)
    }
}
