import Glibc
import Subprocess
import SystemPackage

/// Runs other people's programs to their end, as judges of what this project makes, and keeps what they say.
///
/// Waiting takes no thread: hundreds of tests share a few, and one that blocks holds up all others. A program gets
/// three descriptors and no other, so that none keeps open what a test waits for the end of.
package enum Command {
    /// How a program ended.
    package struct Outcome: Sendable, CustomStringConvertible {
        /// Its exit status; 128 and the number of the signal that ended it, as shells count.
        package let status: Int32
        /// What it wrote to standard output.
        package let output: String
        /// What it wrote to standard error.
        package let errors: String

        /// What it wrote, to standard output first.
        package var text: String { output + errors }

        package var description: String { "status \(status)\n\(text)" }
    }

    /// A program that could not be run, or did not do what a test needs.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        /// A failure of this description.
        package init(description: String) { self.description = description }
    }

    /// The environment of a program.
    package enum Surroundings: Sendable {
        /// That of this process, and these variables.
        case inherited([String: String])
        /// These variables alone.
        case only([String: String])
    }

    /// How long a program may run: many times what any needs, on two busy cores as well.
    package static let timeLimit = Duration.seconds(180)

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: its path, or a name to look up in `PATH`.
    ///   - arguments: its arguments, without its own name.
    ///   - input: what it reads from standard input.
    ///   - surroundings: its environment.
    ///   - directory: the directory that it works in; nil for that of this process.
    ///   - timeLimit: how long it may run.
    /// - Returns: how it ended, whatever its exit status.
    /// - Throws: ``Failure`` if it could not be started, or had to be killed because its time was over.
    package static func run(
        _ program: String,
        _ arguments: [String],
        input: String = "",
        in surroundings: Surroundings = .inherited([:]),
        directory: String? = nil,
        timeLimit: Duration = timeLimit
    ) async throws(Failure) -> Outcome {
        let configuration = configuration(program, arguments, surroundings, directory: directory)
        let line = ([program] + arguments).joined(separator: " ")
        let ending: Ending
        do {
            ending = try await race(configuration, input: Array(input.utf8), against: timeLimit)
        } catch {
            throw Failure(description: "\(line): \(error)")
        }
        switch ending {
        case .inTime(let outcome): return outcome
        case .killed(let outcome):
            let said = outcome.map { "\($0)" } ?? ""
            throw Failure(description: "\(line): killed because it still ran after \(timeLimit); \(said)")
        }
    }

    /// Runs a program that has to succeed.
    ///
    /// - Parameters: as of ``run(_:_:input:in:directory:timeLimit:)``.
    /// - Returns: what it wrote to standard output.
    /// - Throws: ``Failure`` also if its exit status is not 0.
    @discardableResult
    package static func output(
        _ program: String,
        _ arguments: [String],
        input: String = "",
        in surroundings: Surroundings = .inherited([:])
    ) async throws(Failure) -> String {
        let outcome = try await run(program, arguments, input: input, in: surroundings)
        guard outcome.status == 0 else {
            throw Failure(description: "\(program) \(arguments.joined(separator: " ")): \(outcome)")
        }
        return outcome.output
    }
}

// MARK: - How

extension Command {
    /// What a program may write: a bound for one that does not stop.
    private static let outputLimit = 64 << 20

    /// Writing to a program that has ended must fail, not end the tests.
    private static let ignoresBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

    private static func configuration(
        _ program: String,
        _ arguments: [String],
        _ surroundings: Surroundings,
        directory: String?
    ) -> Configuration {
        var options = PlatformOptions()
        // A session of its own: what it starts is killed with it, and nobody is asked for a password at the terminal.
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        return Configuration(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(arguments),
            environment: surroundings.variables,
            workingDirectory: directory.map { FilePath($0) },
            platformOptions: options
        )
    }

    /// What came first.
    private enum Ending: Sendable {
        case inTime(Outcome)
        /// The end of the time; what had been written until then.
        case killed(Outcome?)
    }

    private static func race(
        _ configuration: Configuration,
        input: [UInt8],
        against timeLimit: Duration
    ) async throws -> Ending {
        try await withThrowingTaskGroup(of: Outcome?.self, returning: Ending.self) { group in
            // The time is the program's own: before it starts, the task may have waited for long.
            let (waiting, start) = AsyncStream<Void>.makeStream()
            group.addTask {
                defer { start.finish() }
                return try await collect(configuration, input: input) { start.finish() }
            }
            group.addTask {
                for await _ in waiting {}
                try await Task.sleep(for: timeLimit)
                return nil
            }
            let first = try await group.next() ?? nil
            // Ends the timer; or kills the program, which is over with what it has written so far.
            group.cancelAll()
            if let first { return .inTime(first) }
            return .killed(try await group.next() ?? nil)
        }
    }

    private static func collect(
        _ configuration: Configuration,
        input: [UInt8],
        onStart: () -> Void
    ) async throws -> Outcome {
        ignoresBrokenPipes
        let result = try await Subprocess.run(
            configuration,
            input: .inputWriter,
            output: .bytes(limit: outputLimit),
            error: .bytes(limit: outputLimit)
        ) { execution in
            onStart()
            do {
                _ = try await execution.standardInputWriter.write(input)
            } catch {
                // It did not read all of its input, which is its own affair.
            }
        }
        return Outcome(
            status: result.terminationStatus.exitStatus,
            output: String(decoding: result.standardOutput, as: UTF8.self),
            errors: String(decoding: result.standardError, as: UTF8.self)
        )
    }
}

extension Command.Surroundings {
    /// What is passed on.
    var variables: Environment {
        switch self {
        case .inherited(let additional):
            let pairs = additional.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
            return .inherit.updating(Dictionary(uniqueKeysWithValues: pairs))
        case .only(let all):
            let pairs = all.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
            return .custom(Dictionary(uniqueKeysWithValues: pairs))
        }
    }
}

extension TerminationStatus {
    /// The exit status as shells count it.
    var exitStatus: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
