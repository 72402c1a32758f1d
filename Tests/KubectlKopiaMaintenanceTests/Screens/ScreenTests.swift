import TestSupport
import Testing

/// What a person sees, letter by letter: the program at a real pseudo-terminal, and in a pipe.
@Suite("The plugin's screens", .timeLimit(.minutes(5)))
struct ScreenTests {
    /// A command and its whole output.
    struct Screen: Sendable, CustomTestStringConvertible {
        let line: String
        let status: Int32
        /// At 80 columns.
        let narrow: String
        /// At 200.
        let wide: String

        /// A command whose output is the same at any width, unless told otherwise.
        init(_ line: String, status: Int32 = 0, narrow: String? = nil, _ wide: String) {
            self.line = line
            self.status = status
            self.narrow = narrow ?? wide
            self.wide = wide
        }

        var testDescription: String { line }
    }

    static let screens = [
        Screen("status", narrow: ScreenTexts.narrowTable, ScreenTexts.table),
        Screen("status -o wide", ScreenTexts.wideTable),
        Screen("status nightly", narrow: ScreenTexts.narrowPage, ScreenTexts.page),
        Screen("doctor -n team", status: 1, narrow: ScreenTexts.narrowReport, ScreenTexts.report),
        Screen("version", ScreenTexts.versions),
        Screen("migrate --cluster -n old --dry-run client", status: 1, ScreenTexts.plan),
    ]

    /// The version of the plugin, asked for once.
    private static let version = Task {
        try await Plugin(["version", "--client"]).output.split(separator: " ").last.map { String($0.dropLast()) } ?? ""
    }

    @Test("are these on a terminal, coloured and within its width", arguments: screens, [80, 200] as [UInt16])
    func terminal(_ screen: Screen, _ columns: UInt16) async throws {
        try await ScreenWorld.run { run in
            let terminal = try await run.terminal(columns, screen.line)
            #expect(try await terminal.ended() == screen.status)
            let expected = columns < 100 ? screen.narrow : screen.wide
            let shown = terminal.shown.replacing("\u{1B}", with: "␛")
            #expect(shown == expected.replacing("PLUGIN", with: try await Self.version.value))
        }
    }

    @Test("are the same in a pipe, without colours", arguments: screens)
    func pipe(_ screen: Screen) async throws {
        try await ScreenWorld.run { run in
            let words = screen.line.split(separator: " ").map(String.init) + ["--kubeconfig", run.kubeconfig]
            let plugin = try await Plugin(words, in: .inherited(Plugin.atSampleTime))
            #expect(plugin.status == screen.status)
            let expected = screen.wide.replacing(/␛\[[0-9;]*m/, with: "")
            #expect(
                plugin.output + plugin.complaints == expected.replacing("PLUGIN", with: try await Self.version.value)
            )
        }
    }
}
