/// Why a document is not JSON, and where.
package struct JSONParseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong at the position.
    package enum Reason: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case invalidNumber
        case invalidEscape
        case controlCharacterInString
        case invalidUTF8
        case duplicateName
        case tooDeep(limit: Int)
        case tooLong(limit: Int)
        /// So many values and names, or nearly, where the document is no JSON.
        case tooManyValues(Int, limit: Int)
        case trailingBytes
    }

    /// What is wrong.
    package let reason: Reason
    /// How many bytes precede the mistake.
    package let offset: Int
    /// The line of the mistake, counted from 1.
    package let line: Int
    /// The byte within the line, counted from 1.
    package let column: Int

    package var description: String {
        switch reason {
        // Of the document as a whole.
        case .tooLong, .tooManyValues: reason.description
        default: "\(reason.description) at line \(line), column \(column) (byte \(offset))"
        }
    }
}

extension JSONParseError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unexpectedEnd: "the document ends too early"
        case .unexpectedByte(let byte): "unexpected \(Self.printed(byte))"
        case .invalidNumber: "not a JSON number"
        case .invalidEscape: "not a JSON escape sequence"
        case .controlCharacterInString: "a control character stands unescaped in a string"
        case .invalidUTF8: "a string is not valid UTF-8"
        case .duplicateName: "an object has two members of the same name"
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .tooLong(let limit): "more than \(limit) bytes long"
        case .tooManyValues(let count, let limit):
            "\(count) values and names, \(count - limit) more than the \(limit) that are taken"
        case .trailingBytes: "something follows the end of the document"
        }
    }

    private static func printed(_ byte: UInt8) -> String {
        (0x21...0x7e).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    }
}
