import FoundationEssentials
import KopiaMaintenance
import KubernetesAPI
import Manifests

/// A document of the files that are migrated.
struct DocumentKey: Hashable {
    let file: Int
    let document: Int
}

/// An object in which something is deprecated or retired.
struct MigrationTarget {
    /// What there is to do.
    enum Plan {
        case maintenance(MaintenanceMigration)
        case source(EmbeddedMaintenance)
    }

    let key: DocumentKey
    /// Where the object stands in its document; nil if it is the document.
    let path: FieldPath?
    /// Which of the document's objects it is.
    let index: Int
    let object: ManifestDocument
    let file: MigrationFiles.File
    let plan: Plan

    var kind: String {
        switch plan {
        case .maintenance: APINames.kind
        case .source: EmbeddedMaintenance.kind
        }
    }

    /// The changes of the document.
    var edits: [FieldEdit] {
        let edits =
            switch plan {
            case .maintenance(let migration): migration.edits
            case .source(let embedded): embedded.removals
            }
        return edits.map { $0.inside(path) }
    }

    /// What is said of the changes, in the order of the file.
    var notes: [String] {
        let notes =
            switch plan {
            case .maintenance(let migration):
                migration.notes + (file.isPatch ? MigrationNote.nowInForce(migration.edits) : [])
            case .source(let embedded): embedded.notes
            }
        return notes.sorted { object.namePosition(of: $0.path) < object.namePosition(of: $1.path) }
            .map { line("note", $0) }
    }

    /// Why the object cannot be migrated as it stands.
    var obstacles: [String] {
        switch plan {
        case .maintenance(let migration):
            (migration.obstacles + (file.isPatch ? MigrationNote.dependingOnBase(of: object.root) : []))
                .map { line("error", $0) }
        case .source(let embedded):
            (embedded.obstacles + (embedded.isKept && file.isPatch ? [.isPatch(embedded.place)] : []))
                .map { line("error", $0) }
        }
    }

    /// A sentence that begins with a field, with its place in the file.
    func line(_ severity: String, _ note: MigrationNote) -> String {
        line(severity, about: note.path, note.description)
    }

    /// A sentence with the place of a field in the file.
    func line(_ severity: String, about path: FieldPath, _ text: String) -> String {
        guard !file.isLive else { return "\(LiveObject.title(of: object.root)): \(severity): \(text)" }
        let place = object.namePosition(of: path)
        return "\(file.name):\(place.line):\(place.column): \(severity): \(text)"
    }
}

extension MigrationTarget {
    /// Everything in a file that there is something to do about.
    static func all(in file: MigrationFiles.File, number: Int) -> [MigrationTarget] {
        file.text.manifest.documents.enumerated().flatMap { document, content in
            content.locatedObjects.enumerated().compactMap { index, found in
                plan(for: found.object.root).map { plan in
                    MigrationTarget(
                        key: DocumentKey(file: number, document: document),
                        path: found.path,
                        index: index,
                        object: found.object,
                        file: file,
                        plan: plan
                    )
                }
            }
        }
    }

    private static func plan(for object: JSONValue) -> Plan? {
        guard object["apiVersion"]?.string?.hasPrefix("\(APINames.group)/") == true else { return nil }
        switch object["kind"]?.string {
        case APINames.kind:
            let migration = MaintenanceMigration(of: object)
            return migration.edits.isEmpty && migration.obstacles.isEmpty ? nil : .maintenance(migration)
        case EmbeddedMaintenance.kind: return EmbeddedMaintenance(of: object).map { .source($0) }
        default: return nil
        }
    }
}

extension MigrationNote {
    /// What changes about a patch that moves its schedule.
    fileprivate static func nowInForce(_ edits: [FieldEdit]) -> [MigrationNote] {
        edits.filter { if case .wrap = $0.change { true } else { false } }.map { edit in
            MigrationNote(edit.path, "now also in force where the object below has a trigger of its own")
        }
    }

    /// Fields of a patch of which only the whole object tells what becomes of them.
    fileprivate static func dependingOnBase(of patch: JSONValue) -> [MigrationNote] {
        let reason =
            "a kustomization lays this file over another, on which depends what becomes of it: change it by hand"
        let names = ["maintenanceCronJob", "maintenanceIntervalDays", "repositorySelector"]
        return names.filter { patch["spec"]?.has($0) == true }
            .map { MigrationNote(FieldPath("spec").field($0), reason) }
    }

    fileprivate static func isPatch(_ path: FieldPath) -> MigrationNote {
        MigrationNote(
            path,
            "a kustomization lays this file over another, where no object can be added: move it by hand"
        )
    }
}
