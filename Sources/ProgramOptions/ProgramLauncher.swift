package import ArgumentParser
import Foundation

/// Starts a program: flags and environment in, one clear line and an exit code out.
package enum ProgramLauncher {
    /// Parses and runs; never returns.
    ///
    /// Mistakes are said in one line. Exit codes: 0 done, 64 a bad flag (`EX_USAGE`), 1 anything else.
    package static func run<Program: ParsableCommand>(_ program: Program.Type, flags: [String]) -> Never {
        let arguments = EnvironmentArguments.merge(
            Array(CommandLine.arguments.dropFirst()),
            flags: flags,
            environment: ProcessInfo.processInfo.environment
        )
        do {
            var command = try program.parseAsRoot(arguments)
            try command.run()
            program.exit()
        } catch {
            let code = program.exitCode(for: error)
            if code.isSuccess { program.exit(withError: error) }
            let name = program.configuration.commandName ?? "error"
            let hint = code == .validationFailure ? " (see --help)" : ""
            FileHandle.standardError.write(Data("\(name): \(program.message(for: error))\(hint)\n".utf8))
            program.exit(withError: code)
        }
    }
}
