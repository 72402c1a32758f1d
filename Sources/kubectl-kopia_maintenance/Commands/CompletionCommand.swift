import ArgumentParser

/// `completion`: scripts for shells.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print what makes a shell complete command lines, names from the cluster among it.",
        usage: "kubectl kopia-maintenance completion bash|zsh|fish",
        discussion: """
            Under kubectl, the program kubectl_complete-kopia_maintenance on the PATH completes `kubectl \
            kopia-maintenance`, in a shell in which kubectl completes. It is this program under another name:

              ln -s "$(command -v kubectl-kopia_maintenance)" \\
                ~/.local/bin/kubectl_complete-kopia_maintenance

            For the program itself, in this shell:

            EXAMPLES
              source <(kubectl-kopia_maintenance completion bash)
              source <(kubectl-kopia_maintenance completion zsh)
              kubectl-kopia_maintenance completion fish | source
            """
    )

    @Argument(help: "The shell.")
    var shell: CompletedShell

    func run() { StandardStream.output.write(shell.script) }
}
