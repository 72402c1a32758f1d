import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The table of status")
struct StatusTableTests {
    typealias Sample = SampleMaintenance

    static let summaries = [
        Sample.summary(
            Sample.object(
                "byhand",
                spec: ["trigger": ["manual": "备份前"]],
                reason: "ManualMaintenanceRunning",
                message: "Job kopia-maint-manual-1 is under way"
            )
        ),
        Sample.summary(
            Sample.object(
                "nightly",
                failures: 2,
                status: [
                    "lastMaintenanceTime": "2026-11-22T02:00:12Z", "nextScheduledMaintenance": "2026-11-25T02:00:00Z",
                    "activeCronJob": "kopia-maint-nightly-1",
                ]
            )
        ),
        Sample.summary(
            Sample.object(
                "of-the-database-in-the-second-data-centre",
                reason: "ExcessiveFailures",
                message: "held\nafter 5",
                failures: 5,
                status: ["lastMaintenanceTime": "2026-11-19T02:00:12Z"]
            )
        ),
    ]

    private static func text(_ format: StatusFormat, width: Int?, color: Bool = false) -> String {
        let surface = Surface(width: width, height: nil, hasColor: color)
        return format.text(of: summaries, showsNamespace: false, on: surface, now: Sample.now)
    }

    static let full = """
        NAME                                       REPOSITORY    TRIGGER         STATE        LAST SUCCESS  NEXT    FAILURES
        byhand                                     kopia-config  manual: 备份前  running      never         -       0
        nightly                                    kopia-config  0 2 * * *       failing 2/5  2d9h ago      in 14h  2
        of-the-database-in-the-second-data-centre  kopia-config  0 2 * * *       held         5d9h ago      -       5

        """

    @Test("is whole in a pipe, and on a terminal of 200 columns", arguments: [nil, 200])
    func whole(_ width: Int?) { #expect(Self.text(.table, width: width) == Self.full) }

    @Test("fits a terminal of 80 columns")
    func narrow() {
        let text = Self.text(.table, width: 80)
        #expect(
            text == """
                NAME        REPOSITORY   TRIGGER      STATE        LAST SUCCE…  NEXT    FAILURES
                byhand      kopia-conf…  manual: 备…  running      never        -       0
                nightly     kopia-conf…  0 2 * * *    failing 2/5  2d9h ago     in 14h  2
                of-the-da…  kopia-conf…  0 2 * * *    held         5d9h ago     -       5

                """
        )
        #expect(text.split(separator: "\n").allSatisfy { String($0).displayWidth <= 80 })
    }

    @Test("is whole where it is asked for wide, with one line for each object")
    func wide() {
        let lines = Self.text(.wide, width: 80).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(
            lines[1].hasSuffix("  0         -    -                      23d  Job kopia-maint-manual-1 is under way")
        )
        #expect(lines[2].hasSuffix("  2         -    kopia-maint-nightly-1  23d"))
        #expect(lines[3].hasSuffix("  5         -    -                      23d  held after 5"))
    }

    @Test("has colours that say what needs somebody")
    func colors() {
        let text = Self.text(.table, width: 200, color: true)
        for word in ["\u{1B}[36mrunning\u{1B}[0m", "\u{1B}[33mfailing 2/5\u{1B}[0m", "\u{1B}[31mheld\u{1B}[0m"] {
            #expect(text.contains(word))
        }
    }

    @Test("is told again in a pipe by the lines that changed, ages aside, and what is gone")
    func news() {
        var screen = StatusScreen(showsNamespace: false, isWide: false, .plain)
        #expect(screen.text(of: Self.summaries, now: Sample.now) == Self.full)
        #expect(screen.text(of: Self.summaries, now: Sample.now + 7200) == "")
        let healthy = Sample.summary(Sample.object("nightly"))
        let text = screen.text(of: [Self.summaries[0], healthy], now: Sample.now)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("nightly    ") == true && lines.first?.contains("  healthy  ") == true)
        #expect(lines.last == "of-the-database-in-the-second-data-centre is gone")
    }

    @Test("is drawn again on a terminal from its first line, and no higher than that")
    func screen() {
        var screen = StatusScreen(
            showsNamespace: false,
            isWide: false,
            Surface(width: 200, height: 4, hasColor: false, canRedraw: true)
        )
        let first = screen.text(of: Self.summaries, now: Sample.now)
        // Not wrapped, wherever the terminal ends.
        #expect(first.hasPrefix("\u{1B}[?7lNAME") && first.hasSuffix("\n… and 2 more\n\u{1B}[?7h"))
        #expect(screen.text(of: Self.summaries, now: Sample.now).hasPrefix("\u{1B}[3A\u{1B}[J\u{1B}[?7lNAME"))
    }
}
