import FoundationEssentials
import KubernetesAPI
import Manifests

/// The files that kustomizations name as patches: what stands there is a part of an object, to be laid over the rest.
///
/// Asked are the kustomizations beside the files that are read; a patch in another directory is found by the one that
/// names it, which is read as well where a tree is.
struct KustomizePatches {
    /// How a kustomization's file may be called (`RecognizedKustomizationFileNames`, sigs.k8s.io/kustomize).
    private static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    private var paths: Set<String> = []

    /// Looks beside these files.
    init(beside files: [String]) {
        let directories = Set(files.filter { $0 != ManifestFiles.standardInput }.map(Self.directory))
        for directory in directories {
            for name in Self.fileNames {
                let path = directory.appending(path: name).path
                guard FileManager.default.fileExists(atPath: path), let bytes = try? ManifestFiles.bytes(of: path)
                else { continue }
                for document in Manifest(bytes).documents { add(document.root, in: directory) }
            }
        }
    }

    /// True if a kustomization names that file.
    func contain(_ file: String) -> Bool { paths.contains(URL(filePath: file).standardizedFileURL.path) }

    private mutating func add(_ kustomization: JSONValue, in directory: URL) {
        let patches = (kustomization["patches"]?.array ?? []).compactMap { $0["path"]?.string }
        // Of the older list an element may also be the text of a patch.
        let strategic = (kustomization["patchesStrategicMerge"]?.array ?? []).compactMap(\.string)
        for path in patches + strategic where !path.contains("\n") {
            paths.insert(directory.appending(path: path).standardizedFileURL.path)
        }
    }

    private static func directory(of file: String) -> URL {
        URL(filePath: file).standardizedFileURL.deletingLastPathComponent()
    }
}
