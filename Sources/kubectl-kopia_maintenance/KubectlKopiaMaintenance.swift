import ArgumentParser
import Glibc

/// The plugin: `kubectl kopia-maintenance`, one file below `Commands` for each subcommand.
@main
struct KubectlKopiaMaintenance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl-kopia_maintenance",
        abstract: "Work with KopiaMaintenance objects.",
        usage: "kubectl kopia-maintenance <command> [flags]",
        discussion: """
            With this program on the PATH, kubectl runs it as `kubectl kopia-maintenance`.

            Exit codes: 0 done, 1 refused, 2 a mistake in the command line or in reading its input, 3 a time to wait is \
            over.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Objects of a cluster",
                subcommands: [
                    StatusCommand.self, TriggerCommand.self, LogsCommand.self, SuspendCommand.self, ResumeCommand.self,
                    ResetFailuresCommand.self, DoctorCommand.self,
                ]
            ),
            CommandGroup(
                name: "Manifests",
                subcommands: [ReviewCommand.self, RenderCommand.self, NextCommand.self, MigrateCommand.self]
            ),
            CommandGroup(name: "The plugin", subcommands: [VersionCommand.self, CompletionCommand.self]),
        ]
    )

    static func main() async {
        if let words = Completer.commandLine(CommandLine.arguments) {
            return StandardStream.output.write(await Completer.answer(to: words).text)
        }
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(on: error)
        }
    }

    /// Help goes to standard output; mistakes in the command line go to standard error and end with 2, not with
    /// ArgumentParser's 64: what calls the plugin tells a rejected manifest from a broken call by it.
    private static func exit(on error: any Error) -> Never {
        if let failure = error as? CommandFailure {
            if !failure.description.isEmpty { StandardStream.error.write("error: \(failure)\n") }
            Glibc.exit(failure.code.rawValue)
        }
        if error is ExitCode || exitCode(for: error).isSuccess { exit(withError: error) }
        StandardStream.error.write("\(fullMessage(for: error))\n")
        exit(withError: ExitCode(CommandFailure.Code.usage.rawValue))
    }
}
