import KubernetesAPI

/// What is to be completed at the end of a command line.
enum CompletionRequest: Hashable {
    /// One of these words, with what they mean.
    case words([CompletionWord])
    /// The name of an object in the namespace.
    case maintenances
    /// The name of one of an object's Jobs.
    case jobs(of: String)
    case namespaces
    case contexts
    case clusters
    case users
    /// A file; of these extensions, if there are any.
    case files([String])
    case nothing
}

/// A word that may stand there.
struct CompletionWord: Hashable {
    let word: String
    let meaning: String
}

extension CompletionRequest {
    /// What the last word of a command line may be.
    ///
    /// - Parameters:
    ///   - words: the words before it, without the program's.
    ///   - last: what there is of the last one; may be empty.
    ///   - program: the program's commands and flags.
    init(after words: [String], last: String, of program: CommandModel) {
        var words = words[...]
        guard let name = words.popFirst() else {
            let commands = program.commands.map { CompletionWord(word: $0.name, meaning: $0.abstract) }
            self = .words(last.hasPrefix("-") ? Self.flags(program.flags) : commands)
            return
        }
        guard let command = program.commands.first(where: { $0.name == name }) else {
            self = .nothing
            return
        }
        self.init(in: command, words, last)
    }

    private init(in command: CommandModel, _ words: ArraySlice<String>, _ last: String) {
        var operands: [String] = []
        var pending: CommandModel.Flag?
        for word in words {
            if pending != nil {
                pending = nil
            } else if let flag = command.flags.first(where: { $0.names.contains(word) }) {
                pending = flag.takesValue ? flag : nil
            } else if !word.hasPrefix("-") {
                operands.append(word)
            }
        }
        if let pending {
            self = Self.value(of: pending, operands)
        } else if last.hasPrefix("--"), let equals = last.firstIndex(of: "=") {
            let flag = command.flags.first { $0.names.contains(String(last[..<equals])) }
            self = flag.map { Self.value(of: $0, operands) } ?? .nothing
        } else if last.hasPrefix("-") {
            self = .words(Self.flags(command.flags))
        } else {
            self = Self.operand(of: command, after: operands)
        }
    }

    private static func flags(_ flags: [CommandModel.Flag]) -> [CompletionWord] {
        flags.compactMap { flag in
            flag.names.filter { $0.hasPrefix("--") }.max { $0.count < $1.count }
                .map { CompletionWord(word: $0, meaning: flag.abstract) }
        }
    }

    private static func value(of flag: CommandModel.Flag, _ operands: [String]) -> CompletionRequest {
        if flag.names.contains("--namespace") { return .namespaces }
        if flag.names.contains("--context") { return .contexts }
        if flag.names.contains("--cluster") { return .clusters }
        if flag.names.contains("--user") { return .users }
        if flag.names.contains("--job") { return operands.first.map { .jobs(of: $0) } ?? .nothing }
        if let extensions = flag.fileExtensions { return .files(extensions) }
        return flag.values.isEmpty
            ? .nothing : .words(flag.values.map { CompletionWord(word: $0, meaning: "") })
    }

    private static func operand(of command: CommandModel, after operands: [String]) -> CompletionRequest {
        guard let operand = command.operands.first else { return .nothing }
        guard operand.values.isEmpty else {
            return operands.isEmpty
                ? .words(operand.values.map { CompletionWord(word: $0, meaning: "") }) : .nothing
        }
        guard operand.isNameOfObject, operand.isRepeating || operands.isEmpty else { return .nothing }
        return .maintenances
    }
}
