/// What the rules of an API ask of a document, answered from its tokens.
extension JSONDocument {
    /// Where the values of these names stand in an object, by their numbers; `null` counts as absent.
    func places(of table: NameTable, in object: Int) -> [Int?] {
        var places = [Int?](repeating: nil, count: table.count)
        guard tokens[object].kind == .object else { return places }
        withTokenText { text in
            let end = text.tokens[object].next
            var index = object + 1
            while index < end {
                if text.tokens[index + 1].kind != .null,
                    let number = text.withCharacters(of: index, { table.number(of: $0.span) })
                {
                    places[number] = index + 1
                }
                index = text.tokens[index + 1].next
            }
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
        withTokenText { text in text.tokens[index].kind == .number ? text.int64(of: text.tokens[index]) : nil }
    }
}

extension JSONTokenText {
    /// The whole number that a number is; nil if it is none within 64 bits.
    func int64(of number: JSONToken) -> Int64? {
        let digits = UnsafeBufferPointer(rebasing: bytes[number.range])
        return shortInteger(digits) ?? JSONNumber(validated: String(decoding: digits, as: UTF8.self)).int64
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
}
