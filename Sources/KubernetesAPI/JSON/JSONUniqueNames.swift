/// Finds a repeated name among the members of one object, byte for byte (RFC 8259 §8.3).
///
/// Swift's own comparison would take two spellings of one character for the same name. A word of 64 bits that remembers
/// roughly which names were seen answers almost always; else the members are scanned while there are few, and a set
/// keeps the cost linear from there on.
struct JSONUniqueNames {
    private static let scanLimit = 24
    private var seen: UInt64 = 0
    private var set: Set<Name> = []

    private struct Name: Hashable {
        let text: String

        static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
        func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
    }

    /// Remembers a name; false if one of the members has it already.
    mutating func insert(_ name: String, among members: [JSONObject.Member]) -> Bool {
        guard members.count < Self.scanLimit else { return insertIntoSet(name, among: members) }
        let utf8 = name.utf8
        let mark = 1 &<< (UInt64(utf8.first ?? 0) &* 7 &+ UInt64(utf8.last ?? 0) &+ UInt64(utf8.count) &* 29)
        defer { seen |= mark }
        guard seen & mark != 0 else { return true }
        return !members.contains { $0.name.utf8.elementsEqual(utf8) }
    }

    private mutating func insertIntoSet(_ name: String, among members: [JSONObject.Member]) -> Bool {
        if set.isEmpty { for member in members { set.insert(Name(text: member.name)) } }
        return set.insert(Name(text: name)).inserted
    }
}
