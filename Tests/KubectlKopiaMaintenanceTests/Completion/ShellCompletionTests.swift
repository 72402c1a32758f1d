import Foundation
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// The scripts for shells, read by the shells themselves.
@Suite("What a shell completes", .timeLimit(.minutes(5)))
struct ShellCompletionTests {
    /// What is completed, and what a user then sees: words, or which files.
    struct Case: Sendable, CustomTestStringConvertible {
        /// The words of the line after the program's name; the last one is completed.
        let words: [String]
        let expected: [String]

        var testDescription: String { words.joined(separator: " ") }
    }

    static let cases = [
        Case(words: ["re"], expected: ["render", "reset-failures", "resume", "review"]),
        Case(words: ["status", "-o", ""], expected: ["json", "name", "table", "wide", "yaml"]),
        Case(words: ["completion", "z"], expected: ["zsh"]),
        Case(words: ["trigger", "--tag", ""], expected: []),
        Case(words: ["status", "--kubeconfig", ""], expected: ["a.yaml", "b.txt"]),
        Case(words: ["review", "-f", ""], expected: ["a.yaml"]),
    ]

    @Test("is what may stand there", arguments: CompletedShell.installed, cases)
    func completes(_ shell: CompletedShell, _ example: Case) async throws {
        let folder = try CompletionFolder()
        defer { folder.remove() }
        let completed = try await shell.complete(example.words, in: folder)
        switch shell {
        case .bash: #expect(completed.sorted() == example.expected)
        // zsh is told which files, and looks for them itself.
        case .zsh where example.expected == ["a.yaml", "b.txt"]: #expect(completed == ["files"])
        case .zsh where example.expected == ["a.yaml"]: #expect(completed == ["files -g *.(json|yaml|yml)"])
        // fish completes any file.
        case .fish where example.expected == ["a.yaml"]: #expect(completed == ["a.yaml", "b.txt"])
        case .zsh, .fish: #expect(completed.map(Self.word).sorted() == example.expected)
        }
    }

    @Test("has its meaning beside it, where the shell shows one", arguments: CompletedShell.installed)
    func meanings(_ shell: CompletedShell) async throws {
        let folder = try CompletionFolder()
        defer { folder.remove() }
        let completed = try await shell.complete(["susp"], in: folder)
        switch shell {
        case .bash: #expect(completed == ["suspend"])
        case .zsh: #expect(completed == ["suspend:Let no new run start."])
        case .fish: #expect(completed == ["suspend\tLet no new run start."])
        }
    }

    /// A completion without its meaning.
    private static func word(_ completion: String) -> String {
        String(completion.prefix { $0 != "\t" && $0 != ":" })
    }
}

/// A folder with two files, a home for what shells keep, and the plugin under its name.
private struct CompletionFolder {
    let files: URL
    let home: URL
    let program: URL

    init() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "km-completion-\(UUID().uuidString)")
        files = root.appending(path: "files")
        home = root.appending(path: "home")
        program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "kubectl-kopia_maintenance")
        for folder in [files, home] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        for name in ["a.yaml", "b.txt"] { try Data().write(to: files.appending(path: name)) }
    }

    func remove() { try? FileManager.default.removeItem(at: files.deletingLastPathComponent()) }
}

extension CompletedShell {
    /// Those that this machine has; that one lacks is said aloud.
    fileprivate static let installed = allCases.filter { shell in
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(shell.rawValue)") }
        if !isThere { print("SKIPPED: completion in \(shell.rawValue): apt-get install \(shell.rawValue)") }
        return isThere
    }

    /// What the shell offers for the last of the words, each with its meaning as the shell has it.
    fileprivate func complete(_ words: [String], in folder: CompletionFolder) async throws -> [String] {
        let outcome = try await Command.run(
            rawValue,
            flags + ["-c", question] + arguments(words, folder.program.path),
            in: .inherited(["HOME": folder.home.path, "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "ZDOTDIR": ""]),
            directory: folder.files.path
        )
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// No file of a user's or a machine's own is read.
    private var flags: [String] {
        switch self {
        case .bash: ["--norc"]
        case .zsh: ["-f"]
        case .fish: ["--no-config"]
        }
    }

    private func arguments(_ words: [String], _ program: String) -> [String] {
        switch self {
        // The first is what the shell calls itself.
        case .bash, .zsh: [rawValue, program] + words
        case .fish: [program] + words
        }
    }

    /// A program for the shell that reads the script and asks for completions.
    private var question: String {
        switch self {
        case .bash:
            """
            source <("$1" completion bash)
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _kubectl_kopia_maintenance
            ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
            """
        case .zsh:
            // What the shell's own completion offers to a script, which a terminal would have to be watched for.
            """
            compdef() { }
            _files() { print -r -- files "$@" }
            _describe() { print -rl -- "${(@P)2}" }
            source <("$1" completion zsh)
            words=("$@") CURRENT=$#
            _kubectl_kopia_maintenance
            """
        case .fish:
            """
            set PATH (dirname $argv[1]) $PATH
            kubectl-kopia_maintenance completion fish | source
            complete --do-complete "kubectl-kopia_maintenance $argv[2..]"
            """
        }
    }
}
