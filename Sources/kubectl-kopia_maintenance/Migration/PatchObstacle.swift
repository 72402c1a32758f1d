import FoundationEssentials
import KopiaMaintenance
import KubernetesAPI
import Manifests

/// A patch of a kustomization that sets what a migration moves, and that no migration edits: text inside the
/// kustomization, or operations (RFC 6902).
///
/// It would go on setting the old field, which the migrated object overrides.
struct PatchObstacle: Hashable {
    /// What is said of it, with its place.
    let line: String

    /// The kind and name of what it changes; no name if it may be any.
    private let kind: String
    private let name: String?
    /// The files that the kustomization builds from.
    private let files: Set<String>

    /// Those in the kustomizations beside these files.
    static func all(beside files: [String]) -> [PatchObstacle] {
        Kustomization.all(beside: files).flatMap { kustomization in
            Patch.all(in: kustomization).flatMap { patch in
                patch.documents.compactMap { document in
                    patch.obsolete(in: document).map { kind, field in
                        let place = kustomization.document.namePosition(of: patch.place)
                        let text = "this patch sets \(field) of a \(kind), which is migrated: change the patch first"
                        return PatchObstacle(
                            line: "\(kustomization.name):\(place.line):\(place.column): error: \(text)",
                            kind: kind,
                            name: patch.name ?? document["metadata"]?["name"]?.string,
                            files: kustomization.files
                        )
                    }
                }
            }
        }
    }

    /// True if the patch may be laid over an object of that file.
    func concerns(_ target: MigrationTarget) -> Bool {
        guard kind == target.kind, files.contains(URL(filePath: target.file.name).standardizedFileURL.path)
        else { return false }
        return name == nil || name == target.object.root["metadata"]?["name"]?.string
    }
}

/// A patch as a kustomization gives it.
private struct Patch {
    /// Where it stands in the kustomization.
    let place: FieldPath
    let documents: [JSONValue]
    /// The kind and name of what it changes, if the kustomization says so.
    let kind: String?
    let name: String?

    /// The fields that a migration moves, below `spec`, by the kind that has them.
    private static let obsoleteFields: [(kind: String, parents: [String], names: [String])] = [
        (APINames.kind, ["spec"], ["schedule"] + RetiredFields.all.map(\.name)),
        (EmbeddedMaintenance.kind, ["spec", "kopia"], ["maintenanceCronJob", "maintenanceIntervalDays"]),
    ]

    static func all(in kustomization: Kustomization) -> [Patch] {
        ["patches", "patchesStrategicMerge", "patchesJson6902"].flatMap { list in
            (kustomization.document.root[list]?.array ?? []).enumerated().compactMap { index, entry in
                patch(entry, at: FieldPath(list).index(index), in: kustomization)
            }
        }
    }

    /// Patches in files of their own are manifests like others, unless they are operations.
    private static func patch(_ entry: JSONValue, at place: FieldPath, in kustomization: Kustomization) -> Patch? {
        let (kind, name) = (entry["target"]?["kind"]?.string, name(of: entry["target"]))
        if let text = entry["patch"]?.string ?? entry.string, text.contains("\n") || entry["patch"] != nil {
            return Patch(
                place: place,
                documents: Manifest(Array(text.utf8)).documents.map(\.root),
                kind: kind,
                name: name
            )
        }
        guard let path = entry["path"]?.string, let bytes = try? ManifestFiles.bytes(of: kustomization.path(of: path))
        else { return nil }
        let operations = Manifest(bytes).documents.map(\.root).filter { $0.array != nil }
        return operations.isEmpty ? nil : Patch(place: place, documents: operations, kind: kind, name: name)
    }

    /// A target's name is a pattern: one that is no plain name may be any.
    private static func name(of target: JSONValue?) -> String? {
        target?["name"]?.string.flatMap { NameSyntax.dns1123Label($0).isEmpty ? $0 : nil }
    }

    /// The first field that a migration moves and the patch sets, with its kind.
    func obsolete(in document: JSONValue) -> (kind: String, field: String)? {
        for (kind, parents, names) in Self.obsoleteFields where self.kind ?? kind == kind {
            guard let operations = document.array else {
                guard document["kind"]?.string == kind else { continue }
                let parent = parents.reduce(document) { $0[$1] ?? .null }
                guard let name = names.first(where: parent.has) else { continue }
                return (kind, (parents + [name]).joined(separator: "."))
            }
            let paths = operations.compactMap { $0["path"]?.string?.split(separator: "/").map(String.init) }
            for path in paths where path.count > parents.count && path.starts(with: parents) {
                guard names.contains(path[parents.count]) else { continue }
                return (kind, path[...parents.count].joined(separator: "."))
            }
        }
        return nil
    }
}
