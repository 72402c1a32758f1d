import ArgumentParser

/// `suspend`: no new runs.
struct SuspendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Let no new run start.",
        usage: "kubectl kopia-maintenance suspend NAME … | --all | -l SELECTOR [-n NAMESPACE | -A] [--dry-run MODE]",
        discussion: """
            Sets spec.suspend. A run that is under way goes on. Whoever applies the manifest again, such as Flux or \
            Argo CD, may set the field back: change it there, too.

            EXAMPLES
              kubectl kopia-maintenance suspend nightly -n backup
              kubectl kopia-maintenance suspend --all -A --dry-run server

            EXIT CODES
              0  done, or so already
              1  something is refused, or there is no such object
              2  a wrong flag
            """
    )

    @OptionGroup var objects: ChangeArguments

    func run() async throws { try await objects.make(.suspend) }
}

/// `resume`: the end of ``SuspendCommand``.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let runs start again.",
        usage: "kubectl kopia-maintenance resume NAME … | --all | -l SELECTOR [-n NAMESPACE | -A] [--dry-run MODE]",
        discussion: """
            Ends what suspend began. No run makes up for those that were missed.

            EXAMPLES
              kubectl kopia-maintenance resume nightly -n backup
              kubectl kopia-maintenance resume -l app=db

            EXIT CODES
              0  done, or so already
              1  something is refused, or there is no such object
              2  a wrong flag
            """
    )

    @OptionGroup var objects: ChangeArguments

    func run() async throws { try await objects.make(.resume) }
}

/// `reset-failures`: lets go what failures hold.
struct ResetFailuresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-failures",
        abstract: "Forget failures, so that a schedule that they hold goes on.",
        usage:
            "kubectl kopia-maintenance reset-failures NAME … | --all | -l SELECTOR [-n NAMESPACE | -A] [--dry-run MODE]",
        discussion: """
            Sets the annotation volsync.backube/reset-failures, which the controller takes away when it is done. A \
            manual run that failed is tried again. Mend the cause first: status NAME says what it is.

            EXAMPLES
              kubectl kopia-maintenance reset-failures nightly -n backup
              kubectl kopia-maintenance reset-failures --all --dry-run client

            EXIT CODES
              0  done, or there are no failures
              1  something is refused, or there is no such object
              2  a wrong flag
            """
    )

    @OptionGroup var objects: ChangeArguments

    func run() async throws { try await objects.make(.resetFailures) }
}
