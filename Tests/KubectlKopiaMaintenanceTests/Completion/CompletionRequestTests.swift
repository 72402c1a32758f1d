import Testing

@testable import kubectl_kopia_maintenance

@Suite("What is completed where")
struct CompletionRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// A line whose last word is completed; a blank at its end begins a new one.
        let line: String
        let expected: CompletionRequest

        init(_ line: String, _ expected: CompletionRequest) {
            self.line = line
            self.expected = expected
        }

        var testDescription: String { line }
    }

    static let cases: [Case] = [
        Case("status ", .maintenances), Case("status nightly we", .maintenances), Case("trigger ", .maintenances),
        Case("trigger nightly ", .nothing), Case("status -n ", .namespaces), Case("status --namespace=ba", .namespaces),
        Case("status -n backup ", .maintenances), Case("status --context ", .contexts), Case("status --user ", .users),
        Case("status --cluster ", .clusters), Case("logs nightly --job ", .jobs(of: "nightly")),
        Case("logs -n backup nightly --job ", .jobs(of: "nightly")), Case("logs --job ", .nothing),
        Case("trigger --tag ", .nothing), Case("status --kubeconfig ", .files([])),
        Case("review -f ", .files(["json", "yaml", "yml"])), Case("no-such-command ", .nothing),
        Case("suspend -A --all -l ", .nothing),
    ]

    private static func completed(_ line: String) throws -> CompletionRequest {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        return CompletionRequest(
            after: Array(words.dropLast()),
            last: words.last ?? "",
            of: try #require(CommandModel.plugin)
        )
    }

    @Test("follows from the flags and arguments of the commands", arguments: cases)
    func requests(_ example: Case) throws { #expect(try Self.completed(example.line) == example.expected) }

    static let offers: [(String, [String])] = [
        ("sta", ["status", "trigger", "logs", "suspend", "review", "version"]),
        ("status -o ", ["table", "json", "name"]),
        ("completion ", ["bash", "zsh", "fish"]), ("suspend --dry-run ", ["none", "client", "server"]),
        ("status --", ["--watch", "--output", "--as-group", "--selector"]),
    ]

    @Test("offers commands, values and flags by their long names", arguments: offers)
    func offered(_ line: String, _ some: [String]) throws {
        guard case .words(let words) = try Self.completed(line) else {
            Issue.record("no words for \(line)")
            return
        }
        #expect(Set(some).isSubset(of: words.map(\.word)))
    }

    @Test("is answered as kubectl reads it: a word and its meaning, and what the shell shall do")
    func answer() {
        let words = [
            CompletionWord(word: "nightly", meaning: "held\n0 2"), CompletionWord(word: "weekly", meaning: ""),
        ]
        #expect(CompletionAnswer(words, startingWith: "").text == "nightly\theld 0 2\nweekly\n:4\n")
        #expect(CompletionAnswer(words, startingWith: "w").text == "weekly\n:4\n")
        #expect(CompletionAnswer([], startingWith: "", .files).text == ":0\n")
    }

    @Test("is asked for by the name of the program, or by a first word")
    func commandLine() {
        #expect(Completer.commandLine(["/bin/kubectl_complete-kopia_maintenance", "status", ""]) == ["status", ""])
        #expect(Completer.commandLine(["kubectl-kopia_maintenance", "__complete", "st"]) == ["st"])
        #expect(Completer.commandLine(["kubectl-kopia_maintenance", "status"]) == nil)
        #expect(Completer.commandLine([]) == nil)
    }
}
