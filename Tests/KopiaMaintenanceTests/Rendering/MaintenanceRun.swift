import Foundation
import KopiaMaintenance
import KubernetesAPI
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
    ///   - environment: what the pod and the Secret add.
    ///   - fragments: what the stand-in plays, by the name of its file.
    ///   - shell: the shell that stands for `/bin/sh`.
    ///   - entrypoint: the program of a VolSync image, to run that instead of the script.
    ///   - recordingTools: true to record the arguments of every program that the script starts, as `tools`.
    ///   - preparing: changes the directory that stands for the pod before the run.
    /// - Throws: what the file system or the start of the process makes impossible; ``Command/Failure`` if the run does
    ///   not end.
    init(
        _ environment: [String: String],
        playing fragments: [String: String] = [:],
        in shell: Shell = .dash,
        entrypoint: String? = nil,
        recordingTools: Bool = false,
        preparing: (URL) throws -> Void = { _ in }
    ) async throws {
        let files = FileManager.default
        directory = files.temporaryDirectory.appending(path: "maintenance-run-\(UUID().uuidString)")
        let standIn = directory.appending(path: "stand-in")
        for folder in ["stand-in", "cache", "tmp", "tools", "repo/kopia backups"] {
            try files.createDirectory(at: directory.appending(path: folder), withIntermediateDirectories: true)
        }
        // What tells the script that a folder holds a repository.
        for folder in ["repo", "repo/kopia backups"] {
            try Data().write(to: directory.appending(path: "\(folder)/kopia.repository.f"))
        }
        for (name, text) in fragments {
            try text.write(to: standIn.appending(path: name), atomically: true, encoding: .utf8)
        }
        let tools = directory.appending(path: "tools")
        if recordingTools { try Self.install(Self.standIn.appending(path: "tool"), in: tools) }
        if shell == .busybox { try Self.install(URL(filePath: "/usr/bin/busybox"), in: tools) }
        try preparing(directory)
        let path = [Self.standIn.path, tools.path, "/usr/bin", "/bin"]
        let pod = [
            "PATH": path.joined(separator: ":"),
            "STAND_IN": standIn.path,
            "TMPDIR": directory.appending(path: "tmp").path,
            "KOPIA_CACHE_DIR": directory.appending(path: "cache").path,
            "KOPIA_MAINTENANCE_TERMINATION_LOG": directory.appending(path: "termination-log").path,
        ].merging(environment.mapValues { [directory] in Self.located($0, in: directory) }) { _, given in given }
        // Both streams are one log, in the order in which it was written.
        let outcome = try await Command.run(
            "/bin/sh",
            ["-c", "exec \"$@\" 2>&1", "sh", shell.path] + shell.arguments + (try Self.command(entrypoint: entrypoint)),
            in: .only(pod)
        )
        status = outcome.status
        log = Self.lines(in: outcome.output)
        terminationMessage = Self.lines(of: directory.appending(path: "termination-log"))
        calls = Self.lines(of: standIn.appending(path: "calls")).map(Self.call)
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

    /// The names of what the run left in a directory of its own.
    func contents(of folder: String) -> [String] {
        let path = directory.appending(path: folder).path
        return (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    }

    static let standIn = Fixtures.repository.appending(path: "maintenance/stand-in")

    private static let common = [
        "--config-file=WORK/repository.config", "--log-level=info", "--disable-color", "--disable-file-logging",
        "--no-progress", "--no-auto-maintenance",
    ]

    /// The rendered command without its shell, as the kubelet passes it on.
    private static func command(entrypoint: String?) throws -> [String] {
        let pod = RenderingFixtures.pod(options: RenderingOptions(moverEntrypoint: entrypoint))
        let command = try #require(pod.container["command"]?.array).compactMap(\.string)
        return command.dropFirst().map(KubeletExpansion.expanded)
    }

    /// What the script uses beside kopia.
    private static let tools = [
        "awk", "cat", "cut", "date", "env", "grep", "id", "mkdir", "mkfifo", "mktemp", "rm", "sed", "sort", "stat",
        "tail", "tee", "timeout", "touch", "tr",
    ]

    /// Puts one program into a folder under the name of every tool.
    ///
    /// None is written here: of a file that was, a process that is started beside it may still hold the descriptor for
    /// writing, and then it cannot be run (execve(2), ETXTBSY).
    private static func install(_ program: URL, in folder: URL) throws {
        for tool in tools {
            try FileManager.default.createSymbolicLink(at: folder.appending(path: tool), withDestinationURL: program)
        }
    }

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

    /// Where a run of the tests finds the repository that is in `/mnt/repo` of a pod.
    private static func located(_ value: String, in directory: URL) -> String {
        value.replacing("/mnt/repo", with: directory.appending(path: "repo").path)
    }

    private static func placeholder(_ text: String) -> String {
        text.replacing(/\/[^=:]*\/kopia-maintenance\.[A-Za-z0-9]+/, with: "WORK")
            .replacing(/\/[^=:]*\/maintenance-run-[-A-F0-9]+\/repo/, with: "/mnt/repo")
            .replacing(/\/[^=:]*\/maintenance-run-[-A-F0-9]+/, with: "POD")
    }
}
