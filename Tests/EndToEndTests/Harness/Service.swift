import Foundation

/// A program that runs until it is told to stop; its output goes to a file beside its data.
final class Service: @unchecked Sendable {
    // Started before it is shared and only signalled afterwards; Process itself locks its state.
    private let process = Process()
    let name: String
    let log: URL

    /// Starts a program in that folder.
    init(_ program: URL, _ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws {
        name = program.lastPathComponent
        log = folder.appending(path: "\(name).log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    var processIdentifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// What the program has printed so far.
    var printed: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Asks the program to end and waits for it; returns its exit status.
    @discardableResult
    func stop() -> Int32 {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends the program without asking.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Waits until a question is answered with yes; gives up when the program ends or the time is over.
    func wait(upTo limit: Duration = .seconds(60), until ready: () async throws -> Bool) async throws {
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
