import Foundation
import KubernetesAPI
import TestSupport

/// A command of a program and its flags, as the program itself describes them.
struct ProgramCommand: Sendable {
    /// A flag or an option.
    struct Flag: Sendable {
        /// How it is written: `--output`, `-o`.
        let names: Set<String>
        /// The longest of the names, which the environment variable is made of.
        let name: String
        /// False for a switch, which no environment variable can set.
        let takesValue: Bool
        /// Nil if it has none.
        let defaultValue: String?
    }

    /// The program and, where there are, the subcommands: `kubectl-kopia_maintenance review`.
    let path: String
    /// Without `--help` and `--version`, which every program has.
    let flags: [Flag]

    /// All commands of a program.
    static func all(of program: String) async throws -> [ProgramCommand] {
        // What ArgumentParser offers to tools that make manuals.
        let text = try await Command.output(
            Programs.folder.appending(path: program).path,
            ["--experimental-dump-help"]
        )
        return commands(in: try JSONParser.parse(Array(text.utf8))["command"] ?? .null, below: "")
    }

    private static func commands(in json: JSONValue, below parent: String) -> [ProgramCommand] {
        let name = json["commandName"]?.string ?? ""
        guard name != "help", json["shouldDisplay"]?.bool != false else { return [] }
        let path = parent.isEmpty ? name : "\(parent) \(name)"
        let flags = (json["arguments"]?.array ?? []).compactMap(flag)
        return [ProgramCommand(path: path, flags: flags)]
            + (json["subcommands"]?.array ?? []).flatMap { commands(in: $0, below: path) }
    }

    private static func flag(_ json: JSONValue) -> Flag? {
        let names = (json["names"]?.array ?? []).map { name in
            (name["kind"] == "short" ? "-" : "--") + (name["name"]?.string ?? "")
        }
        guard json["kind"] != "positional", json["shouldDisplay"]?.bool == true,
            let longest = names.max(by: { $0.count < $1.count }), longest != "--help", longest != "--version"
        else { return nil }
        return Flag(
            names: Set(names),
            name: longest,
            takesValue: json["kind"] == "option",
            defaultValue: json["defaultValue"]?.string
        )
    }
}
