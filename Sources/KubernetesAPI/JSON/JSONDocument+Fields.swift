/// What the rules of an API ask of a document, answered from its tokens.
extension JSONDocument {
    /// The number of the name that stands there; nil if it is none of the table's.
    func number(of name: Int, in table: NameTable) -> Int? {
        let token = tokens[name]
        guard token.spelling.contains(.hasEscapes) else {
            return bytes.withUnsafeBufferPointer { table.number(of: $0.span.extracting(token.range)) }
        }
        return table.number(of: text(of: token).utf8.span)
    }

    /// Where the values of these names stand in an object, by their numbers; `null` counts as absent.
    func places(of table: NameTable, in object: Int) -> [Int?] {
        var places = [Int?](repeating: nil, count: table.count)
        guard tokens[object].kind == .object else { return places }
        let end = tokens[object].next
        var index = object + 1
        while index < end {
            if tokens[index + 1].kind != .null, let number = number(of: index, in: table) { places[number] = index + 1 }
            index = tokens[index + 1].next
        }
        return places
    }

    /// Where the value of that name stands in an object; nil if there is none or it is `null`.
    func place(of name: String, in object: Int) -> Int? {
        guard tokens[object].kind == .object,
            let place = JSONObjectView(document: self, index: object).place(of: name), tokens[place + 1].kind != .null
        else { return nil }
        return place + 1
    }

    /// The string that stands there; nil if none does.
    func string(at index: Int) -> String? { tokens[index].kind == .string ? text(of: tokens[index]) : nil }

    /// The name of the member whose value stands there.
    func name(of value: Int) -> String { text(of: tokens[value - 1]) }

    /// The whole number that stands there; nil if none does within 64 bits.
    func int64(at index: Int) -> Int64? {
        let token = tokens[index]
        guard token.kind == .number else { return nil }
        return shortInteger(token.range) ?? JSONNumber(validated: text(of: token)).int64
    }

    /// A few digits, as nearly every number has them; nil if there is something else.
    private func shortInteger(_ range: Range<Int>) -> Int64? {
        // 18 digits fit into 64 bits, whichever they are.
        guard range.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    /// Of each value inside an object: which token it is in, and how many stand before it there.
    func lineage(of object: Int) -> [Lineage] {
        let range = object..<tokens[object].next
        var lineage = Array(repeating: Lineage(parent: object, ordinal: 0), count: range.count)
        for container in range where tokens[container].kind.isContainer {
            let isList = tokens[container].kind == .array
            var index = container + 1
            var ordinal = 0
            while index < tokens[container].next {
                let value = isList ? index : index + 1
                lineage[value - object] = Lineage(parent: container, ordinal: ordinal)
                index = tokens[value].next
                ordinal += 1
            }
        }
        return lineage
    }

    /// Where a value belongs.
    struct Lineage {
        /// The token of the object or list that it is in.
        let parent: Int
        /// How many values of that object or list stand before it.
        let ordinal: Int
    }
}
