import FoundationEssentials
import KubernetesAPI
import Manifests

/// A kustomization beside files that are read.
struct Kustomization {
    /// The file, named as those beside it are.
    let name: String
    let document: ManifestDocument

    /// How its file may be called (`RecognizedKustomizationFileNames`, sigs.k8s.io/kustomize).
    private static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Those beside these files; what cannot be read is none.
    static func all(beside files: [String]) -> [Kustomization] {
        var seen: Set<String> = []
        return files.filter { $0 != ManifestFiles.standardInput }.flatMap { file in
            fileNames.map { directory(of: file) + $0 }.flatMap { name -> [Kustomization] in
                guard seen.insert(URL(filePath: name).standardizedFileURL.path).inserted,
                    FileManager.default.fileExists(atPath: name), let bytes = try? ManifestFiles.bytes(of: name)
                else { return [] }
                return Manifest(bytes).documents.map { Kustomization(name: name, document: $0) }
            }
        }
    }

    /// The files that it builds from, those of the kustomizations that it names among them.
    var files: Set<String> {
        var files: Set<String> = []
        var seen: Set<String> = []
        var open = [self]
        while let next = open.popLast() {
            guard seen.insert(next.path(of: "")).inserted else { continue }
            let lists = ["resources", "bases", "components"].flatMap { next.document.root[$0]?.array ?? [] }
            for path in lists.compactMap({ $0.string.map(next.path) }) {
                files.insert(path)
                open += Self.all(beside: ["\(path)/"])
            }
        }
        return files
    }

    /// Where a path leads that it names.
    func path(of relative: String) -> String {
        URL(filePath: Self.directory(of: name) + relative).standardizedFileURL.path
    }

    private static func directory(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }
}
