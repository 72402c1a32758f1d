import Foundation

/// Manifests found in public clusters.
enum WildManifests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/manifests")

    /// The names of all of them, such as `wild-01`.
    static let names = (1...48).map { "wild-\($0 < 10 ? "0" : "")\($0)" }

    /// The bytes of one.
    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "\(name).yaml")))
    }
}
