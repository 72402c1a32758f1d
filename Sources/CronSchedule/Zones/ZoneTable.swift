/// A time zone as its file in the system's database describes it (TZif, RFC 9636): a table of changes of the past, and a
/// rule for what comes after them.
package struct ZoneTable: ZoneOffsets, Equatable {
    /// When the offset changes, in unix seconds, ascending.
    private let changes: [Int64]

    /// The offset from each change on.
    private let offsets: [Int]

    /// The offset before the first change.
    private let earliest: Int

    /// What holds after the last change; nil where the last offset stays.
    private let rule: ZoneRule?

    /// Reads a file; nil if it is none, or of version 1, which ends in 2037 and which nothing writes any more.
    ///
    /// - Parameter bytes: its whole content.
    package init?(parsing bytes: [UInt8]) {
        var reader = ZoneFileReader(bytes)
        guard let old = reader.header(), old.version >= UInt8(ascii: "2"), reader.skipBody(of: old, timeSize: 4),
            let header = reader.header(), let body = reader.body(of: header)
        else { return nil }
        (changes, offsets, earliest) = (body.changes, body.offsets, body.earliest)
        guard let footer = reader.footer() else { return nil }
        guard !footer.isEmpty else {
            rule = nil
            return
        }
        guard let rule = ZoneRule(parsing: footer) else { return nil }
        self.rule = rule
    }

    /// The zone's offset at an instant.
    package func secondsFromUTC(at unixSeconds: Int64) -> Int {
        if let rule, changes.last.map({ unixSeconds >= $0 }) ?? true { return rule.secondsFromUTC(at: unixSeconds) }
        // The first change that is still to come.
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= unixSeconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? earliest : offsets[low - 1]
    }
}
