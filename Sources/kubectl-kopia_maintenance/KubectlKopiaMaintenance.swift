import ArgumentParser
import Foundation

/// The plugin: `kubectl kopia-maintenance`, one file below `Commands` for each subcommand.
@main
struct KubectlKopiaMaintenance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl-kopia_maintenance",
        abstract: "Work with KopiaMaintenance objects.",
        usage: "kubectl kopia-maintenance <command> [flags]",
        discussion: """
            With this program on the PATH, kubectl runs it as `kubectl kopia-maintenance`.

            Exit codes: 0 done, 1 refused, 2 a mistake in the command line or in reading its input.
            """,
        subcommands: [ReviewCommand.self, RenderCommand.self, NextCommand.self, MigrateCommand.self]
    )

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            exit(on: error)
        }
    }

    /// Help goes to standard output; mistakes in the command line go to standard error and end with 2, not with
    /// ArgumentParser's 64: what calls the plugin tells a rejected manifest from a broken call by it.
    private static func exit(on error: any Error) -> Never {
        if error is ExitCode || exitCode(for: error).isSuccess { exit(withError: error) }
        FileHandle.standardError.write(Data("\(fullMessage(for: error))\n".utf8))
        exit(withError: ExitCode(2))
    }
}
