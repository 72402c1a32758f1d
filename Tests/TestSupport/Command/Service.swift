package import Foundation
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program that runs until it is told to stop; its output goes to a file beside its data.
///
/// It gets three descriptors and no other, and dies with this process, so that a test run that is killed leaves nothing
/// behind.
package final class Service: Sendable {
    /// The name of the program.
    package let name: String
    /// The file that it writes its output to.
    package let log: URL
    private let life: Task<Int32, any Error>
    private let running: Running

    /// How long a program that is asked to end may take.
    private static let patience = Duration.seconds(60)

    /// The number of the process; nil before it is started and when it has ended.
    ///
    /// Between the end and the nil its number is nobody's: Linux hands numbers out in turn.
    private final class Running: Sendable {
        private let number = Mutex<pid_t?>(nil)

        var processIdentifier: pid_t? { number.withLock { $0 } }

        func set(_ new: pid_t?) { number.withLock { $0 = new } }

        func send(_ signal: Int32) { number.withLock { if let number = $0 { _ = Glibc.kill(number, signal) } } }
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: its arguments, without its own name.
    ///   - folder: the directory that it works in, and that its log is written to.
    ///   - environment: what it gets beside the environment of this process.
    /// - Throws: what the start makes impossible.
    package init(
        _ program: URL,
        _ arguments: [String],
        in folder: URL,
        environment: [String: String] = [:]
    ) async throws {
        name = program.lastPathComponent
        log = folder.appending(path: "\(name).log")
        let output = try FileDescriptor.open(
            FilePath(log.path),
            .writeOnly,
            options: [.create, .truncate, .append, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        let configuration = Configuration(
            executable: .name("setpriv"),
            arguments: Arguments(["--pdeathsig", "KILL", program.path] + arguments),
            environment: Command.Surroundings.inherited(environment).variables,
            workingDirectory: FilePath(folder.path)
        )
        let running = Running()
        let (starts, start) = AsyncThrowingStream<Void, any Error>.makeStream()
        self.running = running
        life = Task {
            do {
                let result = try await Subprocess.run(
                    configuration,
                    input: .none,
                    output: .fileDescriptor(output, closeAfterSpawningProcess: true),
                    error: .combinedWithOutput
                ) { execution in
                    running.set(execution.processIdentifier.value)
                    start.finish()
                }
                running.set(nil)
                return result.terminationStatus.exitStatus
            } catch {
                start.finish(throwing: error)
                throw error
            }
        }
        for try await _ in starts {}
    }

    /// The number of the process; nil when it has ended.
    package var processIdentifier: Int32? { running.processIdentifier }

    /// True until the program has ended.
    package var isRunning: Bool { running.processIdentifier != nil }

    /// What the program has printed so far.
    package var printed: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Waits for the program to end by itself; returns its exit status.
    package func ended() async throws -> Int32 { try await life.value }

    /// Asks the program to end and waits for it; returns its exit status.
    @discardableResult
    package func stop(by signal: Int32 = SIGTERM) async throws -> Int32 {
        running.send(signal)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [running] in
                try await Task.sleep(for: Self.patience)
                running.send(SIGKILL)
            }
            let status = try await life.value
            group.cancelAll()
            return status
        }
    }

    /// Ends the program without asking, and waits for that.
    package func kill() async {
        running.send(SIGKILL)
        _ = await life.result
    }

    /// Waits until a question is answered with yes; gives up when the program ends or the time is over.
    package func wait(upTo limit: Duration = .seconds(120), until ready: () async throws -> Bool) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while try await !ready() {
            guard isRunning, clock.now < deadline else {
                throw Command.Failure(description: "\(name) did not get ready:\n\(printed.suffix(4000))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
