/// A number for each of a few names, found by the bytes of a name where it stands in a document.
///
/// A name's length and three of its bytes tell hardly more than one name that it could be.
package struct NameTable: Sendable {
    /// A name, and which it is.
    private struct Entry {
        /// Where its text begins.
        let offset: Int
        let length: Int
        let number: Int
    }

    /// All names, one behind the other.
    private let text: [UInt8]
    /// The names, those of one bucket side by side.
    private let entries: [Entry]
    /// Where each bucket begins among them, and where the last one ends.
    private let starts: [Int]

    /// How many names there are.
    let count: Int

    /// Numbers the names from 0 on in their order; each stands there once.
    package init(_ names: [String]) {
        var buckets = 1
        // Twice as many buckets as names leave most of them empty.
        while buckets < 2 * names.count { buckets *= 2 }
        let sorted = names.enumerated().map { (number: $0, bytes: Array($1.utf8)) }
            .map { (bucket: Self.bucket(of: $0.bytes.span, among: buckets), number: $0.number, bytes: $0.bytes) }
            .sorted { ($0.bucket, $0.number) < ($1.bucket, $1.number) }
        var text: [UInt8] = []
        var entries: [Entry] = []
        var starts = [Int](repeating: 0, count: buckets + 1)
        for name in sorted {
            entries.append(Entry(offset: text.count, length: name.bytes.count, number: name.number))
            text += name.bytes
            starts[name.bucket + 1] += 1
        }
        for bucket in 0..<buckets { starts[bucket + 1] += starts[bucket] }
        (self.text, self.entries, self.starts, count) = (text, entries, starts, names.count)
    }

    /// The number of a name; nil if it is none of these.
    package func number(of name: Span<UInt8>) -> Int? {
        let bucket = Self.bucket(of: name, among: starts.count - 1)
        for index in starts[bucket]..<starts[bucket + 1] {
            let entry = entries[index]
            guard entry.length == name.count else { continue }
            let range = entry.offset..<entry.offset + entry.length
            if text.span.extracting(range).isEqual(to: name) { return entry.number }
        }
        return nil
    }

    /// A power of two as the number of buckets.
    private static func bucket(of name: Span<UInt8>, among buckets: Int) -> Int {
        guard !name.isEmpty else { return 0 }
        let bytes = Int(name[0]) &* 31 &+ Int(name[name.count / 2]) &* 7 &+ Int(name[name.count - 1])
        return (bytes &* 17 &+ name.count) & (buckets - 1)
    }
}
