import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Programs that tests run")
struct CommandTests {
    private static func shell(
        _ script: String,
        input: String = "",
        in surroundings: Command.Surroundings = .inherited([:]),
        directory: String? = nil,
        timeLimit: Duration = Command.timeLimit
    ) async throws(Command.Failure) -> Command.Outcome {
        try await Command.run(
            "sh",
            ["-c", script],
            input: input,
            in: surroundings,
            directory: directory,
            timeLimit: timeLimit
        )
    }

    @Test("Output, errors and exit status come back")
    func outcome() async throws {
        let outcome = try await Self.shell("echo out; echo wrong >&2; exit 3")
        #expect(outcome.output == "out\n")
        #expect(outcome.errors == "wrong\n")
        #expect(outcome.status == 3)
        #expect(try await Self.shell("kill -TERM $$").status == 128 + SIGTERM)
    }

    @Test("Input that no pipe can hold arrives whole, and comes back whole")
    func largeInput() async throws {
        let text = String(repeating: "0123456789", count: 200_000)
        #expect(try await Command.run("cat", [], input: text).output == text)
    }

    @Test("A program need not read its input")
    func unreadInput() async throws {
        let text = String(repeating: "0123456789", count: 200_000)
        #expect(try await Self.shell("exec 0<&-; echo x", input: text).output == "x\n")
        #expect(try await Self.shell("echo x", input: text).output == "x\n")
    }

    @Test("Environment and directory are what they are said to be")
    func surroundings() async throws {
        #expect(try await Command.run("/usr/bin/env", [], in: .only(["A": "b c"])).output == "A=b c\n")
        let inherited = try await Self.shell("echo $A; echo ${PATH:+path}", in: .inherited(["A": "b"]))
        #expect(inherited.output == "b\npath\n")
        #expect(try await Self.shell("pwd", directory: "/usr").output == "/usr\n")
    }

    @Test("A program that is not there, and one that fails, are told with their command line")
    func failures() async throws {
        let missing = await #expect(throws: Command.Failure.self) { try await Command.run("/nonexistent/x", ["-v"]) }
        #expect(missing?.description.hasPrefix("/nonexistent/x -v: ") == true)
        let failed = await #expect(throws: Command.Failure.self) {
            try await Command.output("sh", ["-c", "echo out; echo wrong >&2; exit 3"])
        }
        #expect(failed?.description.hasSuffix("exit 3: status 3\nout\nwrong\n") == true)
    }

    @Test("A program whose time is over is killed with all that it started, and what it wrote is told")
    func timeLimit() async throws {
        // Whoever opens a pipe to write waits for its reader: the two are alive once `cat` has printed the number.
        let failure = await #expect(throws: Command.Failure.self) {
            try await Self.shell("sleep 600 & echo child $!; wait", timeLimit: .seconds(5))
        }
        let said = try #require(failure).description
        #expect(said.contains("still ran after 5.0 seconds"))
        let number = try #require(said.firstMatch(of: /child ([0-9]+)\n/).flatMap { Int32($0.output.1) })
        // Whoever inherits a killed orphan reaps it in its own time.
        let state = try await Self.shell("ps -o stat= -p \(number) || true").output
        #expect(state.isEmpty || state.hasPrefix("Z"))
    }

    @Test("What a program leaves behind may hold its output open: it has ended all the same")
    func orphan() async throws {
        let outcome = try await Self.shell("sleep 600 & echo $!")
        let number = try #require(Int32(outcome.output.dropLast()))
        #expect(kill(number, SIGKILL) == 0)
    }

    @Test("A program has three descriptors, whatever is open here, marked or not")
    func descriptors() async throws {
        let open = (0..<20).map { _ in Glibc.open("/dev/null", O_RDONLY) }
        defer { for descriptor in open { close(descriptor) } }
        // The fourth is the one that lists them.
        #expect(try await Self.shell("ls /proc/self/fd").output == "0\n1\n2\n3\n")
    }

    @Test("Programs that start at the same moment as one that stays do not wait for it")
    func concurrentStarts() async throws {
        try await withThrowingTaskGroup(of: Void.self) { staying in
            for _ in 0..<20 {
                staying.addTask {
                    await #expect(throws: Command.Failure.self) { try await Self.shell("sleep 600") }
                }
            }
            try await withThrowingTaskGroup(of: Command.Outcome.self) { group in
                for _ in 0..<20 { group.addTask { try await Self.shell("cat", input: "x") } }
                for try await outcome in group { #expect(outcome.output == "x") }
            }
            staying.cancelAll()
        }
    }

    @Test("Waiting for a program takes no thread: many run at once, each until it has seen all others")
    func concurrentRuns() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "command-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = "touch $NAME; until [ $(ls | wc -l) -eq 40 ]; do sleep 0.1; done"
        try await withThrowingTaskGroup(of: Command.Outcome.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await Self.shell(script, in: .inherited(["NAME": "\(number)"]), directory: folder.path)
                }
            }
            for try await outcome in group { #expect(outcome.status == 0) }
        }
    }
}
