import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// What `trigger --wait` and `--follow` show from the question to the verdict.
@Suite("The screen of trigger", .timeLimit(.minutes(5)))
struct TriggerScreenTests {
    typealias Sample = SampleMaintenance

    /// The Job of the tag that all these tests ask for.
    private static let job = OwnedNames(namespace: "backup", name: "nightly").requestedJob(tag: "t")
    private static let pod = "\(job)-x7f2p"
    private static let command = "trigger nightly --tag t"

    /// Someone who waits, at a terminal or in a pipe.
    private struct Observer {
        let wait: (String) async throws -> Void
        let end: () async throws -> Int32
        /// What is to be read in the end.
        let text: () -> String
    }

    private static func terminal(_ run: FakeClusterRun, columns: UInt16, _ flags: String) async throws -> Observer {
        let terminal = try await run.terminal(columns, "\(command) \(flags)")
        return Observer(
            wait: { try await terminal.wait(for: $0) },
            end: { try await terminal.ended() },
            text: { terminal.screen }
        )
    }

    private static func pipe(_ run: FakeClusterRun, _ flags: String) async throws -> Observer {
        let service = try await Service(
            Plugin.program,
            "\(command) \(flags)".split(separator: " ").map(String.init) + ["--kubeconfig", run.kubeconfig],
            in: URL(filePath: run.kubeconfig).deletingLastPathComponent(),
            environment: Plugin.atSampleTime
        )
        return Observer(
            wait: { text in try await service.wait { service.printed.contains(text) } },
            end: { try await service.ended() },
            text: { service.printed }
        )
    }

    // MARK: What the cluster does

    private static func update(
        _ kind: String,
        _ name: String,
        _ run: FakeClusterRun,
        subresource: String? = nil,
        _ change: (JSONValue) -> JSONValue
    ) throws {
        try run.server.cluster.update(kind, FakeObjectName("backup", name), subresource: subresource, change)
    }

    /// The Job waits, goes on and gets a pod, each as soon as the step before has been seen.
    private static func begin(_ run: FakeClusterRun, before observer: Observer) async throws {
        try await observer.wait("nightly: asked for; the controller makes a Job of it")
        try run.store(Sample.job(job, of: "nightly", suspended: true))
        try await observer.wait("nightly: waits for its turn")
        try update("Job", job, run) { $0.setting(false, at: "spec", "suspend") }
        try update("Job", job, run, subresource: "status") {
            $0.setting("2026-11-24T11:50:00Z", at: "status", "startTime")
        }
        try await observer.wait("makes its pod")
        try run.store(run.pod(of: job, phase: "Pending", state: ["waiting": ["reason": "ContainerCreating"]]))
        try await observer.wait("node-1")
        run.server.cluster.setLog(FakeObjectName("backup", pod), "connecting\nFinished full maintenance.\n")
        let running = run.pod(of: job, state: ["running": [:]])["status"]
        try update("Pod", pod, run, subresource: "status") { $0.setting(running, at: "status") }
        try await observer.wait("at work")
    }

    private static func end(_ run: FakeClusterRun, _ type: String, _ message: String, code: Int64) throws {
        let state: JSONValue = ["terminated": ["exitCode": .number(JSONNumber(code)), "message": .string(message)]]
        let over = run.pod(of: job, phase: code == 0 ? "Succeeded" : "Failed", state: state)["status"]
        try update("Pod", pod, run, subresource: "status") { $0.setting(over, at: "status") }
        let ended = (type, "2026-11-24T11:59:30Z", code == 0 ? "" : "PodFailurePolicy")
        try update("Job", job, run, subresource: "status") {
            $0.setting(
                Sample.job(job, of: "nightly", started: "2026-11-24T11:50:00Z", ended: ended)["status"],
                at: "status"
            )
        }
    }

    // MARK: To success

    struct Success: Sendable, CustomTestStringConvertible {
        /// Nil in a pipe.
        let columns: UInt16?
        let text: String

        var testDescription: String { columns.map { "\($0) columns" } ?? "a pipe" }
    }

    /// All up to the pod, which is where lines become long.
    private static let beginning = """
        kopiamaintenance.volsync.backube/nightly triggered: tag t
        nightly: asked for; the controller makes a Job of it
        nightly: waits for its turn
        nightly: Job kopia-maint-requested-a923e08f665b08ae makes its pod

        """

    private static let whole = """
        nightly: pod kopia-maint-requested-a923e08f665b08ae-x7f2p on node node-1: prepares volumes and image
        nightly: pod kopia-maint-requested-a923e08f665b08ae-x7f2p at work for 10m
        """

    private static let narrow = """
        nightly: pod kopia-maint-requested-a923e08f665b08ae-x7f2p on node node-1: prep…
        nightly: at work for 10m
        """

    private static let log = ": Finished full maintenance."

    static let successes: [Success] = [
        Success(columns: 80, text: "\(beginning)\(narrow)\(log)\n"),
        Success(columns: 200, text: "\(beginning)\(whole)\(log)\n"),
        Success(columns: nil, text: "\(beginning)\(whole)\n"),
    ]

