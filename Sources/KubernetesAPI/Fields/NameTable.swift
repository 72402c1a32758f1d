/// A number for each of a few names, found by the bytes of a name where it stands in a document.
///
/// Few names have the same length, so hardly more than one is compared.
package struct NameTable: Sendable {
    /// All names, the shorter first.
    private let text: [UInt8]
    /// The names' numbers, in that order.
    private let numbers: [Int]
    /// By length: which of them is the first that is so long or longer, and where its text begins.
    private let firsts: [(rank: Int, offset: Int)]

    /// Numbers the names from 0 on in their order; each stands there once.
    package init(_ names: [String]) {
        let sorted = names.enumerated().sorted { $0.element.utf8.count < $1.element.utf8.count }
        text = sorted.flatMap(\.element.utf8)
        numbers = sorted.map(\.offset)
        let longest = sorted.last?.element.utf8.count ?? 0
        firsts = (0...longest + 1).map { length in
            let shorter = sorted.prefix { $0.element.utf8.count < length }
            return (shorter.count, shorter.reduce(0) { $0 + $1.element.utf8.count })
        }
    }

    /// How many names there are.
    var count: Int { numbers.count }

    /// The number of a name; nil if it is none of these.
    func number(of name: Span<UInt8>) -> Int? {
        guard name.count + 1 < firsts.count else { return nil }
        let (first, offset) = firsts[name.count]
        for rank in first..<firsts[name.count + 1].rank {
            let start = offset + (rank - first) * name.count
            if text.span.extracting(start..<start + name.count).isEqual(to: name) { return numbers[rank] }
        }
        return nil
    }
}
