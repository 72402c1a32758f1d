/// A table of one line a row, as kubectl prints tables; on a terminal its columns fit the width.
struct TextTable {
    /// A column.
    struct Column: Hashable {
        let title: String
        /// How narrow it may become; nil if it keeps its width.
        let least: Int?

        init(_ title: String, shrinkingTo least: Int? = nil) {
            self.title = title
            self.least = least
        }
    }

    /// What stands in a column of a row.
    struct Cell: Hashable {
        let text: String
        let style: TextStyle

        init(_ text: String, _ style: TextStyle = .plain) {
            self.text = text.printable
            self.style = style
        }
    }

    /// Between two columns.
    private static let gap = 2

    let columns: [Column]
    let rows: [[Cell]]

    /// The lines of the table, its head first, without line breaks.
    func lines(on surface: Surface) -> [String] {
        let widths = Self.widths(columns, rows, within: surface.width)
        let head = columns.map { Cell($0.title, .heading) }
        return ([head] + rows).map { Self.line($0, widths, surface) }
    }

    /// A further row in the layout of this table, which may then stand out of line.
    func line(_ row: [Cell], on surface: Surface) -> String {
        Self.line(row, Self.widths(columns, rows, within: surface.width), surface)
    }

    private static func line(_ row: [Cell], _ widths: [Int], _ surface: Surface) -> String {
        var line = ""
        var blanks = 0
        for (cell, width) in zip(row, widths) {
            let text = surface.width == nil ? cell.text : cell.text.fitted(to: width)
            guard !text.isEmpty else {
                blanks += width + gap
                continue
            }
            line += String(repeating: " ", count: blanks) + surface.styled(text, cell.style)
            blanks = max(0, width - text.displayWidth) + gap
        }
        return line
    }

    /// How wide each column is: as its longest cell, less where the width does not allow that.
    private static func widths(_ columns: [Column], _ rows: [[Cell]], within limit: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(columns[index].title.displayWidth) { width, row in
                row.indices.contains(index) ? max(width, row[index].text.displayWidth) : width
            }
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + gap * (widths.count - 1) - limit
        while excess > 0 {
            let shrinkable = columns.indices.filter { widths[$0] > columns[$0].least ?? .max }
            guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
