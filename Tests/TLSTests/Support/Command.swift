import Foundation
import Testing

/// Runs a program, as an independent judge of what this target makes.
struct Command {
    struct Output {
        let status: Int32
        let text: String
    }

    /// - Returns: the exit status, and what was written to standard output and standard error together.
    static func run(_ program: String, _ arguments: [String], input: String = "") throws -> Output {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // A program that waits for ever fails its test instead of stopping all of them.
        process.arguments = ["timeout", "--kill-after=1", "30", program] + arguments
        let output = Pipe.closedOnExec()
        let standardInput = Pipe.closedOnExec()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = standardInput
        try process.run()
        // A program that refuses early reads nothing; what it says is judged, not that.
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? standardInput.fileHandleForWriting.close()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Output(status: process.terminationStatus, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Runs `openssl`, which must succeed.
    @discardableResult static func openssl(_ arguments: String..., input: String = "") throws -> String {
        let output = try run("openssl", arguments, input: input)
        try #require(output.status == 0, "openssl \(arguments.joined(separator: " ")): \(output.text)")
        return output.text
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
