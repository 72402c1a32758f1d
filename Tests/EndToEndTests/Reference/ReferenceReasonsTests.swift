import Foundation
import TestSupport
import Testing

@Suite("The reference of conditions and events")
struct ReferenceReasonsTests {
    /// Where conditions and events are made.
    private static let folders = [
        "Sources/KopiaMaintenance/Reconciling", "Sources/MaintenanceController", "Sources/WebhookCertificates",
    ]

    /// Words of other vocabularies that stand there as text.
    private static let others: Set<String> = [
        // Kinds.
        "ConfigMap", "CronJob", "MutatingWebhookConfiguration", "PersistentVolumeClaim", "ServiceAccount",
        "ValidatingWebhookConfiguration",
        // Access modes.
        "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod",
        // What the controller was at when it wrote an event.
        "KeepCertificates",
        // Reasons that Kubernetes gives.
        "BackoffLimitExceeded", "ContainerCreating", "DeadlineExceeded", "DisruptionTarget", "ErrImagePull",
        "FailedCreate", "FailureTarget", "ImagePullBackOff", "NetworkNotReady", "NotFound", "PodInitializing",
        "PodScheduled", "SuccessCriteriaMet", "SuccessfulAttachVolume", "SuccessfulCreate",
        // What a run says of itself.
        "OutOfMemory",
    ]

    private static func sources() throws -> [String] {
        try folders.flatMap { folder in
            let root = Fixtures.repository.appending(path: folder)
            let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
            return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
                .map { try String(contentsOf: $0, encoding: .utf8) }
        }
    }

    /// Every text in the sources that is a word in camel case, comments left out.
    private static func words() throws -> Set<String> {
        let lines = try sources().flatMap { $0.split(separator: "\n") }
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
        return Set(lines.flatMap { $0.matches(of: /"([A-Z][a-z]+(?:[A-Z][A-Za-z]*)+)"/).map { String($0.output.1) } })
    }

    private static func written() throws -> Set<String> {
        let page = try ReferencePage()
        return Set((page.chapter("Conditions") + page.chapter("Events")).flatMap(\.rows).flatMap { $0.code(0) })
    }

    @Test("has a row for every reason")
    func complete() throws {
        let words = try Self.words()
        try #require(words.count > 20)
        let missing = words.subtracting(Self.others).subtracting(try Self.written())
        #expect(
            missing.sorted() == [],
            "docs/reference.md, Conditions or Events, lacks a row for each; what is no reason belongs in `others`"
        )
    }

    @Test("names no reason that does not exist")
    func sound() throws {
        // The three conditions that are one word each.
        let words = try Self.words().union(["Error", "Ready", "Reconciling"])
        #expect(try Self.written().subtracting(words).sorted() == [])
    }
}
