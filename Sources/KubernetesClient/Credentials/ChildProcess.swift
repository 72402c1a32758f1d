import Subprocess
import SystemPackage

/// A program that is run to its end for what it prints.
///
/// Its standard error is this process's own, so that it can talk to a person; it gets no other descriptor, whatever else
/// is open or starts at the same moment. Waiting blocks no thread. Every path ends with the child reaped.
struct ChildProcess {
    /// Why there is no output.
    enum Failure: Error, Equatable {
        /// It could not be started; what the system says.
        case notStarted(String)
        /// It ran longer than allowed and was killed.
        case timedOut
        /// It printed more than allowed and was killed.
        case tooMuchOutput
        /// It ended with this code, or by a signal (128 + its number, as shells count).
        case exitCode(Int32)
        /// The task was cancelled; the child was killed.
        case cancelled
    }

    /// The program: a path, or a name to look up in this process's `PATH`.
    let command: String
    /// Its arguments, without its own name.
    let arguments: [String]
    /// Its whole environment.
    let environment: [String: String]
    /// True if it may read this process's standard input; else it reads nothing.
    let inheritsInput: Bool
    /// How long it may run.
    let timeLimit: Duration
    /// How many bytes it may print.
    let outputLimit: Int

    /// Runs the program and returns what it printed, if it ends with exit code 0.
    func run() async throws(Failure) -> [UInt8] {
        let ending = await withTaskGroup(of: Ending.self) { group in
            group.addTask { await collect() }
            group.addTask {
                do {
                    try await Task.sleep(for: timeLimit)
                    return .failure(.timedOut)
                } catch {
                    return .failure(.cancelled)
                }
            }
            let first = await group.next() ?? .failure(.cancelled)
            // Ends the timer, or kills the child; the group waits for it to be reaped.
            group.cancelAll()
            return first
        }
        if Task.isCancelled { throw .cancelled }
        return try ending.get()
    }

    private typealias Ending = Result<[UInt8], Failure>

    /// Runs the program; a task that is cancelled meanwhile kills it.
    private func collect() async -> Ending {
        do {
            let result =
                if inheritsInput {
                    try await output(reading: .currentStandardInput)
                } else {
                    try await output(reading: .none)
                }
            return result
        } catch let error as SubprocessError {
            return .failure(Failure(error))
        } catch {
            return .failure(.cancelled)
        }
    }

    private func output<Input: InputProtocol>(reading input: Input) async throws -> Ending {
        let executable = try await executable.resolveExecutablePath(in: .inherit)
        let result = try await Subprocess.run(
            .path(executable),
            // It sees the name that it was called by.
            arguments: Arguments(executablePathOverride: command, remainingValues: arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: environment.map { (.init(stringLiteral: $0), $1) })),
            input: input,
            output: .bytes(limit: outputLimit),
            error: .currentStandardError
        )
        switch result.terminationStatus {
        case .exited(0): return .success(result.standardOutput)
        case .exited(let code): return .failure(.exitCode(code))
        case .signaled(let signal): return .failure(.exitCode(128 + signal))
        }
    }

    private var executable: Executable { command.contains("/") ? .path(FilePath(command)) : .name(command) }
}

extension ChildProcess.Failure {
    /// What kept a program from its end.
    fileprivate init(_ error: SubprocessError) {
        switch error.code {
        case .outputLimitExceeded: self = .tooMuchOutput
        case .executableNotFound: self = .notStarted(Errno.noSuchFileOrDirectory.description)
        default: self = .notStarted(error.underlyingError?.description ?? error.description)
        }
    }
}
