import Testing

@testable import kubectl_kopia_maintenance

@Suite("Tables")
struct TextTableTests {
    static let table = TextTable(
        columns: [
            TextTable.Column("NAME", shrinkingTo: 6), TextTable.Column("STATE"),
            TextTable.Column("NOTE", shrinkingTo: 4),
        ],
        rows: [
            [
                TextTable.Cell("nightly-of-the-database"), TextTable.Cell("held", .bad),
                TextTable.Cell("a note of some length"),
            ],
            [TextTable.Cell("备份"), TextTable.Cell("healthy", .good), TextTable.Cell("")],
        ]
    )

    private static func surface(_ width: Int?, color: Bool = false) -> Surface {
        Surface(width: width, height: nil, hasColor: color)
    }

    @Test("are not cut in a pipe, and end without blanks")
    func pipe() {
        #expect(
            Self.table.lines(on: .plain) == [
                "NAME                     STATE    NOTE", "nightly-of-the-database  held     a note of some length",
                "备份                     healthy",
            ]
        )
    }

    @Test("fit the terminal: the widest column that may shrinks first")
    func narrow() {
        #expect(
            Self.table.lines(on: Self.surface(36)) == [
                "NAME          STATE    NOTE", "nightly-of-…  held     a note of so…", "备份          healthy",
            ]
        )
        #expect(Self.table.lines(on: Self.surface(36)).allSatisfy { $0.displayWidth <= 36 })
    }

    @Test("stay as wide as they must where nothing may shrink any more")
    func tooNarrow() { #expect(Self.table.lines(on: Self.surface(5))[1] == "night…  held     a n…") }

    @Test("have colours around the words, which widths do not count")
    func colors() {
        let lines = Self.table.lines(on: Self.surface(80, color: true))
        #expect(lines[1].contains("  \u{1B}[31mheld\u{1B}[0m     a note"))
        #expect(lines[0].hasPrefix("\u{1B}[1mNAME\u{1B}[0m  "))
    }
}
