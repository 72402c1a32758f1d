import Manifests
import Testing

@testable import kubectl_kopia_maintenance

/// Files before and after a migration, byte for byte, and what is said of it.
struct MigrationCase: Sendable, CustomTestStringConvertible {
    let name: String
    let before: [String]
    let after: [String]
    var notes: [String] = []
    var refusals: [String] = []

    var testDescription: String { name }

    /// One file.
    init(
        _ name: String,
        _ before: String,
        _ after: String,
        notes: [String] = [],
        refusals: [String] = []
    ) {
        self.init(name, files: [before], [after], notes: notes, refusals: refusals)
    }

    /// Files `a.yaml`, `b.yaml`… of one directory.
    init(
        _ name: String,
        files before: [String],
        _ after: [String],
        notes: [String] = [],
        refusals: [String] = []
    ) {
        self.name = name
        self.before = before
        self.after = after
        self.notes = notes
        self.refusals = refusals
    }

    /// A file that stays as it is.
    init(_ name: String, unchanged text: String, notes: [String] = [], refusals: [String] = []) {
        self.init(name, text, text, notes: notes, refusals: refusals)
    }

    /// What comes of the files.
    static func migrated(_ texts: [String], isPatch: Bool = false) -> ManifestMigration {
        ManifestMigration(
            of: zip(texts, "abcdefghijklmnopqrstuvwxyz").map { text, letter in
                MigrationFiles.File(name: "\(letter).yaml", text: ManifestText(Array(text.utf8)), isPatch: isPatch)
            }
        )
    }

    /// Migrates the files and compares; migrates the result, which changes nothing more.
    func check() {
        let migration = Self.migrated(before)
        let texts = migration.results.map { String(decoding: $0.new, as: UTF8.self) }
        #expect(texts == after)
        #expect(migration.notes == notes)
        #expect(migration.refusals == refusals)
        let again = Self.migrated(texts)
        #expect(again.results.allSatisfy { !$0.isChanged })
        #expect(again.notes.isEmpty)
    }
}
