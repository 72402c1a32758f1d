import KopiaMaintenance
import KubernetesAPI
import Manifests

/// Migrates manifests: what is deprecated or retired in them is taken out or translated, in their own text.
///
/// A document that cannot be migrated as a whole stays as it is, and what depends on it with it.
struct ManifestMigration {
    /// A file before and after.
    struct Result {
        let name: String
        let old: [UInt8]
        let new: [UInt8]

        var isChanged: Bool { old != new }
    }

    /// In the order of the files.
    private(set) var results: [Result] = []
    /// What the user should know of the changes; lines.
    private(set) var notes: [String] = []
    /// What was not migrated, or would be rejected all the same; lines.
    private(set) var refusals: [String] = []

    private let files: [MigrationFiles.File]
    private let cluster: ClusterCapabilities
    private let targets: [MigrationTarget]
    /// Documents that stay as they are.
    private var refused: Set<DocumentKey> = []

    /// Migrates files, but not what those patches would go on changing.
    init(
        of files: [MigrationFiles.File],
        under patches: [PatchObstacle] = [],
        on cluster: ClusterCapabilities = .unknown
    ) {
        self.files = files
        self.cluster = cluster
        targets = files.enumerated().flatMap { MigrationTarget.all(in: $1, number: $0) }
        for target in targets { refuse([target], target.obstacles) }
        for patch in patches { refuse(targets.filter(patch.concerns), [patch.line]) }
        // Each round refuses a document at least, or is the last.
        while !attempt() {}
    }

    private var accepted: [MigrationTarget] { targets.filter { !refused.contains($0.key) } }

    private mutating func refuse(_ targets: [MigrationTarget], _ lines: [String]) {
        guard !lines.isEmpty, !targets.isEmpty else { return }
        refused.formUnion(targets.map(\.key))
        refusals += lines
    }

    /// Migrates all documents but those that are refused; false if more of them have to be.
    private mutating func attempt() -> Bool {
        let accepted = accepted
        let groups = SourceGroups(of: accepted) { maintenances(after: accepted) }
        let before = refused
        var results: [Result] = []
        var (rejections, lostComments): ([String], [String]) = ([], [])
        for (number, file) in files.enumerated() {
            let round = FileRound(
                file: file,
                targets: accepted.filter { $0.key.file == number },
                additions: groups.additions.filter { $0.origin.key.file == number },
                cluster: cluster
            )
            let outcome = round.outcome
            for (targets, lines) in outcome.refusals { refuse(targets, lines) }
            results.append(Result(name: file.name, old: file.text.bytes, new: outcome.bytes))
            rejections += outcome.rejections
            lostComments += outcome.lostComments
        }
        guard refused == before else { return false }
        self.results = results
        refusals = Self.unique(refusals + rejections)
        notes = accepted.flatMap(\.notes) + groups.notes + lostComments
        return true
    }

    /// Every KopiaMaintenance of the files as it will be; patches are none.
    private func maintenances(after accepted: [MigrationTarget]) -> [(object: JSONValue, file: String)] {
        let edits = Dictionary(accepted.map { ($0.key, $0.edits) }) { $0 + $1 }
        return files.enumerated().filter { !$1.isPatch }.flatMap { number, file in
            file.text.manifest.documents.enumerated().flatMap { document, content in
                let own = edits[DocumentKey(file: number, document: document)] ?? []
                let root = content.root.applying(own) ?? content.root
                return content.replacing(root).objects.map(\.root).filter(\.isMaintenance).map { ($0, file.name) }
            }
        }
    }

    private static func unique(_ lines: [String]) -> [String] {
        var seen: Set<String> = []
        return lines.filter { seen.insert($0).inserted }
    }
}

extension JSONValue {
    /// True of a KopiaMaintenance of any version.
    var isMaintenance: Bool {
        self["kind"] == .string(APINames.kind) && self["apiVersion"]?.string?.hasPrefix("\(APINames.group)/") == true
    }
}
