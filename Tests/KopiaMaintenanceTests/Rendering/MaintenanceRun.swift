import Foundation
import TestSupport
import Testing

/// One run of what the rendered container runs, in a real shell, with a stand-in for kopia.
struct MaintenanceRun {
    /// A shell and the tools that it finds.
    enum Shell: String, CaseIterable, CustomTestStringConvertible {
        /// Debian's shell and GNU's tools, as in the stock image.
        case dash
        /// busybox for both, as in small images.
        case busybox
        /// What VolSync's image calls `sh`.
        case bash

        var testDescription: String { rawValue }

        /// Those that this machine has.
        static var available: [Shell] { allCases.filter { FileManager.default.isExecutableFile(atPath: $0.path) } }

        /// The two that differ most, for long tables.
        static var extremes: [Shell] { available.filter { $0 != .bash } }

        var path: String {
            switch self {
            case .dash: "/bin/dash"
            case .busybox: "/usr/bin/busybox"
            case .bash: "/bin/bash"
            }
        }

        /// What makes the program be `sh`.
        var arguments: [String] {
            switch self {
            case .dash: []
            case .busybox: ["sh"]
            case .bash: ["--posix"]
            }
        }
    }

    /// A call of kopia: its short name and its arguments, `WORK` standing for the directory of the run.
    struct Call: Equatable {
        let name: String
        let arguments: [String]
    }

    let status: Int32
    let log: [String]
    let calls: [Call]
    let terminationMessage: [String]
    private let directory: URL

    /// Runs the container's command to its end.
    ///
    /// - Parameters:
    ///   - given: what the Secret has, and what the pod adds as variables.
    ///   - image: what the image, or an admission policy, has in the environment.
    ///   - fragments: what the stand-in plays, by the name of its file.
    ///   - shell: the shell that stands for `/bin/sh`.
    ///   - entrypoint: the program of a VolSync image, to run that instead of the script.
    ///   - recordingTools: true to record the arguments of every program that the script starts, as `tools`, and its
    ///     environment.
    ///   - preparing: changes the directory that stands for the pod before the run.
    /// - Throws: what the file system or the start of the process makes impossible; ``Command/Failure`` if the run does
    ///   not end.
    init(
        _ given: [String: String],
        image: [String: String] = [:],
        playing fragments: [String: String] = [:],
        in shell: Shell = .dash,
        entrypoint: String? = nil,
        recordingTools: Bool = false,
        preparing: (URL) throws -> Void = { _ in }
    ) async throws {
        let pod = try MaintenanceRunPod(entrypoint: entrypoint)
        directory = pod.directory
        try pod.addTools(of: shell, recording: recordingTools)
        for (name, text) in fragments {
            try text.write(to: directory.appending(path: "stand-in/\(name)"), atomically: true, encoding: .utf8)
        }
        let environment = try pod.environment(given: given, image: image)
        try preparing(directory)
        // Both streams are one log, in the order in which it was written.
        let outcome = try await Command.run(
            "/bin/sh",
            ["-c", "exec \"$@\" 2>&1", "sh", shell.path] + shell.arguments + (try pod.arguments(in: shell)),
            in: .only(environment)
        )
        status = outcome.status
        log = Self.lines(in: outcome.output)
        terminationMessage = Self.lines(of: directory.appending(path: "termination-log"))
        calls = Self.lines(of: directory.appending(path: "stand-in/calls")).map(Self.call)
    }

    /// Removes what the run left on the disk.
    func cleanUp() { try? FileManager.default.removeItem(at: directory) }
}

extension MaintenanceRun {
    /// The names of the calls, in order.
    var sequence: [String] { calls.map(\.name) }

    /// The value of a machine-readable line of the log.
    func result(_ name: String) -> String? {
        log.last { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    /// The arguments of the first call of that name, without those that every call has.
    func arguments(of name: String) -> [String] {
        (calls.first { $0.name == name }?.arguments ?? []).filter { !Self.common.contains($0) }
    }

    /// The environment of the last call of that name; of a value with line breaks, the first line.
    func environment(of name: String) -> [String: String] {
        let pairs = recorded("environment.\(name)").compactMap { line in
            line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first }).mapValues(Self.placeholder)
    }

    /// The lines of a record that the stand-in made.
    func recorded(_ name: String) -> [String] { Self.lines(of: directory.appending(path: "stand-in/\(name)")) }

    /// What the environment had of each program that the script started, kopia left out; by the program's name.
    var environmentsOfTools: [String: [String]] {
        let prefix = "environment-of."
        let records = contents(of: "stand-in").filter { $0.hasPrefix(prefix) }
        return Dictionary(uniqueKeysWithValues: records.map { (String($0.dropFirst(prefix.count)), recorded($0)) })
    }

    /// The names of what the run left in a directory of its own.
    func contents(of folder: String) -> [String] {
        let path = directory.appending(path: folder).path
        return (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    }

    static let standIn = MaintenanceRunPod.standIn

    private static let common = [
        "--config-file=WORK/repository.config", "--log-level=info", "--disable-color", "--disable-file-logging",
        "--no-progress", "--no-auto-maintenance",
    ]

    private static func lines(of file: URL) -> [String] {
        (try? String(contentsOf: file, encoding: .utf8)).map(lines(in:)) ?? []
    }

    private static func lines(in text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    private static func call(_ line: String) -> Call {
        let parts = line.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
        return Call(name: parts.first ?? "", arguments: parts.dropFirst().map(placeholder))
    }

    private static func placeholder(_ text: String) -> String {
        text.replacing(/\/[^=:]*\/kopia-maintenance\.[A-Za-z0-9]+/, with: "WORK")
            .replacing(/\/[^=:]*\/maintenance-run-[-A-F0-9]+\/repo/, with: "/mnt/repo")
            .replacing(/\/[^=:]*\/maintenance-run-[-A-F0-9]+/, with: "POD")
    }
}
