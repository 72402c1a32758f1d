import Glibc

/// A question to the person at the terminal.
enum Question {
    /// As much of a line as is read of an answer.
    private static let answerLength = 256

    /// Asks, and returns the answer without white space around it; nil if standard input is no terminal.
    static func ask(_ text: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        StandardStream.error.write(text)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        var isEnded = false
        while !isEnded, line.count < answerLength {
            guard read(STDIN_FILENO, &byte, 1) == 1 else {
                // Nobody has ended the line: what comes next shall not stand behind the question.
                StandardStream.error.write("\n")
                break
            }
            isEnded = byte == UInt8(ascii: "\n")
            if !isEnded { line.append(byte) }
        }
        return String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
