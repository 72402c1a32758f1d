import Foundation
import TestSupport

/// Manifests found in public clusters.
enum WildManifests {
    /// The names of all of them, such as `wild-01`.
    static let names = (1...48).map { "wild-\($0 < 10 ? "0" : "")\($0)" }

    /// The bytes of one.
    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Fixtures.folder.appending(path: "manifests/\(name).yaml")))
    }
}
