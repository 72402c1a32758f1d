import ArgumentParser

/// `migrate`: manifests of earlier releases become those of this one.
struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Rewrite manifests of earlier releases, keeping their text, without a cluster.",
        usage: "kubectl kopia-maintenance migrate -f FILE|DIR|- [-f …] [-R] [--in-place | --diff]",
        discussion: """
            Edits the text of YAML and JSON manifests where something is deprecated or retired; comments, order, quotes, \
            indentation, line ends and ${PLACEHOLDERS} stay as they are, and so does everything else in the files. \
            Migrating twice changes nothing more.

            WHAT CHANGES
              KopiaMaintenance: spec.schedule becomes spec.trigger.schedule, or goes
              where spec.trigger overrides it. maintenanceIntervalDays becomes a
              schedule, maintenanceCronJob moves to spec, a repositorySelector that
              names one Secret becomes repository. Other retired fields go.
              ReplicationSource: maintenanceCronJob and maintenanceIntervalDays go.
              One KopiaMaintenance for each repository Secret and namespace takes
              over; it is added at the end of the file of the first source. Where
              objects name no namespace, a directory counts as one.
              What is removed or decided is told on standard error.

            EXAMPLES
              kubectl kopia-maintenance migrate -f maintenance.yaml
              kubectl kopia-maintenance migrate -f clusters/ -R --diff
              kubectl kopia-maintenance migrate -f clusters/ -R --in-place
              kubectl kopia-maintenance migrate -f maintenance.yaml \\
                | kubectl kopia-maintenance review -f -

            OUTPUT
              Without a flag, the text of all files, changed or not: that of one
              file as it is, those of several as one stream of documents with the
              line "# Source: FILE" before each.
              --diff      a unified diff, as patch -p1 and git apply take it
              --in-place  a line for each file that was changed. A file is replaced
                          as a whole and keeps its mode; a symbolic link stays, and
                          the file that it leads to is replaced.

            EXIT CODES
              0  done; with --diff: there is nothing to do
              1  something was not migrated, or is rejected by admission all the
                 same; with --diff also: there is something to do
              2  a wrong flag, or a file that cannot be read or written; what cannot
                 be read leaves all files as they are
            """
    )

    @OptionGroup var manifests: ManifestArguments

    @Flag(help: "Change the files.")
    var inPlace = false

    @Flag(help: "Show the changes as a unified diff.")
    var diff = false

    mutating func validate() throws {
        guard !inPlace || !diff else { throw ValidationError("give either --in-place or --diff") }
        if inPlace, manifests.filenames.contains(ManifestFiles.standardInput) {
            throw ValidationError("--in-place: standard input is no file")
        }
    }

    func run() throws {
        let read = MigrationFiles(manifests.filenames, isRecursive: manifests.isRecursive)
        guard read.failures.isEmpty else {
            Self.complain(read.failures.map(\.line))
            throw ExitCode(2)
        }
        let migration = ManifestMigration(of: read.files)
        Self.complain(migration.notes + migration.refusals)
        if inPlace {
            try write(migration.results)
        } else {
            let text = diff ? MigrationText.diff(of: migration.results) : MigrationText.stream(of: migration.results)
            StandardStream.output.write(text)
        }
        let isUndone = diff && migration.results.contains(where: \.isChanged)
        if isUndone || !migration.refusals.isEmpty { throw ExitCode(1) }
    }

    private func write(_ results: [ManifestMigration.Result]) throws {
        for result in results where result.isChanged {
            do throws(ReadFailure) {
                try FileReplacement.write(result.new, to: result.name)
            } catch {
                Self.complain([error.line])
                throw ExitCode(2)
            }
            StandardStream.output.write("\(result.name): migrated\n")
        }
    }

    private static func complain(_ lines: [String]) {
        StandardStream.error.write(lines.map { "\($0)\n" }.joined())
    }
}
