/// What the rules of an API ask of a document, answered from its tokens.
extension JSONTokenText {
    /// Where the values of these names stand in an object, by their numbers; `null` counts as absent.
    func places(of table: NameTable, in object: Int) -> [Int?] {
        var places = [Int?](repeating: nil, count: table.count)
        guard tokens[object].kind == .object else { return places }
        let end = tokens[object].next
        var index = object + 1
        while index < end {
            if tokens[index + 1].kind != .null, let number = withCharacters(of: index, { table.number(of: $0.span) }) {
                places[number] = index + 1
            }
            index = tokens[index + 1].next
        }
        return places
    }

    /// Where the value of that name stands in an object; nil if there is none or it is `null`.
    @inline(__always)
    func place(of name: String, in object: Int) -> Int? {
        guard tokens[object].kind == .object else { return nil }
        var name = name
        guard let member = name.withUTF8({ self.member(named: $0, of: object) }), tokens[member + 1].kind != .null
        else {
            return nil
        }
        return member + 1
    }

    /// The string that stands there; nil if none does.
    func string(at index: Int) -> String? { tokens[index].kind == .string ? text(of: tokens[index]) : nil }

    /// The name of the member whose value stands there.
    func name(of value: Int) -> String { text(of: tokens[value - 1]) }

    /// The whole number that stands there; nil if none does within 64 bits.
    func int64(at index: Int) -> Int64? { tokens[index].kind == .number ? int64(of: tokens[index]) : nil }

    /// The whole number that a number is; nil if it is none within 64 bits.
    func int64(of number: JSONToken) -> Int64? {
        let digits = text(at: number.range)
        return shortInteger(digits) ?? JSONNumber.int64(digits.span)
    }

    /// A few digits, as nearly every number has them; nil if there is something else.
    private func shortInteger(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        // 18 digits fit into 64 bits, whichever they are.
        guard digits.count <= 18 else { return nil }
        var value: Int64 = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    /// How many values an array or object holds; a member's name counts as one.
    func count(of container: Int) -> Int {
        let end = tokens[container].next
        var count = 0
        var index = container + 1
        while index < end {
            count += 1
            index = tokens[index].next
        }
        return count
    }

    /// The characters of a string, a name or a number.
    func text(of token: JSONToken) -> String {
        let text = text(at: token.range).span
        guard !token.spelling.contains(.hasEscapes) else { return String(unescaping: text) }
        // The parser has seen to it that every string is UTF-8.
        return String(copying: UTF8Span(unchecked: text, isKnownASCII: !token.spelling.contains(.isBeyondASCII)))
    }
}
