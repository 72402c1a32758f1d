import TestSupport
import Testing

@Suite("The reference of flags", .timeLimit(.minutes(5)))
struct ReferenceFlagsTests {
    private static let programs = [
        "kopia-maintenance-webhook", "kopia-maintenance-controller", "kubectl-kopia_maintenance",
    ]

    /// The programs whose flags are environment variables too.
    private static let servers: Set<String> = ["kopia-maintenance-webhook", "kopia-maintenance-controller"]

    @Test("has a row for every flag, and none that does not exist", arguments: programs)
    func flags(of program: String) async throws {
        let page = try ReferencePage()
        let commands = try await ProgramCommand.all(of: program)
        try #require(!commands.flatMap(\.flags).isEmpty)
        for command in commands {
            let rows = page.rows("Flags", command.path)
            for flag in command.flags where !rows.contains(where: { Set($0.code(0)) == flag.names }) {
                let names = flag.names.sorted().joined(separator: " ")
                Issue.record("docs/reference.md, Flags, \(command.path): no row for \(names)")
            }
            for row in rows where !command.flags.contains(where: { $0.names == Set(row.code(0)) }) {
                Issue.record("\(row): \(command.path) has no such flag")
            }
        }
    }

    @Test("gives the default that each flag has, and its environment variable", arguments: programs)
    func values(of program: String) async throws {
        let page = try ReferencePage()
        let hasVariables = Self.servers.contains(program)
        for command in try await ProgramCommand.all(of: program) {
            for row in page.rows("Flags", command.path) {
                guard let flag = command.flags.first(where: { $0.names == Set(row.code(0)) }) else { continue }
                #expect(row.wholeCode(hasVariables ? 2 : 1) == flag.defaultValue, "\(row)")
                guard hasVariables else { continue }
                #expect(row.wholeCode(1) == (flag.takesValue ? Self.variable(for: flag.name) : nil), "\(row)")
            }
        }
    }

    @Test("speaks of no command that does not exist")
    func commands() async throws {
        var known: Set<String> = []
        for program in Self.programs { known.formUnion(try await ProgramCommand.all(of: program).map(\.path)) }
        let written = Set(try ReferencePage().chapter("Flags").map(\.title))
        #expect(written.subtracting(known) == [])
    }

    private static func variable(for flag: String) -> String {
        "KM_" + flag.drop { $0 == "-" }.uppercased().replacing("-", with: "_")
    }
}
