/// Reads one JSON document (RFC 8259) from bytes that nobody has checked.
///
/// Guarantees: never traps, never reads past the end, takes time linear in the input, and nests no deeper than
/// ``depthLimit``. Two members of one name are refused: which of them counts is where parsers differ.
///
/// Each function here is told the place where it begins and returns the place behind what it has read, so that places
/// stay in registers.
package struct JSONParser: ~Copyable {
    /// How deep a document may nest.
    ///
    /// RFC 8259 §9 lets a parser bound it. A KopiaMaintenance nests below 20 levels and its managedFields below 40; ten
    /// times that is still a few hundred stack frames.
    package static let depthLimit = 400

    /// How long a document may be, in bytes: as far as its tokens can count.
    package static let lengthLimit = JSONToken.documentLimit

    /// How many values and names a document may have where no other limit is given: as far as its tokens can count.
    package static let valueLimit = JSONToken.countLimit

    /// The document.
    let input: JSONParserInput
    /// Where the tokens go; written only below its count, and read only below ``count``.
    private let room: UnsafeMutableBufferPointer<JSONToken>
    /// How many tokens have been found.
    private var count = 0
    private var depth = 0

    /// Why reading ended before the document did.
    enum Interruption: Error {
        /// The bytes are not JSON.
        case mistake(JSONParseError.Reason, at: Int)
        /// There are more tokens than room for them.
        case full
    }

    /// The value that the bytes denote; anything but white space after it is an error.
    ///
    /// The whole document is checked now. Its objects are views on a copy of it and keep that copy alive.
    ///
    /// - Parameters:
    ///   - bytes: the document.
    ///   - valueLimit: how many values and names it may have; each takes twelve bytes beside the document.
    /// - Returns: the value; a list is made with all its elements.
    /// - Throws: what is wrong with the document, and where.
    package static func parse(
        _ bytes: some Sequence<UInt8>,
        valueLimit: Int = Self.valueLimit
    ) throws(JSONParseError) -> JSONValue {
        try document(Array(bytes), valueLimit).value(at: 0)
    }

    /// The object that the bytes denote; nil if they denote another value, of which nothing is made.
    package static func parseObject(
        _ bytes: some Sequence<UInt8>,
        valueLimit: Int = Self.valueLimit
    ) throws(JSONParseError) -> JSONObject? {
        let document = try document(Array(bytes), valueLimit)
        return document.tokens[0].kind == .object ? document.value(at: 0).object : nil
    }

    private static func document(_ bytes: [UInt8], _ valueLimit: Int) throws(JSONParseError) -> JSONDocument {
        let tokens = try bytes.withUnsafeBufferPointer { input throws(JSONParseError) -> [JSONToken] in
            try Self.tokens(of: input, atMost: min(valueLimit, Self.valueLimit))
        }
        return JSONDocument(bytes, tokens)
    }

    /// The requests of API servers have one token for eleven bytes, short manifests one for less than seven.
    private static let bytesPerToken = 6

    /// Reads the document with room for as many tokens as it should have, and if it has more again with room for as many
    /// as it can have, or may: no token begins where another does, so there are never more than bytes.
    ///
    /// Room that nothing is written to takes no memory.
    private static func tokens(
        of input: UnsafeBufferPointer<UInt8>,
        atMost limit: Int
    ) throws(JSONParseError) -> [JSONToken] {
        guard input.count <= lengthLimit else { throw error(.tooLong(limit: lengthLimit), at: 0, in: input) }
        let most = min(limit, input.count)
        var capacity = min(input.count / bytesPerToken + 1, most)
        while true {
            do throws(Interruption) {
                return try tokens(of: input, capacity: capacity)
            } catch {
                switch error {
                case .mistake(let reason, let offset): throw Self.error(reason, at: offset, in: input)
                case .full where capacity < most: capacity = most
                case .full:
                    let count = JSONParserInput(bytes: input).valueCount
                    throw Self.error(.tooManyValues(count, limit: limit), at: 0, in: input)
                }
            }
        }
    }

    private static func tokens(
        of input: UnsafeBufferPointer<UInt8>,
        capacity: Int
    ) throws(Interruption) -> [JSONToken] {
        try Array(unsafeUninitializedCapacity: capacity) { room, count throws(Interruption) in
            var parser = JSONParser(input: JSONParserInput(bytes: input), room: room)
            var end = try parser.value(from: 0)
            parser.input.skipSpace(at: &end)
            guard end == input.count else { throw .mistake(.trailingBytes, at: end) }
            count = parser.count
        }
    }

    private init(input: JSONParserInput, room: UnsafeMutableBufferPointer<JSONToken>) {
        (self.input, self.room) = (input, room)
    }

    private static func error(
        _ reason: JSONParseError.Reason,
        at offset: Int,
        in input: UnsafeBufferPointer<UInt8>
    ) -> JSONParseError {
        let before = input[..<offset]
        let newline = UInt8(ascii: "\n")
        let line = before.reduce(1) { $0 + ($1 == newline ? 1 : 0) }
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
        return JSONParseError(reason: reason, offset: offset, line: line, column: offset - lineStart + 1)
    }
}

