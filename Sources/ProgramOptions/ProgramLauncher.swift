package import ArgumentParser
import Glibc

/// Starts a program: flags and environment in, one clear line and an exit code out.
package enum ProgramLauncher {
    /// Parses and runs; never returns.
    ///
    /// Mistakes are said in one line. Exit codes: 0 done, 64 a bad flag (`EX_USAGE`), 1 anything else.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - flags: the names of the flags that the environment may give.
    ///   - arguments: the command line without the name of the program.
    package static func run<Program: ParsableCommand>(
        _ program: Program.Type,
        flags: [String],
        arguments: [String] = Array(CommandLine.arguments.dropFirst())
    ) -> Never {
        StandardDescriptors.fill()
        let environment = EnvironmentArguments(
            flags: flags,
            arguments: arguments,
            variable: { getenv($0).map { String(cString: $0) } }
        )
        do {
            var command = try program.parseAsRoot(environment.arguments)
            try command.run()
            program.exit()
        } catch {
            let code = program.exitCode(for: error)
            if code.isSuccess { program.exit(withError: error) }
            let isUsage = code == .validationFailure
            let name = program.configuration.commandName ?? "error"
            let message = OneLine.of(program.message(for: error))
            let form = DurationArgument.hint(for: message) + NumberHint.hint(for: message)
            let hint = isUsage ? form + environment.hint(for: message) + " (see --help)" : ""
            let line = Array("\(name): \(message)\(hint)\n".utf8)
            // To the end of the program it matters little whether its last words were heard.
            _ = write(STDERR_FILENO, line, line.count)
            program.exit(withError: code)
        }
    }
}

/// Text of several lines as one line.
enum OneLine {
    /// The lines with spaces between them; the points of a list, which begin with a dash, with commas.
    static func of(_ text: String) -> String {
        var line = ""
        var isInList = false
        for part in text.split(separator: "\n") {
            let words = part.drop { $0 == " " }
            guard !words.isEmpty else { continue }
            let isPoint = words.hasPrefix("- ")
            if !line.isEmpty { line += isPoint && isInList ? ", " : " " }
            line += isPoint ? words.dropFirst(2) : words
            isInList = isPoint
        }
        return line
    }
}
