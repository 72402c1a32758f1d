/// A place in a file, as editors count: lines from 1, and characters (Unicode scalars) within the line from 1.
package struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// The character within the line, from 1.
    package let column: Int

    /// The place at that line and column.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Where every file begins.
    package static let start = SourcePosition(line: 1, column: 1)

    /// What stands earlier in the file is less.
    package static func < (left: Self, right: Self) -> Bool { (left.line, left.column) < (right.line, right.column) }

    /// The place in words.
    package var description: String { "line \(line), column \(column)" }
}

extension SourcePosition {
    /// The place of a byte, found by counting from the start of the file.
    init(of offset: Int, in bytes: some Collection<UInt8>) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                column = 1
            // Continuation bytes belong to the character that has been counted (RFC 3629 §3).
            case 0x80...0xbf: break
            default: column += 1
            }
        }
        self.init(line: line, column: column)
    }
}
