import Glibc

/// Standard output or error, written without Foundation's FileHandle, which would bring 44 MB of internationalization into
/// the program.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// True if a person reads it.
    var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes the whole text; what nobody reads any more is lost.
    func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes all bytes; what nobody reads any more is lost.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return
            }
        }
    }
}
