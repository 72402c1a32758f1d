import Foundation
import Testing

/// Runs a program that other people use, as an independent judge.
enum Command {
    /// Runs `program`, which has thirty seconds, and returns what it wrote to standard output if it succeeds.
    static func run(_ program: String, _ arguments: String..., input: String = "") throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "--kill-after=1", "30", program] + arguments
        let (output, standardInput) = (Pipe.closedOnExec(), Pipe.closedOnExec())
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = standardInput
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) failed: \(String(decoding: bytes, as: UTF8.self))")
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A file that exists as long as this does.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(bytes).write(to: url)
        path = url.path()
    }

    deinit {
        unlink(path)
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
