import Testing

@testable import kubectl_kopia_maintenance

@Suite("Text for a terminal")
struct PrintableTextTests {
    static let widths: [(String, Int)] = [
        ("", 0), ("abc", 3), ("für", 3), ("fu\u{308}r", 3), ("备份", 4), ("ﾊ", 1), ("한글", 4), ("🚀", 2), ("❤️", 2),
        ("👩‍👩‍👧", 2), ("a\u{200B}b", 2),
    ]

    @Test("has the width that terminals give it", arguments: widths)
    func width(_ text: String, _ width: Int) { #expect(text.displayWidth == width) }

    static let cuts: [(String, Int, String)] = [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""), ("备份备份", 5, "备份…"), ("备份备份", 4, "备…"),
    ]

    @Test("is cut at a width, never within a character", arguments: cuts)
    func cut(_ text: String, _ width: Int, _ expected: String) { #expect(text.fitted(to: width) == expected) }

    static let commands: [(String, String)] = [
        ("plain", "plain"), ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"), ("a\tb\rc", "a\u{FFFD}b\u{FFFD}c"),
        ("x\u{202E}y", "x\u{FFFD}y"), ("x\u{9B}31m", "x\u{FFFD}31m"), ("a\u{2028}b", "a\u{FFFD}b"),
    ]

    @Test("commands nobody's terminal", arguments: commands)
    func printable(_ text: String, _ expected: String) { #expect(text.printable == expected) }

    @Test("is wrapped between words")
    func wrapped() {
        #expect("one two three".wrapped(to: 7) == ["one two", "three"])
        #expect("one reallylongword two".wrapped(to: 6) == ["one", "reallylongword", "two"])
        #expect("".wrapped(to: 6) == [])
        #expect("a  b".wrapped(to: 4) == ["a  b"])
    }
}
