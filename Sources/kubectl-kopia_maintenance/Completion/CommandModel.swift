import ArgumentParser
import KubernetesAPI

/// A command with its flags and subcommands, as ArgumentParser describes it to tools (`--experimental-dump-help`).
struct CommandModel: Hashable {
    /// A flag or an option.
    struct Flag: Hashable {
        /// As they are written: `-o`, `--output`.
        let names: Set<String>
        let abstract: String
        let takesValue: Bool
        /// The values that it takes; none if any may be given.
        let values: [String]
        /// Of the files that it names; nil if it names none.
        let fileExtensions: [String]?
    }

    /// A word that is no flag.
    struct Operand: Hashable {
        let name: String
        let isRepeating: Bool
        let values: [String]

        /// True for the name of a KopiaMaintenance.
        var isNameOfObject: Bool { ["name", "names"].contains(name) }
    }

    let name: String
    let abstract: String
    let flags: [Flag]
    let operands: [Operand]
    let commands: [CommandModel]

    /// The model of the whole plugin; nil if ArgumentParser's description is not what it used to be.
    static var plugin: CommandModel? {
        let text = KubectlKopiaMaintenance._dumpHelp()
        return (try? JSONParser.parse(Array(text.utf8)))?["command"].map(CommandModel.init)
    }

    /// The model of a described command.
    init(_ json: JSONValue) {
        let arguments = (json["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool == true }
        name = json["commandName"]?.string ?? ""
        abstract = json["abstract"]?.string ?? ""
        flags = arguments.filter { $0["kind"] != "positional" }.map(Flag.init)
        operands = arguments.filter { $0["kind"] == "positional" }.map(Operand.init)
        let shown = (json["subcommands"]?.array ?? []).filter { $0["shouldDisplay"]?.bool != false }
        commands = shown.map(CommandModel.init)
    }
}

extension CommandModel.Flag {
    fileprivate init(_ json: JSONValue) {
        names = Set(
            (json["names"]?.array ?? []).map { name in
                (name["kind"] == "short" ? "-" : "--") + (name["name"]?.string ?? "")
            }
        )
        abstract = json["abstract"]?.string ?? ""
        takesValue = json["kind"] == "option"
        values = (json["allValues"]?.array ?? []).compactMap(\.string)
        fileExtensions = json["completionKind"]?["file"].map { file in
            (file["extensions"]?.array ?? []).compactMap(\.string)
        }
    }
}

extension CommandModel.Operand {
    fileprivate init(_ json: JSONValue) {
        name = json["valueName"]?.string ?? ""
        isRepeating = json["isRepeating"]?.bool ?? false
        values = (json["allValues"]?.array ?? []).compactMap(\.string)
    }
}
