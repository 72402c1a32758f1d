import KubernetesAPI
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The report of a doctor")
struct CheckReportTests {
    private static let report = CheckReport(sections: [
        CheckSection(title: "Installation", checks: [.sound("the definition is in force")]),
        CheckSection(title: "Nothing", checks: []),
        CheckSection(
            title: "backup/nightly",
            checks: [
                .wrong(
                    "Secret repo names repositories of two backends: S3, SFTP",
                    mend: "take out the keys of those that are not meant, however long this sentence is"
                ),
                .advice("spec.schedule is deprecated", mend: nil),
                .unread("ServiceAccount runs", .lack(right: "get serviceaccounts in namespace backup")),
                .sound("a title that moves\u{1B}[2J the screen"),
            ]
        ),
    ])

    @Test("has a line for each check, and one for how to mend it", arguments: [nil, 200])
    func plain(_ width: Int?) {
        #expect(
            CheckReportFormat.text.text(of: Self.report, on: Surface(width: width, height: nil, hasColor: false)) == """
                Installation
                  ✓ the definition is in force

                backup/nightly
                  ✗ Secret repo names repositories of two backends: S3, SFTP
                    → take out the keys of those that are not meant, however long this sentence is
                  ! spec.schedule is deprecated
                  ? ServiceAccount runs: not looked at
                    → ask for the right to get serviceaccounts in namespace backup
                  ✓ a title that moves\u{FFFD}[2J the screen

                1 wrong, 1 to think about, 1 not looked at

                """
        )
    }

    @Test("is the same text where its sections are told one by one")
    func pieces() {
        let format = CheckReportFormat.text
        let pieces = Self.report.sections.map { format.text(of: $0, on: .plain) }
        #expect(pieces[0] == "Installation\n  ✓ the definition is in force\n\n" && pieces[1].isEmpty)
        #expect(
            pieces.joined() + format.ending(of: Self.report, on: .plain) == format.text(of: Self.report, on: .plain)
        )
        #expect(CheckReportFormat.json.text(of: Self.report.sections[0], on: .plain).isEmpty)
    }

    @Test("breaks statements at the width of a terminal, and no remedy, so that a command in it can be copied")
    func narrow() {
        let surface = Surface(width: 40, height: nil, hasColor: false)
        let lines = Self.report.lines(on: surface)
        #expect(
            lines[4...6] == [
                "  ✗ Secret repo names repositories of",
                "    two backends: S3, SFTP",
                "    → take out the keys of those that are not meant, however long this sentence is",
            ]
        )
        #expect(lines.filter { !$0.contains("→") }.allSatisfy { $0.displayWidth <= 40 })
    }

    @Test("colours the signs alone")
    func colors() {
        let lines = Self.report.lines(on: Surface(width: 80, height: nil, hasColor: true))
        #expect(lines[1] == "  \u{1B}[32m✓\u{1B}[0m the definition is in force")
        #expect(lines[4].hasPrefix("  \u{1B}[31m✗\u{1B}[0m Secret repo"))
    }

    @Test("says so where all is well, and where that is not known")
    func summaries() {
        func last(_ checks: Check...) -> String? {
            CheckReport(sections: [CheckSection(title: "a", checks: checks)]).lines(on: .plain).last
        }
        #expect(last(.sound("a")) == "all is well")
        #expect(last(.sound("a"), .advice("b", mend: nil)) == "all is well, 1 to think about")
        #expect(last(.unread("a", .failure("https://a cannot answer now"))) == "1 wrong")
        #expect(last(.unread("a", .lack(right: "get pods"))) == "nothing wrong was seen, 1 not looked at")
    }

    @Test("tells programs the same")
    func json() {
        let json = Self.report.json
        #expect(json["wrong"] == 1 && json["sound"] == 2 && json["advice"] == 1 && json["unknown"] == 1)
        #expect(
            json["sections"]?.array?[2]["checks"]?.array?.first == [
                "verdict": "wrong", "statement": "Secret repo names repositories of two backends: S3, SFTP",
                "remedy": "take out the keys of those that are not meant, however long this sentence is",
            ]
        )
    }
}
