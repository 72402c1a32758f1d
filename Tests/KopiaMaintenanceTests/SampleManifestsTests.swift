import Foundation
import KopiaMaintenance
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@Suite("The sample manifests")
struct SampleManifestsTests {
    private static let folder = Fixtures.repository.appending(path: "deploy/samples")

    @Test("are all admitted", arguments: try names(in: ""))
    func admitted(name: String) throws {
        for object in try Self.objects(in: name) { #expect(Validation(object).findings == []) }
    }

    @Test("in the folder of rejected ones are all rejected", arguments: try names(in: "rejected"))
    func rejected(name: String) throws {
        for object in try Self.objects(in: name) { #expect(Validation(object).findings != []) }
    }

    @Test("name every mistake of the one that has several, in field order")
    func severalMistakes() throws {
        let object = try #require(try Self.objects(in: "rejected/several-mistakes.yaml").first)
        #expect(
            Validation(object).findings.map(\.path.description) == [
                "spec.repository.repository", "spec.repository.customCA", "spec.trigger.schedule",
                "spec.failedJobsHistoryLimit", "spec.activeDeadlineSeconds", "spec.resources.requests[memory]",
                "spec.podSecurityContext.runAsUser", "spec.cacheCapacity",
            ]
        )
    }

    @Test("with the deprecated field warn, unless it is what the old definition put on every object")
    func deprecatedFieldWarns() throws {
        for name in try Self.names(in: "") {
            for object in try Self.objects(in: name) {
                let schedule = object["spec"]?["schedule"]?.string
                let warned = Validation(object).warnings.contains { $0.contains("deprecated") }
                #expect(warned == (schedule != nil && schedule != "0 2 * * *"), "\(name)")
            }
        }
    }

    @Test("are all in the table, and there is nothing else in it")
    func tableIsComplete() throws {
        let table = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        let listed = table.matches(of: /\(([a-z\/-]+\.yaml)\)/).map { String($0.output.1) }
        #expect(try listed.sorted() == (Self.names(in: "") + Self.names(in: "rejected")).sorted())
        #expect(listed.count > 30)
    }

    private static func names(in subfolder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: subfolder).path)
            .filter { $0.hasSuffix(".yaml") }.map { subfolder.isEmpty ? $0 : "\(subfolder)/\($0)" }.sorted()
    }

    /// The KopiaMaintenance objects in a file; some files hold objects of other kinds as well.
    private static func objects(in name: String) throws -> [JSONValue] {
        let manifest = Manifest([UInt8](try Data(contentsOf: folder.appending(path: name))))
        #expect(manifest.error == nil)
        return manifest.documents.flatMap(\.objects).map(\.root).filter { $0["kind"] == "KopiaMaintenance" }
    }
}
