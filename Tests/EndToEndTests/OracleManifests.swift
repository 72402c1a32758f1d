import Foundation
import KubernetesAPI
import Manifests
import TestSupport

/// A KopiaMaintenance that people may copy, or that runs somewhere.
struct OracleManifest: Sendable {
    /// The file's path below the repository's folder.
    let file: String
    let object: JSONValue

    /// The samples that are valid.
    static let samples = read("deploy/samples")

    /// The samples that show what is not.
    static let rejectedSamples = read("deploy/samples/rejected")

    /// Manifests found in public clusters.
    static let wild = read("Tests/Fixtures/manifests")

    /// The KopiaMaintenance objects of a folder, in the order of its files.
    private static func read(_ folder: String) -> [OracleManifest] {
        let path = Fixtures.repository.appending(path: folder)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { file in
            let text = (try? String(contentsOf: path.appending(path: file), encoding: .utf8)) ?? ""
            return Manifest(Array(filled(text).utf8)).documents.flatMap(\.objects).map(\.root)
                .filter { $0["kind"] == "KopiaMaintenance" }
                .map { OracleManifest(file: "\(folder)/\(file)", object: $0) }
        }
    }

    /// The text with its placeholders filled in: by their defaults, else by a word.
    private static func filled(_ text: String) -> String {
        text.replacing(/\$\{\w+:?[=-]([^}]*)\}/) { String($0.output.1) }.replacing(/\$\{\w+\}/, with: "filled")
    }

    /// The object in the namespace of all questions.
    var inNamespace: JSONValue { object.setting(.string(OracleCluster.namespace), at: "metadata", "namespace") }
}
