import FoundationEssentials
import KubernetesAPI

/// A repository as manifests name it: a Secret in a namespace.
struct RepositoryKey: Hashable {
    /// The namespace; where an object names none, the directory of its file, which is applied to one namespace.
    let scope: String
    let secret: String

    init(secret: String, of object: JSONValue, in file: String) {
        self.secret = secret
        scope = Self.scope(of: object, in: file)
    }

    /// Where names have to differ.
    static func scope(of object: JSONValue, in file: String) -> String {
        if let namespace = object["metadata"]?["namespace"]?.string { return "namespace \(namespace)" }
        guard file != ManifestFiles.standardInput else { return "directory" }
        return "directory \(URL(filePath: file).standardizedFileURL.deletingLastPathComponent().path)"
    }
}
