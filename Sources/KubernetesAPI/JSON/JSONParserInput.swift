/// The bytes of a document, and where runs of them end that mean nothing by themselves.
///
/// A place is the count of the bytes before it. None beyond the end is read: ``byte(at:)`` and the loops here ask first,
/// and who reads ``bytes`` otherwise reads what has been passed. Sums of places do not overflow, since a document has
/// fewer bytes than 32 bits count.
struct JSONParserInput {
    /// The document; valid while ``JSONParser/parse(_:)`` runs.
    let bytes: UnsafeBufferPointer<UInt8>

    /// The place of the end.
    @inline(__always)
    var end: Int { bytes.count }

    /// The byte at a place; at the end zero, which like other control characters may stand nowhere.
    @inline(__always)
    func byte(at place: Int) -> UInt8 { place < end ? bytes[place] : 0 }

    /// What stands at a token.
    func text(of token: JSONToken) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[token.range]) }

    /// Moves a place behind a byte and white space before it; false, and only behind the space, if another follows.
    ///
    /// API servers send no white space, so the byte is looked for before it.
    @inline(__always)
    func take(_ expected: UInt8, at place: inout Int) -> Bool {
        if byte(at: place) != expected {
            skipSpace(at: &place)
            guard byte(at: place) == expected else { return false }
        }
        place &+= 1
        return true
    }

    /// Moves a place behind white space.
    @inline(__always)
    func skipSpace(at place: inout Int) {
        if byte(at: place) <= UInt8(ascii: " ") { place = placeBehindBlanks(from: place) }
    }

    /// Most white space is indentation.
    @inline(never)
    private func placeBehindBlanks(from start: Int) -> Int {
        var place = start
        while true {
            switch byte(at: place) {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): place &+= 1
            case UInt8(ascii: " "): place = firstByte(from: place) { $0 .!= SIMD16(repeating: UInt8(ascii: " ")) }
            default: return place
            }
        }
    }

    /// The place of the first byte that needs a closer look in a string: a quote, a backslash, a control character or
    /// what is not ASCII; or the end.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        guard let bytes = sixteenBytes(from: start) else { return endOfLongPlainText(from: start) }
        if let index = Self.firstMarked(Self.endsPlainText(bytes)) { return start &+ index }
        return endOfLongPlainText(from: start &+ 16)
    }

    /// Apart from ``endOfPlainText(from:)``, so that the code for most strings is short.
    @inline(never)
    private func endOfLongPlainText(from start: Int) -> Int { firstByte(from: start, where: Self.endsPlainText) }

    /// Marks the bytes that end plain text.
    @inline(__always)
    private static func endsPlainText(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
        // As signed numbers, those beyond ASCII are less than blanks as well. Where the type of the result is not said,
        // the compiler takes the comparison for vectors of any type, which goes byte by byte.
        (bytes .== SIMD16(repeating: UInt8(ascii: "\""))) .| (bytes .== SIMD16(repeating: UInt8(ascii: "\\")))
            .| (SIMD16<Int8>(truncatingIfNeeded: bytes) .< SIMD16(repeating: 0x20))
    }

    /// The place of the first byte that is marked; the end if none is.
    @inline(__always)
    private func firstByte(from start: Int, where marked: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>) -> Int {
        var place = start
        while let bytes = sixteenBytes(from: place) {
            if let index = Self.firstMarked(marked(bytes)) { return place &+ index }
            place &+= 16
        }
        while place < end, !marked(SIMD16(repeating: bytes[place]))[0] { place &+= 1 }
        return place
    }

    /// The index of the first mark, if there is one.
    @inline(__always)
    private static func firstMarked(_ marks: SIMDMask<SIMD16<Int8>>) -> Int? {
        let words = unsafeBitCast(marks, to: SIMD2<UInt64>.self)
        if words[0] != 0 { return words[0].trailingZeroBitCount / 8 }
        if words[1] != 0 { return 8 &+ words[1].trailingZeroBitCount / 8 }
        return nil
    }

    /// The next bytes; nil if there are fewer.
    @inline(__always)
    private func sixteenBytes(from place: Int) -> SIMD16<UInt8>? {
        guard end &- place >= 16 else { return nil }
        return bytes.span.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: SIMD16<UInt8>.self)
    }
}

extension JSONParserInput {
    /// How many values and names there are, told by where they begin; of what is no JSON nearly so many.
    var valueCount: Int {
        var count = 0
        var place = 0
        var isInScalar = false
        while place < end {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                count += 1
                isInScalar = false
                place = endOfString(from: place + 1)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                count += 1
                isInScalar = false
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), 0...UInt8(ascii: " "):
                isInScalar = false
            default:
                if !isInScalar { count += 1 }
                isInScalar = true
            }
            place += 1
        }
        return count
    }

    /// The place of the quote that ends a string.
    private func endOfString(from start: Int) -> Int {
        var place = start
        while true {
            place = endOfPlainText(from: place)
            switch byte(at: place) {
            case UInt8(ascii: "\""): return place
            case UInt8(ascii: "\\"): place += 2
            default: place += 1
            }
            guard place < end else { return end }
        }
    }
}
