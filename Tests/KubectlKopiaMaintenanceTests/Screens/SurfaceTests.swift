import Foundation
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// What the environment says about a terminal.
@Suite("The terminal", .timeLimit(.minutes(5)))
struct SurfaceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let variables: [String: String]
        /// What the terminal tells of itself.
        let columns: UInt16?
        let width: Int
        let hasColor: Bool

        init(_ variables: [String: String], columns: UInt16?, width: Int, hasColor: Bool = true) {
            self.variables = variables
            self.columns = columns
            self.width = width
            self.hasColor = hasColor
        }

        var testDescription: String { "\(variables), \(columns.map(String.init) ?? "no") columns" }
    }

    static let cases = [
        Case([:], columns: 100, width: 100), Case(["NO_COLOR": "1"], columns: 100, width: 100, hasColor: false),
        Case(["NO_COLOR": "0"], columns: 100, width: 100, hasColor: false),
        // no-color.org: "when present and not an empty string".
        Case(["NO_COLOR": ""], columns: 100, width: 100),
        Case(["TERM": "dumb"], columns: 100, width: 100, hasColor: false),
        Case(["COLUMNS": "60"], columns: 100, width: 100), Case(["COLUMNS": "60"], columns: nil, width: 60),
        Case([:], columns: nil, width: 80), Case(["COLUMNS": "many"], columns: nil, width: 80),
        Case(["COLUMNS": "-1"], columns: nil, width: 40), Case([:], columns: 10, width: 40),
    ]

    @Test("is as wide as it says, else as COLUMNS says; NO_COLOR and TERM=dumb take the colours", arguments: cases)
    func table(_ example: Case) async throws {
        try await ScreenWorld.run { run in
            let terminal = try await run.terminal(example.columns, "status", example.variables)
            #expect(try await terminal.ended() == 0)
            let plain = terminal.shown.replacing(/\u{1B}\[[0-9;]*m/, with: "")
            let surface = Surface(width: example.width, height: nil, hasColor: false)
            let table = StatusFormat.table.text(
                of: ScreenWorld.summaries(run),
                showsNamespace: false,
                on: surface,
                now: SampleMaintenance.now
            )
            #expect(plain == table)
            #expect((plain != terminal.shown) == example.hasColor)
        }
    }

    @Test(
        "is drawn anew in place, but for one that cannot: that gets lines, as a pipe does",
        arguments: ["xterm", "dumb"]
    )
    func redrawing(_ kind: String) async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            let wait = try await run.terminal(80, "trigger nightly --tag t --wait", ["TERM": kind])
            let watch = try await run.terminal(80, "status -w", ["TERM": kind])
            try await wait.wait(for: "asked for")
            try await watch.wait(for: "nightly")
            try run.store(SampleMaintenance.object("weekly"))
            try await watch.wait(for: "weekly")
            for terminal in [wait, watch] {
                terminal.kill()
                #expect(try await terminal.ended() == 128 + 9)
                #expect(terminal.shown.contains("\u{1B}[") == (kind == "xterm"))
            }
        }
    }

    @Test("on standard error alone gives the line that is drawn anew its width")
    func errorStream() async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            let line = "'\(Plugin.program.path)' trigger nightly --tag t --wait"
            let terminal = try await Terminal(
                URL(filePath: "/bin/sh"),
                ["-c", "\(line) --kubeconfig '\(run.kubeconfig)' | cat"],
                columns: 50,
                environment: ["TERM": "xterm"]
            )
            try await terminal.wait(for: "nightly: asked for; the controller makes a Job o…")
            try terminal.type(Terminal.interrupt)
            _ = try await terminal.ended()
        }
    }
}