// MARK: - Structure

extension JSONParser {
    @inline(__always)
    private mutating func value(from place: Int) throws(Interruption) -> Int {
        switch input.byte(at: place) {
        case UInt8(ascii: "\""): try string(from: place &+ 1)
        case UInt8(ascii: "{"):
            // Half the objects of a request are the empty ones of its managedFields.
            if input.byte(at: place &+ 1) == UInt8(ascii: "}") {
                leave(try enter(.object, at: place), to: place &+ 2)
            } else {
                try object(from: place)
            }
        case UInt8(ascii: "["): try array(from: place)
        case 0...UInt8(ascii: " "): try valueBehindSpace(from: place)
        default: try scalar(from: place)
        }
    }

    @inline(never)
    private mutating func valueBehindSpace(from place: Int) throws(Interruption) -> Int {
        var place = place
        input.skipSpace(at: &place)
        guard input.byte(at: place) > UInt8(ascii: " ") else { throw Self.unexpected(at: place, in: input) }
        return try value(from: place)
    }

    private mutating func object(from brace: Int) throws(Interruption) -> Int {
        let object = try enter(.object, at: brace)
        let input = input
        var place = brace &+ 1
        if input.take(UInt8(ascii: "}"), at: &place) { return leave(object, to: place) }
        var names = JSONUniqueNames(ofObjectAt: object)
        repeat {
            guard input.take(UInt8(ascii: "\""), at: &place) else { throw Self.unexpected(at: place, in: input) }
            let name = place
            place = try string(from: name)
            guard isLastNew(of: &names, from: name, to: place &- 1) else {
                throw .mistake(.duplicateName, at: name &- 1)
            }
            guard input.take(UInt8(ascii: ":"), at: &place) else { throw Self.unexpected(at: place, in: input) }
            place = try value(from: place)
        } while input.take(UInt8(ascii: ","), at: &place)
        guard input.take(UInt8(ascii: "}"), at: &place) else { throw Self.unexpected(at: place, in: input) }
        if names.areUndecided { try decide(on: object) }
        return leave(object, to: place)
    }

    private mutating func array(from bracket: Int) throws(Interruption) -> Int {
        let array = try enter(.array, at: bracket)
        let input = input
        var place = bracket &+ 1
        if input.take(UInt8(ascii: "]"), at: &place) { return leave(array, to: place) }
        repeat {
            place = try value(from: place)
        } while input.take(UInt8(ascii: ","), at: &place)
        guard input.take(UInt8(ascii: "]"), at: &place) else { throw Self.unexpected(at: place, in: input) }
        return leave(array, to: place)
    }

    /// Begins an array or object; returns the index of its token.
    @inline(__always)
    private mutating func enter(_ kind: JSONToken.Kind, at bracket: Int) throws(Interruption) -> Int {
        guard depth < Self.depthLimit else { throw .mistake(.tooDeep(limit: Self.depthLimit), at: bracket) }
        depth &+= 1
        try append(kind, from: bracket, to: bracket)
        return count &- 1
    }

    /// Ends the array or object behind its bracket, and returns that place.
    @inline(__always)
    private mutating func leave(_ container: Int, to end: Int) -> Int {
        depth &-= 1
        room[container].close(end: end, following: count)
        return end
    }

    /// Records what stands between two places.
    @inline(__always)
    mutating func append(
        _ kind: JSONToken.Kind,
        from start: Int,
        to end: Int,
        spelling: JSONToken.Spelling = []
    ) throws(Interruption) {
        guard count < room.count else { throw .full }
        let range = Range(uncheckedBounds: (start, end))
        room.initializeElement(at: count, to: JSONToken(kind, range, spelling: spelling, at: count))
        count &+= 1
    }

    /// True if no member before has the name that has just been read, and stands between two places.
    @inline(__always)
    private mutating func isLastNew(of names: inout JSONUniqueNames, from start: Int, to end: Int) -> Bool {
        names.insertMark(ofNameFrom: start, to: end, in: input)
            && !room[count &- 1].spelling.contains(.hasEscapes)
            || names.isLastNew(of: UnsafeBufferPointer(rebasing: room[..<count]), in: input)
    }

    /// Looks for a repeated name among all members of an object that ends.
    @inline(never)
    private func decide(on object: Int) throws(Interruption) {
        let tokens = UnsafeBufferPointer(rebasing: room[..<count])
        let text = JSONTokenText(tokens: tokens, bytes: input.bytes)
        guard let repeated = text.repeatedName(in: object, before: count) else { return }
        throw .mistake(.duplicateName, at: tokens[repeated].range.lowerBound - 1)
    }
}

// MARK: - Mistakes

extension JSONParser {
    /// What is wrong at a place where something else should stand.
    @inline(never)
    static func unexpected(at place: Int, in input: JSONParserInput) -> Interruption {
        .mistake(place < input.end ? .unexpectedByte(input.byte(at: place)) : .unexpectedEnd, at: place)
    }
}
