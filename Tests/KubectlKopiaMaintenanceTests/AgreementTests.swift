import Admission
import Foundation
import KopiaMaintenance
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// What review says of a manifest is what the webhook would say of it.
@Suite("Review and the webhook agree")
struct AgreementTests {
    @Test("on every sample", arguments: try files(in: "deploy/samples") + files(in: "deploy/samples/rejected"))
    func samples(file: String) throws { try Self.check(file: file) }

    @Test("on every manifest found in a public cluster", arguments: try files(in: "Tests/Fixtures/manifests"))
    func wild(file: String) throws { try Self.check(file: file) }

    @Test("on thousands of made-up objects", arguments: [11, 12] as [UInt64])
    func generated(seed: UInt64) throws {
        var generator = ObjectGenerator(seed: seed)
        for _ in 0..<1500 {
            let object = generator.next()
            let manifest = Manifest(object.jsonBytes)
            let document = try #require(
                manifest.documents.first,
                "\(object.jsonText): \(String(describing: manifest.error))"
            )
            #expect(document.root == object)
            try Self.check(document, "\(object.jsonText)")
        }
    }

    /// The paths of the manifests in a folder, below the repository's.
    private static func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Fixtures.repository.appending(path: folder).path)
            .filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }

    private static func check(file: String) throws {
        let manifest = Manifest([UInt8](try Data(contentsOf: Fixtures.repository.appending(path: file))))
        #expect(manifest.error == nil)
        let objects = manifest.documents.flatMap(\.objects).filter { $0.root["kind"] == "KopiaMaintenance" }
        for object in objects { try check(object, file) }
    }

    /// Compares what both say of an object, apart from what the API server asks of names and labels before either.
    private static func check(_ document: ManifestDocument, _ name: String) throws {
        let review = ObjectReview(document, file: "", unknownFields: .ignore).result
        let said = review.remarks.filter { $0.path?.hasPrefix("spec") == true }
        let webhook = try Webhook(asked: document.root)
        #expect(said.filter { $0.severity == .error }.map(\.message) == webhook.mistakes, "\(name)")
        let unjudged = said.filter { $0.cause == .notJudged }.compactMap(\.path)
        #expect(unjudged == webhook.mistakesInPlaceholders, "\(name)")
        #expect(said.filter { $0.cause == .advice }.map(\.message) == webhook.warnings, "\(name)")
        #expect((review.defaults.map { !$0.isEmpty } ?? false) == webhook.isPatched, "\(name)")
    }
}

/// Both webhooks, asked as the API server asks when an object is created: without its unknown fields, first to mutate,
/// then, with the patch applied, to validate.
private struct Webhook {
    private(set) var mistakes: [String] = []
    /// Where the mistakes are whose value review does not judge.
    private(set) var mistakesInPlaceholders: [String] = []
    let warnings: [String]
    let isPatched: Bool

    init(asked about: JSONValue) throws {
        var object = UnknownFields.pruned(about)
        let mutation = try Self.review(object, .mutate)
        isPatched = mutation.verdict.patch != nil
        if let patch = mutation.verdict.patch {
            object = try JSONPatchApplier.apply(try JSONParser.parse(patch.jsonBytes), to: object)
        }
        let verdict = try Self.review(object, .validate).verdict
        warnings = Self.unique(mutation.verdict.warnings + verdict.warnings)
        for finding in verdict.findings {
            if TemplatePlaceholder.first(concerning: finding, in: about) == nil {
                mistakes.append(finding.description)
            } else {
                mistakesInPlaceholders.append(finding.path.description)
            }
        }
        (mistakes, mistakesInPlaceholders) = (Self.unique(mistakes), Self.unique(mistakesInPlaceholders))
    }

    private static func review(_ object: JSONValue, _ phase: AdmissionPhase) throws -> ReviewedAdmission {
        let review: JSONValue = [
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
            "request": [
                "uid": "u", "operation": "CREATE", "object": object,
                "kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"],
            ],
        ]
        return try AdmissionReviewer.review(review.jsonBytes, phase: phase)
    }

    private static func unique(_ lines: [String]) -> [String] {
        var seen: Set<String> = []
        return lines.filter { seen.insert($0).inserted }
    }
}
