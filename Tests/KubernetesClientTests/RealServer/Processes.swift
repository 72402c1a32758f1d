import Foundation
import Synchronization

/// Programs that run in the background, by name.
final class Processes: Sendable {
    private struct Running: @unchecked Sendable {
        // Only started, signalled and waited for, each of which may be done from any thread.
        let process: Process
    }

    private let running = Mutex<[String: Running]>([:])

    /// Starts a program of a folder; its output goes to a file.
    func start(_ name: String, in folder: String, logging directory: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "\(folder)/\(name)")
        process.arguments = arguments
        let log = "\(directory)/\(name).log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.standardOutput = FileHandle(forWritingAtPath: log)
        process.standardError = process.standardOutput
        process.standardInput = FileHandle.nullDevice
        try process.run()
        running.withLock { $0[name] = Running(process: process) }
    }

    /// Ends a program and waits for its end.
    func end(_ name: String, by signal: Int32) {
        guard let process = running.withLock({ $0.removeValue(forKey: name) })?.process else { return }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
    }
}
