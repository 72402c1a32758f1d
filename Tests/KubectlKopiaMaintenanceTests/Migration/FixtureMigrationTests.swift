import Foundation
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Migration of manifests that people have")
struct FixtureMigrationTests {
    private static func bytes(_ file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Fixtures.repository.appending(path: file)))
    }

    private static func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Fixtures.repository.appending(path: folder).path)
            .filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }

    private static func migration(of file: String) throws -> ManifestMigration {
        ManifestMigration(of: [.init(name: file, text: ManifestText(try bytes(file)), isPatch: false)])
    }

    @Test("Of those found in public clusters one has something to migrate: two lines of it change")
    func wild() throws {
        for file in try Self.files(in: "Tests/Fixtures/manifests") {
            let migration = try Self.migration(of: file)
            #expect(migration.refusals.isEmpty && migration.notes.isEmpty)
            let result = try #require(migration.results.first)
            let diff = String(decoding: UnifiedDiff(of: "x", result.old, result.new).bytes, as: UTF8.self)
            let expected =
                file.hasSuffix("wild-13.yaml")
                ? """
                --- a/x
                +++ b/x
                @@ -9,7 +9,8 @@
                 spec:
                   repository:
                     repository: kopia-maintenance-secret
                -  schedule: "0 */6 * * *"  # Every 6 hours
                +  trigger:
                +    schedule: "0 */6 * * *"  # Every 6 hours
                   activeDeadlineSeconds: 14400  # 4 hours for large repository first run
                   moverVolumes:
                     - mountPath: repository

                """ : ""
            #expect(diff == expected, "\(file)")
        }
    }

    @Test("Of the samples, those with the deprecated schedule change; all stay valid")
    func samples() throws {
        var changed: [String] = []
        for file in try Self.files(in: "deploy/samples") {
            let migration = try Self.migration(of: file)
            #expect(migration.refusals.isEmpty, "\(file)")
            let result = try #require(migration.results.first)
            if result.isChanged { changed.append(String(file.dropFirst("deploy/samples/".count))) }
            for object in Manifest(result.new).documents.flatMap(\.objects) where object.root.isMaintenance {
                let review = ObjectReview(object, file: file, unknownFields: .strict).result
                #expect(review.isValid, "\(file)")
                #expect(object.root["spec"]?["schedule"] == nil, "\(file)")
            }
        }
        #expect(
            changed == [
                "custom-ca.yaml", "deprecated-schedule-daily.yaml", "deprecated-schedule-weekly.yaml",
                "migrate-deprecated-schedule-before.yaml", "migrate-maintenance-cronjob.yaml",
            ]
        )
    }

    @Test("The sample from before becomes the one from after, but for its first line")
    func sampleBeforeAndAfter() throws {
        let result = try #require(
            try Self.migration(of: "deploy/samples/migrate-deprecated-schedule-before.yaml").results.first
        )
        let after = try Self.bytes("deploy/samples/migrate-deprecated-schedule-after.yaml")
        let rest = { (text: [UInt8]) in text.drop { $0 != UInt8(ascii: "\n") } }
        #expect(rest(result.new) == rest(after))
    }
}
