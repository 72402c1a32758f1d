import Foundation
import TestSupport

/// The plugin as a user runs it: another process.
struct Plugin {
    let status: Int32
    let output: String
    let complaints: String

    /// Runs it to its end.
    init(_ arguments: [String], input: String = "") throws {
        let process = Process()
        // The test runner lies beside the programs that were built with it.
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "kubectl-kopia_maintenance")
        process.arguments = arguments
        process.currentDirectoryURL = Fixtures.repository
        let (standardInput, standardOutput) = (Pipe.closedOnExec(), Pipe.closedOnExec())
        let standardError = Pipe.closedOnExec()
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = standardError
        try process.run()
        // A pipe holds 64 KiB; what the tests send and receive is less, so neither end waits for the other.
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        output = String(decoding: try standardOutput.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        complaints = String(decoding: try standardError.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
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
