import Foundation
import Synchronization

/// Runs programs to their end and keeps what they said.
enum Command {
    /// How a program ended.
    struct Outcome: Sendable, CustomStringConvertible {
        let status: Int32
        let output: String
        let errors: String

        var description: String { "status \(status)\n\(output)\(errors)" }
    }

    /// A program that should have succeeded and did not.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a program with that input, on a thread of its own: waiting here would hold up other tests.
    static func run(
        _ program: String,
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result { try wait(for: program, arguments, input: input, environment: environment) }
                )
            }
        }
    }

    /// Runs a program to its end; output and errors are read as they come, so neither pipe can fill up.
    private static func wait(
        for program: String,
        _ arguments: [String],
        input: String,
        environment: [String: String]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: try path(of: program))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (stdin, stdout, stderr) = (Pipe.closedOnExec(), Pipe.closedOnExec(), Pipe.closedOnExec())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        let errors = BackgroundReader(stderr.fileHandleForReading)
        try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: output, as: UTF8.self),
            errors: errors.text()
        )
    }

    /// Runs a program that has to succeed, and returns what it printed.
    @discardableResult
    static func output(_ program: String, _ arguments: [String], input: String = "") async throws -> String {
        let outcome = try await run(program, arguments, input: input)
        guard outcome.status == 0 else {
            throw Failure(description: "\(program) \(arguments.joined(separator: " ")): \(outcome)")
        }
        return outcome.output
    }

    private static func path(of program: String) throws -> String {
        if program.hasPrefix("/") { return program }
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)") {
            return "\(folder)/\(program)"
        }
        throw Failure(description: "\(program) is not installed")
    }
}

/// Reads a pipe to its end on a thread of its own.
private final class BackgroundReader: Sendable {
    private let data = Mutex(Data())
    private let finished = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
        Thread.detachNewThread { [self] in
            let read = handle.readDataToEndOfFile()
            data.withLock { $0 = read }
            finished.signal()
        }
    }

    /// Everything that was read; waits for the end.
    func text() -> String {
        finished.wait()
        return String(decoding: data.withLock { $0 }, as: UTF8.self)
    }
}

extension Pipe {
    /// A pipe that programs started by other tests meanwhile do not inherit: they would hold its end open.
    fileprivate static func closedOnExec() -> Pipe {
        let pipe = Pipe()
        for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        return pipe
    }
}
