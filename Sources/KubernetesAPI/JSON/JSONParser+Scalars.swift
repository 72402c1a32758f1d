/// Numbers and the three words.
extension JSONParser {
    /// The number or word at hand; no other value begins with any other byte.
    mutating func scalar(from start: Int) throws(Interruption) -> Int {
        switch input.byte(at: start) {
        case UInt8(ascii: "t"): try word("true", .true, from: start)
        case UInt8(ascii: "f"): try word("false", .false, from: start)
        case UInt8(ascii: "n"): try word("null", .null, from: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(from: start)
        default: throw Self.unexpected(at: start, in: input)
        }
    }

    private mutating func word(
        _ text: StaticString,
        _ kind: JSONToken.Kind,
        from start: Int
    ) throws(Interruption) -> Int {
        var place = start
        for expected in UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount) {
            guard input.byte(at: place) == expected else { throw Self.unexpected(at: place, in: input) }
            place &+= 1
        }
        try append(kind, from: start, to: place)
        return place
    }

    /// RFC 8259 §6: minus, integer without leading zeros, fraction, exponent.
    private mutating func number(from start: Int) throws(Interruption) -> Int {
        var place = input.byte(at: start) == UInt8(ascii: "-") ? start &+ 1 : start
        guard place < input.end else { throw Self.unexpected(at: place, in: input) }
        let hasLeadingZero = input.byte(at: place) == UInt8(ascii: "0")
        place = hasLeadingZero ? place &+ 1 : try behindDigits(from: place, ofNumberAt: start)
        if input.byte(at: place) == UInt8(ascii: ".") { place = try behindDigits(from: place &+ 1, ofNumberAt: start) }
        if input.byte(at: place) | 0x20 == UInt8(ascii: "e") {
            place = try behindDigits(from: behindSign(from: place &+ 1), ofNumberAt: start)
        }
        // Only a leading zero leaves digits behind.
        guard !Self.isDigit(input.byte(at: place)) else { throw .mistake(.invalidNumber, at: start) }
        try append(.number, from: start, to: place)
        return place
    }

    private func behindSign(from place: Int) -> Int {
        let byte = input.byte(at: place)
        return byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") ? place &+ 1 : place
    }

    private func behindDigits(from start: Int, ofNumberAt number: Int) throws(Interruption) -> Int {
        var place = start
        while Self.isDigit(input.byte(at: place)) { place &+= 1 }
        guard place > start else { throw .mistake(.invalidNumber, at: number) }
        return place
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
