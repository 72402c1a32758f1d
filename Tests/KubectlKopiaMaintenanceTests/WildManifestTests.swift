import Foundation
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// What review says of manifests that run in public clusters.
///
/// A rejection among them would have to be one that their owners understand; there is none.
@Suite("Manifests found in public clusters")
struct WildManifestTests {
    private static let folder = Fixtures.folder.appending(path: "manifests").path

    /// What is said beyond "valid".
    static let remarks: [String: [String]] = [
        "wild-13": ["12:13: warning: spec.schedule is deprecated: move the value to spec.trigger.schedule"],
        "wild-22": [
            "7:9: warning: metadata.name: not judged: contains the placeholder ${APP}",
            "22:17: warning: spec.repository.repository: not judged: contains the placeholder ${APP}",
            "26:15: warning: spec.trigger.schedule: not judged: contains the placeholder ${VOLSYNC_B2_MINUTE:=0}",
            "35:16: warning: spec.podSecurityContext.runAsUser: not judged: contains the placeholder ${VOLSYNC_UID:=568}",
            "36:17: warning: spec.podSecurityContext.runAsGroup: not judged: contains the placeholder ${VOLSYNC_GID:=568}",
            "37:14: warning: spec.podSecurityContext.fsGroup: not judged: contains the placeholder ${VOLSYNC_GID:=568}",
            "27:18: warning: spec.cacheCapacity: not judged: contains the placeholder ${VOLSYNC_CACHE_CAPACITY:=8Gi}",
            "28:26: warning: spec.cacheStorageClassName: not judged: contains the placeholder "
                + "${VOLSYNC_CACHE_SNAPSHOTCLASS:=openebs-hostpath}",
        ],
    ]

    /// The names of the objects.
    static let objects: [String] = """
        volsync-system/daily daily volsync/daily volsync/daily volsync-system/daily volsync/kopia-daily-maintenance \
        daily daily storage/kopia-daily-maintenance daily daily volsync/daily kube-system/kopia-maintenance daily daily \
        daily daily volsync/daily volsync/daily kopia-maintenance kopia-daily-maintenance ${APP}-b2 volsync/daily \
        kopia-maintenance daily daily daily volsync/daily daily storage/daily daily daily volsync/daily daily daily \
        daily volsync-system/daily volsync-system/daily daily daily r2 daily daily system/nfs+system/s3 daily daily \
        volsync/daily kopia-daily-maintenance
        """.split(separator: " ").map(String.init)

    @Test("Each is valid, and nothing is said that its owner would not want to know", arguments: 1...48)
    func review(number: Int) throws {
        let name = "wild-\(number < 10 ? "0" : "")\(number)"
        let file = "\(Self.folder)/\(name).yaml"
        let manifests = MaintenanceManifests(of: ManifestFiles([file], isRecursive: false))
        let report = ManifestReview(unknownFields: .strict).report(on: manifests)
        #expect(report.failures.isEmpty)
        #expect(report.skipped.isEmpty)
        #expect(report.objects.map(\.qualifiedName).joined(separator: "+") == Self.objects[number - 1])
        let said = report.objects.flatMap(\.remarks).map { remark in
            "\(remark.position.line):\(remark.position.column): \(remark.severity.rawValue): \(remark.message)"
        }
        #expect(said == Self.remarks[name, default: []])
    }

    @Test("With its placeholders filled in by their defaults, the one that has them is judged and valid")
    func substituted() async throws {
        let text = String(decoding: try Data(contentsOf: URL(filePath: "\(Self.folder)/wild-22.yaml")), as: UTF8.self)
        let substituted = text.replacing(/\$\{\w+:=([^}]*)\}/) { String($0.output.1) }.replacing("${APP}", with: "plex")
        let output = try await Plugin(["review", "-f", "-"], input: substituted)
        #expect(output.status == 0)
        #expect(output.output == "KopiaMaintenance plex-b2 (-:4): valid\n1 KopiaMaintenance in 1 file: 1 valid\n")
    }

    @Test("All together are one report")
    func together() async throws {
        let output = try await Plugin(["review", "-f", "Tests/Fixtures/manifests"])
        #expect(output.status == 0)
        #expect(output.output.hasSuffix("\n49 KopiaMaintenances in 48 files: 49 valid, 9 warnings\n"))
    }
}
