import Glibc

/// What a text is written on: how wide it is, and whether it has colours.
struct Surface: Hashable {
    /// Columns; nil where nobody looks, and nothing is cut.
    let width: Int?
    /// Lines; nil where nobody looks.
    let height: Int?
    let hasColor: Bool
    /// True if what is written can be written over.
    var canRedraw = false

    /// A pipe or a file.
    static let plain = Surface(width: nil, height: nil, hasColor: false)

    /// Standard output.
    static func ofOutput(_ environment: [String: String]) -> Surface { of(.output, environment) }

    /// A stream of this process.
    ///
    /// - Parameters:
    ///   - stream: the stream.
    ///   - environment: the variables of this process: `NO_COLOR` (no-color.org), `TERM`, `COLUMNS`.
    /// - Returns: what it is.
    static func of(_ stream: StandardStream, _ environment: [String: String]) -> Surface {
        guard stream.isTerminal else { return .plain }
        let isDumb = environment["TERM"] == "dumb"
        var size = winsize()
        let isKnown = ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let columns = isKnown ? Int(size.ws_col) : environment["COLUMNS"].flatMap { Int($0) } ?? usualWidth
        return Surface(
            width: max(columns, leastWidth),
            height: isKnown && size.ws_row > 0 ? Int(size.ws_row) : nil,
            hasColor: (environment["NO_COLOR"] ?? "").isEmpty && !isDumb,
            canRedraw: !isDumb
        )
    }

    /// A terminal that does not tell its size is as wide as a VT100.
    private static let usualWidth = 80

    /// Narrower terminals wrap; a table of less says nothing.
    private static let leastWidth = 40

    /// The same without an end of its lines.
    var withoutLimit: Surface { Surface(width: nil, height: height, hasColor: hasColor, canRedraw: canRedraw) }

    /// The text in that style, where there are colours.
    func styled(_ text: String, _ style: TextStyle) -> String {
        guard hasColor, let code = style.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// What a piece of text means for whoever reads it; colours follow from it.
enum TextStyle: Hashable {
    case plain
    case heading
    case good
    case busy
    /// Somebody should know.
    case notice
    /// Somebody must act.
    case bad
    case faint

    /// The code of the colour (ECMA-48, Select Graphic Rendition).
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .heading: "1"
        case .good: "32"
        case .busy: "36"
        case .notice: "33"
        case .bad: "31"
        case .faint: "2"
        }
    }
}
