import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// The question of `migrate --cluster`, to a person at a terminal.
@Suite("The question before a migration", .timeLimit(.minutes(5)))
struct QuestionTests {
    /// An answer, what is then on the screen below the plan, and how the program ends.
    struct Answer: Sendable, CustomTestStringConvertible {
        let typed: String
        let screen: String
        let status: Int32

        var testDescription: String { typed.debugDescription }
    }

    private static let plan = """
        kopiamaintenance.volsync.backube/data-repo-maintenance in old: to be created
        kopiamaintenance.volsync.backube/daily in old: to be changed: spec.schedule, spec.trigger.schedule
        replicationsource.volsync.backube/data in old: to be changed: spec.kopia.maintenanceCronJob

        """

    private static let note = """
        replicationsource.volsync.backube/data in old: note: spec.kopia.maintenanceCronJob: became the KopiaMaintenance \
        data-repo-maintenance

        """

    private static let done = """
        kopiamaintenance.volsync.backube/data-repo-maintenance in old created
        kopiamaintenance.volsync.backube/daily in old migrated
        replicationsource.volsync.backube/data in old migrated
        whoever applies old manifests again, such as Flux or Argo CD, brings the old fields back: migrate those, too (-f)

        """

    private static let refused = "error: nothing is changed\n"

    static let answers = [
        Answer(typed: "y\n", screen: "y\n\(done)", status: 0),
        Answer(typed: " YES \n", screen: " YES \n\(done)", status: 0),
        Answer(typed: "n\n", screen: "n\n\(refused)", status: 1),
        Answer(typed: "\n", screen: "\n\(refused)", status: 1),
        Answer(typed: "yeah\n", screen: "yeah\n\(refused)", status: 1),
        Answer(typed: Terminal.endOfInput, screen: "\n\(refused)", status: 1),
        Answer(typed: Terminal.interrupt, screen: "^C", status: 130),
    ]

    @Test("is answered by y or yes; all else ends with 1, and nothing is changed", arguments: answers)
    func answer(_ answer: Answer) async throws {
        try await ScreenWorld.run(storing: [ScreenWorld.daily, ScreenWorld.source]) { run in
            let terminal = try await run.terminal(200, "migrate --cluster -n old")
            let question = "Change 3 objects at \(run.server.url)? [y/N] "
            try await terminal.wait(for: question)
            #expect(Self.writes(run).isEmpty)
            try terminal.type(answer.typed)
            #expect(try await terminal.ended() == answer.status)
            #expect(terminal.shown == Self.plan + Self.note + question + answer.screen)
            #expect(Self.writes(run).count == (answer.status == 0 ? 3 : 0))
        }
    }

    @Test("is asked of nobody where nobody is; --yes answers it before")
    func nobody() async throws {
        try await ScreenWorld.run(storing: [ScreenWorld.daily, ScreenWorld.source]) { run in
            let piped = try await run.plugin("migrate", "--cluster", "-n", "old")
            #expect(piped.status == 2)
            #expect(piped.output == Self.plan)
            let refusal = "error: nobody is there to be asked: say --yes, or try it by --dry-run server\n"
            #expect(piped.complaints == Self.note + refusal)
            #expect(Self.writes(run).isEmpty)
            let terminal = try await run.terminal(200, "migrate --cluster -n old --yes")
            #expect(try await terminal.ended() == 0)
            #expect(terminal.shown == Self.plan + Self.note + Self.done)
        }
    }

    private static func writes(_ run: FakeClusterRun) -> [FakeAPIServer.RecordedRequest] {
        run.server.requests.filter { $0.method != "GET" }
    }
}
