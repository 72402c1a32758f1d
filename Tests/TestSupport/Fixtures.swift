package import Foundation
package import KubernetesAPI

/// Real input that the tests read: requests captured from an API server, manifests found in clusters.
package enum Fixtures {
    /// The folder of the fixtures in the source tree.
    package static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    /// The repository's root.
    package static let repository = folder.deletingLastPathComponent().deletingLastPathComponent()

    /// The bytes of a captured admission request, such as `create-minimal.01.mutate`.
    package static func admission(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "admission/\(name).json")))
    }

    /// A captured admission request, read.
    package static func review(_ name: String) throws -> JSONValue { try JSONParser.parse(admission(name)) }

    /// The names of all captured admission requests.
    package static func admissionNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "admission").path)
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }
}
