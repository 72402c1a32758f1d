import Glibc
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct ChildProcessTests {
    static func shell(
        _ script: String,
        environment: [String: String] = [:],
        timeLimit: Duration = .seconds(300),
        outputLimit: Int = 1 << 16
    ) -> ChildProcess {
        ChildProcess(
            command: "/bin/sh",
            arguments: ["-c", script],
            environment: environment,
            inheritsInput: false,
            timeLimit: timeLimit,
            outputLimit: outputLimit
        )
    }

    static func text(_ child: ChildProcess) async throws -> String {
        String(decoding: try await child.run(), as: UTF8.self)
    }

    @Test("what a program prints comes back, with its environment and no other")
    func output() async throws {
        let text = try await Self.text(Self.shell("echo $0 $NAME; /usr/bin/env | wc -l", environment: ["NAME": "a b"]))
        let lines = text.split(separator: "\n")
        #expect(lines.first == "/bin/sh a b")
        // The shell itself adds PWD and the like, but nothing of this process.
        #expect(Int(lines.last?.filter(\.isNumber) ?? "") ?? 99 < 5)
    }

    @Test("a program without a slash is looked up in PATH")
    func lookup() async throws {
        let child = ChildProcess(
            command: "echo",
            arguments: ["x"],
            environment: [:],
            inheritsInput: false,
            timeLimit: .seconds(300),
            outputLimit: 10
        )
        #expect(try await child.run() == Array("x\n".utf8))
    }

    struct Failing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let child: ChildProcess
        let expected: ChildProcess.Failure
    }

    static let failing: [Failing] = [
        Failing(testDescription: "an exit code", child: shell("exit 3"), expected: .exitCode(3)),
        Failing(testDescription: "a signal", child: shell("kill -9 $$"), expected: .exitCode(137)),
        Failing(
            testDescription: "a program that runs on",
            child: shell("exec sleep 600", timeLimit: .milliseconds(50)),
            expected: .timedOut
        ),
        Failing(
            testDescription: "a program that does not stop printing",
            child: shell("while :; do echo xxxxxxxxxxxxxxxx; done", outputLimit: 1000),
            expected: .tooMuchOutput
        ),
    ]

    @Test("a program that does not end well", arguments: failing)
    func failure(_ testCase: Failing) async throws {
        await #expect(throws: testCase.expected) { try await testCase.child.run() }
    }

    @Test("a program that leaves another one behind, which holds its output, has ended all the same")
    func background() async throws {
        #expect(try await Self.text(Self.shell("sleep 30 2>/dev/null & echo x")) == "x\n")
    }

    @Test("a program that is not there")
    func notStarted() async throws {
        let child = ChildProcess(
            command: "/nonexistent/login",
            arguments: [],
            environment: [:],
            inheritsInput: false,
            timeLimit: .seconds(300),
            outputLimit: 10
        )
        await #expect(throws: ChildProcess.Failure.notStarted("No such file or directory")) { try await child.run() }
    }

    @Test("it reads nothing, has no descriptor of this process, and may be ended by SIGPIPE")
    func surroundings() async throws {
        signal(SIGPIPE, SIG_IGN)
        let descriptor = open("/proc/self/maps", O_RDONLY)
        defer { close(descriptor) }
        let script = "cat; ls -l /proc/self/fd | grep -c maps; grep SigIgn /proc/self/status"
        let lines = try await Self.text(Self.shell(script)).split(separator: "\n")
        #expect(lines.first == "0")
        let ignored = try #require(lines.last.flatMap { UInt64($0.drop { $0 != "\t" }.dropFirst(), radix: 16) })
        // Signals 32 and above are the C library's own.
        #expect(ignored & 0x7fff_ffff == 0)
    }

    @Test("programs that start at the same moment get no descriptor of each other, nor of what is opened meanwhile")
    func concurrent() async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    let descriptors = (0..<10).map { _ in open("/dev/null", O_RDONLY) }
                    defer { for descriptor in descriptors { close(descriptor) } }
                    // The fourth is the one that lists them.
                    return try await Self.text(Self.shell("ls /proc/self/fd"))
                }
            }
            for try await listed in group { #expect(listed == "0\n1\n2\n3\n") }
        }
    }

    @Test("it is ended when the task is cancelled")
    func cancelled() async throws {
        let start = ContinuousClock.now
        let result = await withTaskGroup(of: Result<[UInt8], any Error>.self) { group in
            group.addTask { await Result { try await Self.shell("sleep 600 2>/dev/null; true").run() } }
            group.cancelAll()
            return await group.next()
        }
        #expect(throws: ChildProcess.Failure.cancelled) { try result?.get() }
        #expect(start.duration(to: .now) < .seconds(300))
    }
}

extension Result where Failure == any Error {
    /// The result of a body.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
