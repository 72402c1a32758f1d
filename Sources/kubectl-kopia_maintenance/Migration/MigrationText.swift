/// What `migrate` prints of files.
enum MigrationText {
    /// The changes, file by file.
    static func diff(of results: [ManifestMigration.Result]) -> [UInt8] {
        results.flatMap { UnifiedDiff(of: $0.name, $0.old, $0.new).bytes }
    }

    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// The text of one file as it is; of several a stream of documents, which tells where each comes from.
    static func stream(of results: [ManifestMigration.Result]) -> [UInt8] {
        guard results.count != 1 else { return results[0].new }
        return results.flatMap { result in
            let end = result.new.isEmpty || result.new.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
            // A byte order mark may stand at the start of a stream only.
            let mark = result.new.starts(with: byteOrderMark) ? byteOrderMark.count : 0
            return Array("---\n# Source: \(result.name)\n".utf8) + result.new.dropFirst(mark) + end
        }
    }
}
