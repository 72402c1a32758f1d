import Foundation
import TestSupport

/// The tables of `docs/reference.md`, which tests hold against the programs.
struct ReferencePage: Sendable {
    /// A line of a table.
    struct Row: Sendable, CustomStringConvertible {
        /// The number of the line in the page, from 1.
        let line: Int
        /// What stands between the bars, without the blanks around it.
        let cells: [String]

        var description: String { "docs/reference.md:\(line): \(cells.first ?? "")" }

        /// What is marked as code in a cell; nothing where there is no such cell.
        func code(_ index: Int) -> [String] {
            cells.indices.contains(index) ? ReferencePage.code(in: cells[index]) : []
        }

        /// What a cell is if it is code from its beginning; nil for prose.
        func wholeCode(_ index: Int) -> String? {
            cells.indices.contains(index) && cells[index].hasPrefix("`") ? code(index).first : nil
        }
    }

    /// The rows below one heading.
    struct Section: Sendable {
        /// The heading of the second level above them.
        let chapter: String
        /// The heading of the third level above them; empty if there is none.
        let title: String
        var rows: [Row] = []
    }

    private(set) var sections: [Section] = []

    /// Reads the page.
    init() throws {
        let file = Fixtures.repository.appending(path: "docs/reference.md")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        var current = Section(chapter: "", title: "")
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("## ") {
                sections.append(current)
                current = Section(chapter: String(line.dropFirst(3)), title: "")
            } else if line.hasPrefix("### ") {
                sections.append(current)
                current = Section(chapter: current.chapter, title: String(line.dropFirst(4)))
            } else if line.hasPrefix("|---") {
                // The line before it is the head of the table.
                current.rows.removeLast()
            } else if line.hasPrefix("|") {
                current.rows.append(Row(line: index + 1, cells: Self.cells(of: line)))
            }
        }
        sections.append(current)
        sections.removeAll { $0.rows.isEmpty }
    }

    /// The sections of a chapter.
    func chapter(_ name: String) -> [Section] { sections.filter { $0.chapter == name } }

    /// The rows below a heading of a chapter.
    func rows(_ chapter: String, _ title: String = "") -> [Row] {
        self.chapter(chapter).filter { $0.title == title }.flatMap(\.rows)
    }

    /// The cells of a line; a bar behind a backslash is one of the text.
    private static func cells(of line: Substring) -> [String] {
        let bar = "\u{0}"
        return line.replacing("\\|", with: bar).split(separator: "|", omittingEmptySubsequences: false)
            .dropFirst().dropLast().map { $0.replacing(bar, with: "|").trimmingCharacters(in: .whitespaces) }
    }

    /// What is marked as code, by one backtick on each side or by two.
    static func code(in text: String) -> [String] {
        text.matches(of: /``\s(.+?)\s``|`([^`]+)`/).map { String($0.output.1 ?? $0.output.2 ?? "") }
    }
}
