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

    /// The document; valid while ``parse(_:)`` runs, and read only through ``peek()`` and checked ranges.
    let input: UnsafeBufferPointer<UInt8>
    /// How many bytes have been read.
    var position = 0
    private var depth = 0

    private init(_ input: UnsafeBufferPointer<UInt8>) { self.input = input }

    /// The value that the bytes denote; anything but white space after it is an error.
    package static func parse(_ bytes: some Sequence<UInt8>) throws(JSONParseError) -> JSONValue {
        let parsed = bytes.withContiguousStorageIfAvailable { parseContiguous($0) }
        return try (parsed ?? Array(bytes).withUnsafeBufferPointer { parseContiguous($0) }).get()
    }

    private static func parseContiguous(_ input: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONParseError> {
        Result { () throws(JSONParseError) in
            var parser = JSONParser(input)
            let value = try parser.value()
            parser.skipSpace()
            guard parser.position == input.count else { throw parser.error(.trailingBytes) }
            return value
        }
    }
}

// MARK: - Structure

extension JSONParser {
    private mutating func value() throws(JSONParseError) -> JSONValue {
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case let other: throw error(.unexpectedByte(other))
        }
    }

    private mutating func object() throws(JSONParseError) -> JSONObject {
        try enter()
        var members: [JSONObject.Member] = []
        skipSpace()
        if try take(UInt8(ascii: "}")) { return leave(JSONObject()) }
        members.reserveCapacity(4)
        var names = JSONUniqueNames()
        while true {
            skipSpace()
            let start = position
            guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte(try peek())) }
            let name = try string()
            guard names.insert(name, among: members) else { throw error(.duplicateName, at: start) }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            members.append((name: name, value: try value()))
            skipSpace()
            if try take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "}"))
            return leave(JSONObject(members: members))
        }
    }

    private mutating func array() throws(JSONParseError) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        skipSpace()
        if try take(UInt8(ascii: "]")) { return leave(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if try take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "]"))
            return leave(elements)
        }
    }

    private mutating func enter() throws(JSONParseError) {
        position += 1
        depth += 1
        guard depth <= Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit), at: position - 1) }
    }

    private mutating func leave<Value>(_ value: Value) -> Value {
        depth -= 1
        return value
    }
}

// MARK: - Scalars

extension JSONParser {
    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        for offset in 0..<text.utf8CodeUnitCount {
            guard position < input.count else { throw error(.unexpectedEnd) }
            let expected = text.withUTF8Buffer { $0[offset] }
            guard input[position] == expected else { throw error(.unexpectedByte(input[position])) }
            position += 1
        }
        return value
    }

    /// RFC 8259 §6: minus, integer without leading zeros, fraction, exponent.
    private mutating func number() throws(JSONParseError) -> JSONNumber {
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
        return JSONNumber(validated: text(from: start))
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

    @inline(__always)
    mutating func skipSpace() {
        while position < input.count {
            switch input[position] {
            case 0x20, 0x0a, 0x0d, 0x09: position += 1
            default: return
            }
        }
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