    @Test("--wait tells each step once, on a terminal in a line that is drawn anew", arguments: successes)
    func success(_ example: Success) async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly"))
            let observer =
                if let columns = example.columns {
                    try await Self.terminal(run, columns: columns, "--wait")
                } else {
                    try await Self.pipe(run, "--wait")
                }
            try await Self.begin(run, before: observer)
            try Self.end(run, "Complete", "", code: 0)
            #expect(try await observer.end() == 0)
            #expect(observer.text() == "\(example.text)nightly succeeded after 9m30s\n")
        }
    }

    // MARK: To failure

    @Test("--wait shows the end of the log of a run that fails, its own reason and what to do", arguments: [nil, 200])
    func failure(_ columns: UInt16?) async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly"))
            let observer =
                if let columns {
                    try await Self.terminal(run, columns: columns, "--wait")
                } else {
                    try await Self.pipe(run, "--wait")
                }
            try await Self.begin(run, before: observer)
            let message = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: not this one\n"
            try Self.end(run, "Failed", message, code: 78)
            #expect(try await observer.end() == 1)
            let end = """
                connecting
                Finished full maintenance.
                error: nightly failed after 9m30s: WrongPassword: not this one: put the repository's password into \
                KOPIA_PASSWORD of its Secret

                """
            #expect(observer.text() == "\(Self.beginning)\(Self.whole)\(columns == nil ? "" : Self.log)\n\(end)")
        }
    }

    // MARK: To no end

    /// A run that is at work, whose log has a line and then no more.
    private static func storeEndlessRun(_ run: FakeClusterRun) throws {
        try run.store(Sample.object("nightly"))
        try run.store(Sample.job(job, of: "nightly", started: "2026-11-24T11:50:00Z"))
        try run.store(run.pod(of: job, state: ["running": [:]]))
        // Half of it comes.
        run.server.cluster.setLog(FakeObjectName("backup", pod), "one\ntwo\n")
        run.server.add(FakeFault("GET", on: "/log", .stallInBody))
    }

    private static let followed = """
        kopiamaintenance.volsync.backube/nightly triggered: tag t
        nightly: pod \(pod) at work for 10m
        one

        """

    @Test("Control-C ends --follow in the middle of the log, and says that the run goes on")
    func interrupted() async throws {
        try await FakeClusterRun.run { run in
            try Self.storeEndlessRun(run)
            let terminal = try await run.terminal(200, "\(Self.command) --follow")
            try await terminal.wait(for: "one\n")
            try terminal.type(Terminal.interrupt)
            #expect(try await terminal.ended() == 130)
            let end = """
                ^C
                stopped waiting; the run goes on: kubectl kopia-maintenance logs nightly -n backup -f

                """
            #expect(terminal.screen == Self.followed + end)
            #expect(run.server.cluster.object("Job", FakeObjectName("backup", Self.job)) != nil)
        }
    }

    @Test(
        "--timeout ends --follow in the middle of the log with 3, and says that the run goes on",
        arguments: [nil, 200]
    )
    func timeout(_ columns: UInt16?) async throws {
        try await FakeClusterRun.run { run in
            try Self.storeEndlessRun(run)
            let flags = "--follow --timeout 12s"
            let observer =
                if let columns {
                    try await Self.terminal(run, columns: columns, flags)
                } else {
                    try await Self.pipe(run, flags)
                }
            #expect(try await observer.end() == 3)
            let end = """
                error: backup/nightly has not ended after 12s, and goes on: kubectl kopia-maintenance status nightly -n backup

                """
            #expect(observer.text() == Self.followed + end)
        }
    }

    // MARK: The log beside the steps

    @Test("In a pipe the last line of the log is told when it has changed, and once a minute at most")
    func lastLine() {
        var display = RunDisplay("nightly", on: .plain)
        func wantsLastLine(_ stage: RunStage, now: Int64) -> Bool { display.wantsLastLine(stage, now: now) }
        let (start, running) = (Sample.now, RunStage.running(pod: "p", since: Sample.now))
        #expect(!wantsLastLine(running, now: start))
        #expect(display.text(of: running, lastLine: "", now: start) == "nightly: pod p at work for 0s\n")
        #expect(!wantsLastLine(running, now: start + 59))
        #expect(wantsLastLine(running, now: start + 60))
        let first = display.text(of: running, lastLine: "a", now: start + 60)
        #expect(first == "nightly: pod p at work for 60s: a\n")
        #expect(!wantsLastLine(running, now: start + 119))
        #expect(wantsLastLine(running, now: start + 121))
        #expect(display.text(of: running, lastLine: "a", now: start + 121) == "")
        // A log that says nothing for hours is asked for once a minute as well.
        #expect(!wantsLastLine(running, now: start + 122))
        #expect(wantsLastLine(running, now: start + 181))
        #expect(display.text(of: running, lastLine: "b", now: start + 181) == "nightly: pod p at work for 3m1s: b\n")
        // A clock that was set back.
        #expect(wantsLastLine(running, now: start))
        let other = RunStage.running(pod: "q", since: nil)
        #expect(!wantsLastLine(other, now: start + 600))
        #expect(display.text(of: other, lastLine: "", now: start + 600) == "nightly: pod q at work\n")
    }
}
