import KubernetesAPI

/// Finds the places of the parts of a JSON value in the text that the value was read from.
///
/// The text has been parsed, so this only walks along it in step with the value.
struct JSONSourceMapper {
    private let bytes: [UInt8]
    private var index = 0
    private var position = SourcePosition.start

    /// A mapper at the start of a text.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The map of the next value; leaves the mapper behind it.
    mutating func map(_ value: JSONValue) -> SourceMap {
        skip { Self.isFiller($0) }
        let start = position
        switch value {
        case .object(let object): return SourceMap(position: start, content: .members(members(of: object)))
        case .array(let elements):
            advance()
            let maps = elements.map { map($0) }
            skip { $0 != UInt8(ascii: "]") }
            advance()
            return SourceMap(position: start, content: .elements(maps))
        case .string: skipString()
        case .null, .bool, .number: skip { !Self.isFiller($0) && !Self.isClosing($0) }
        }
        return SourceMap(position: start, content: .scalar(nil))
    }

    private mutating func members(of object: JSONObject) -> [String: SourceMap.Member] {
        advance()
        var members: [String: SourceMap.Member] = [:]
        for member in object.members {
            skip { $0 != UInt8(ascii: "\"") }
            let name = position
            skipString()
            members[member.name] = SourceMap.Member(name: name, value: map(member.value))
        }
        skip { $0 != UInt8(ascii: "}") }
        advance()
        return members
    }

    private mutating func skipString() {
        advance()
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\") { advance() }
            advance()
        }
        advance()
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while index < bytes.count, condition(bytes[index]) { advance() }
    }

    private mutating func advance() {
        guard index < bytes.count else { return }
        switch bytes[index] {
        case UInt8(ascii: "\n"): position = SourcePosition(line: position.line + 1, column: 1)
        case 0x80...0xbf: break
        default: position = SourcePosition(line: position.line, column: position.column + 1)
        }
        index += 1
    }

    /// White space and what separates values.
    private static func isFiller(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x0a, 0x0d, 0x09, UInt8(ascii: ","), UInt8(ascii: ":"): true
        default: false
        }
    }

    private static func isClosing(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") }
}
