/// Reads one JSON document (RFC 8259) from bytes that nobody has checked.
///
/// Guarantees: never traps, never reads past the end, takes time linear in the input, and nests no deeper than
/// ``depthLimit``. Two members of one name are refused: which of them counts is where parsers differ.
package struct JSONParser {
    /// How deep a document may nest.
    ///
    /// RFC 8259 §9 lets a parser bound it. A KopiaMaintenance nests below 20 levels and its managedFields below 40; ten
    /// times that is still a few hundred stack frames.
    package static let depthLimit = 400

    /// How long a document may be, in bytes: as far as its tokens can count.
    package static let lengthLimit = JSONToken.documentLimit

    /// The document; valid while ``parse(_:)`` runs, and read only through ``peek()`` and checked ranges.
    let input: UnsafeBufferPointer<UInt8>
    /// How many bytes have been read.
    var position = 0
    private var depth = 0
    /// What has been found.
    private var tokens: [JSONToken] = []

    private init(_ input: UnsafeBufferPointer<UInt8>) {
        self.input = input
        tokens.reserveCapacity(min(input.count / Self.bytesPerToken, Self.firstTokens))
    }

    /// What the requests of API servers have on average; only a guess at how much room is needed.
    private static let bytesPerToken = 8

    /// Room for the tokens of such a request; a document that has more must show it first.
    private static let firstTokens = 4096

    /// The value that the bytes denote; anything but white space after it is an error.
    ///
    /// The whole document is checked now. Its objects are views on a copy of it and keep that copy alive.
    package static func parse(_ bytes: some Sequence<UInt8>) throws(JSONParseError) -> JSONValue {
        let bytes = Array(bytes)
        let tokens = try bytes.withUnsafeBufferPointer { input throws(JSONParseError) -> [JSONToken] in
            try Self.tokens(of: input)
        }
        return JSONDocument(bytes, tokens).value(at: 0)
    }

    private static func tokens(of input: UnsafeBufferPointer<UInt8>) throws(JSONParseError) -> [JSONToken] {
        var parser = JSONParser(input)
        guard input.count <= lengthLimit else { throw parser.error(.tooLong(limit: lengthLimit)) }
        try parser.value()
        parser.skipSpace()
        guard parser.position == input.count else { throw parser.error(.trailingBytes) }
        return parser.tokens
    }
}

// MARK: - Structure

extension JSONParser {
    @inline(__always)
    private mutating func value() throws(JSONParseError) {
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try object()
        case UInt8(ascii: "["): try array()
        case UInt8(ascii: "t"): try word("true", .true)
        case UInt8(ascii: "f"): try word("false", .false)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case let other: throw error(.unexpectedByte(other))
        }
    }

    private mutating func object() throws(JSONParseError) {
        let object = try enter(.object)
        skipSpace()
        if try take(UInt8(ascii: "}")) { return leave(object) }
        var names = JSONUniqueNames(ofObjectAt: object)
        while true {
            skipSpace()
            let start = position
            guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte(try peek())) }
            try string()
            guard names.insertLast(of: tokens, in: input) else { throw error(.duplicateName, at: start) }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            try value()
            skipSpace()
            if try take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "}"))
            return leave(object)
        }
    }

    private mutating func array() throws(JSONParseError) {
        let array = try enter(.array)
        skipSpace()
        if try take(UInt8(ascii: "]")) { return leave(array) }
        while true {
            try value()
            skipSpace()
            if try take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "]"))
            return leave(array)
        }
    }

    /// Begins an array or object with the bracket at hand; returns the index of its token.
    private mutating func enter(_ kind: JSONToken.Kind) throws(JSONParseError) -> Int {
        depth += 1
        guard depth <= Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit)) }
        position += 1
        append(kind, from: position - 1)
        return tokens.count - 1
    }

    /// Ends the array or object behind its bracket.
    private mutating func leave(_ container: Int) {
        depth -= 1
        tokens[container].close(end: position, following: tokens.count)
    }

    /// Records what stands between `start` and the place at hand.
    @inline(__always)
    mutating func append(_ kind: JSONToken.Kind, from start: Int, spelling: JSONToken.Spelling = []) {
        tokens.append(JSONToken(kind, start..<position, spelling: spelling, at: tokens.count))
    }
}

// MARK: - Scalars

extension JSONParser {
    private mutating func word(_ text: StaticString, _ kind: JSONToken.Kind) throws(JSONParseError) {
        let start = position
        for offset in 0..<text.utf8CodeUnitCount {
            guard position < input.count else { throw error(.unexpectedEnd) }
            let expected = text.withUTF8Buffer { $0[offset] }
            guard input[position] == expected else { throw error(.unexpectedByte(input[position])) }
            position += 1
        }
        append(kind, from: start)
    }

    /// RFC 8259 §6: minus, integer without leading zeros, fraction, exponent.
    private mutating func number() throws(JSONParseError) {
        let start = position
        _ = try take(UInt8(ascii: "-"))
        if try !take(UInt8(ascii: "0")) { try digits(from: start) }
        if isNext(UInt8(ascii: ".")) {
            position += 1
            try digits(from: start)
        }
        if isNext(UInt8(ascii: "e")) || isNext(UInt8(ascii: "E")) {
            position += 1
            if isNext(UInt8(ascii: "+")) || isNext(UInt8(ascii: "-")) { position += 1 }
            try digits(from: start)
        }
        if position < input.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(input[position]) {
            throw error(.invalidNumber, at: start)
        }
        append(.number, from: start)
    }

    private mutating func digits(from start: Int) throws(JSONParseError) {
        let first = position
        while position < input.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(input[position]) {
            position += 1
        }
        guard position > first else { throw error(.invalidNumber, at: start) }
    }
}

// MARK: - Bytes

extension JSONParser {
    @inline(__always)
    func peek() throws(JSONParseError) -> UInt8 {
        guard position < input.count else { throw error(.unexpectedEnd) }
        return input[position]
    }

    @inline(__always)
    func isNext(_ byte: UInt8) -> Bool { position < input.count && input[position] == byte }

    @inline(__always)
    mutating func take(_ byte: UInt8) throws(JSONParseError) -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(JSONParseError) {
        guard try take(byte) else { throw error(.unexpectedByte(try peek())) }
    }

    func error(_ reason: JSONParseError.Reason, at offset: Int? = nil) -> JSONParseError {
        let offset = min(offset ?? position, input.count)
        let before = input[..<offset]
        let newline = UInt8(ascii: "\n")
        let line = before.reduce(1) { $0 + ($1 == newline ? 1 : 0) }
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
        return JSONParseError(reason: reason, offset: offset, line: line, column: offset - lineStart + 1)
    }
}
