import FoundationEssentials
import KubernetesAPI
import Manifests

/// The files that kustomizations name as patches: what stands there is a part of an object, to be laid over the rest.
///
/// Asked are the kustomizations beside the files that are read; a patch in another directory is found by the one that
/// names it, which is read as well where a tree is.
struct KustomizePatches {
    private let paths: Set<String>

    /// Looks beside these files.
    init(beside files: [String]) {
        paths = Set(
            Kustomization.all(beside: files).flatMap { kustomization in
                let root = kustomization.document.root
                let patches = (root["patches"]?.array ?? []).compactMap { $0["path"]?.string }
                // Of the older list an element may also be the text of a patch.
                let strategic = (root["patchesStrategicMerge"]?.array ?? []).compactMap(\.string)
                return (patches + strategic).filter { !$0.contains("\n") }.map(kustomization.path)
            }
        )
    }

    /// True if a kustomization names that file.
    func contain(_ file: String) -> Bool { paths.contains(URL(filePath: file).standardizedFileURL.path) }
}
