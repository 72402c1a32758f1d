import ArgumentParser

/// `migrate`: manifests and objects of earlier releases become those of this one.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring manifests, or the objects of a cluster, from earlier releases up to date.",
        usage: """
            kubectl kopia-maintenance migrate -f FILE|DIR|- [-f …] [-R] [--in-place | --diff]
            kubectl kopia-maintenance migrate --cluster [-A] [--dry-run MODE] [--yes]
            """,
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

            A CLUSTER
              --cluster does the same to the objects themselves. The plan is shown
              first, and a question asked unless --yes. New objects are made before
              anything is taken out of a source; an object that somebody changes
              meanwhile stays as it is. Manifests that are applied again bring the
              old fields back: migrate those, too.

            EXAMPLES
              kubectl kopia-maintenance migrate -f maintenance.yaml
              kubectl kopia-maintenance migrate -f clusters/ -R --diff
              kubectl kopia-maintenance migrate -f clusters/ -R --in-place
              kubectl kopia-maintenance migrate -f maintenance.yaml \\
                | kubectl kopia-maintenance review -f -
              kubectl kopia-maintenance migrate --cluster -A --dry-run server
              kubectl kopia-maintenance migrate --cluster -n backup --yes

            OUTPUT
              Without a flag, the text of all files, changed or not: that of one
              file as it is, those of several as one stream of documents with the
              line "# Source: FILE" before each.
              --diff      a unified diff, as patch -p1 and git apply take it
              --in-place  a line for each file that was changed. A file is replaced
                          as a whole and keeps its mode; a symbolic link stays, and
                          the file that it leads to is replaced.
              --cluster   a line for each step of the plan, and one when it is done

            EXIT CODES
              0  done; with --diff: there is nothing to do
              1  something was not migrated, or is rejected by admission all the
                 same; with --diff also: there is something to do; with --cluster
                 also: the question was answered with no
              2  a wrong flag, or a file that cannot be read or written; what cannot
                 be read leaves all files as they are
            """
    )

    @OptionGroup var manifests: OptionalManifestArguments

    @Flag(help: "Change the files.")
    var inPlace = false

    @Flag(help: "Show the changes as a unified diff.")
    var diff = false

    @Flag(name: .customLong("cluster"), help: "Migrate the objects of a cluster instead of manifests.")
    var isLive = false

    @Flag(name: [.customShort("A"), .long], help: "In all namespaces, with --cluster.")
    var allNamespaces = false

    @Option(help: "With --cluster, change nothing: client shows the plan, server lets the API server judge it.")
    var dryRun = DryRun.none

    @Flag(help: "With --cluster, do not ask.")
    var yes = false

    @OptionGroup(title: "Which cluster") var connection: ConnectionArguments

    mutating func validate() throws {
        guard isLive || !manifests.filenames.isEmpty else {
            throw ValidationError("name manifests by -f, or say --cluster")
        }
        if isLive { try validateLive() } else { try validateFiles() }
    }

    private func validateLive() throws {
        guard manifests.filenames.isEmpty, !inPlace, !diff, !manifests.isRecursive else {
            throw ValidationError("-f, -R, --in-place and --diff are about manifests, --cluster is not")
        }
    }

    private func validateFiles() throws {
        guard !allNamespaces, dryRun == .none, !yes else {
            throw ValidationError("-A, --dry-run and --yes go with --cluster")
        }
        guard !inPlace || !diff else { throw ValidationError("give either --in-place or --diff") }
        if inPlace, manifests.filenames.contains(ManifestFiles.standardInput) {
            throw ValidationError("--in-place: standard input is no file")
        }
    }

    func run() async throws { if isLive { try await migrateCluster() } else { try migrateFiles() } }

    private static func complain(_ lines: [String]) {
        StandardStream.error.write(lines.map { "\($0)\n" }.joined())
    }
}

// MARK: - Manifests

extension MigrateCommand {
    private func migrateFiles() throws {
        let read = MigrationFiles(try manifests.find())
        guard read.failures.isEmpty else {
            Self.complain(read.failures.map(\.line))
            throw ExitCode(2)
        }
        let migration = ManifestMigration(of: read.files, under: read.patches)
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
}

// MARK: - A cluster

extension MigrateCommand {
    private func migrateCluster() async throws {
        try await Cluster.use(connection) { cluster in
            let objects = try await cluster.migrationSubjects(in: allNamespaces ? nil : cluster.namespace)
            let migration = LiveMigration(of: objects, on: await cluster.capabilities)
            StandardStream.output.write(migration.steps.map { "\($0.intention)\n" }.joined())
            Self.complain(migration.notes + migration.refusals)
            if migration.steps.isEmpty {
                if migration.refusals.isEmpty { StandardStream.output.write("nothing to migrate\n") }
            } else if dryRun != .client {
                try confirm(migration.steps.count, cluster)
                guard await migration.carryOut(on: cluster, isDryRun: dryRun == .server) else { throw ExitCode(1) }
                if dryRun == .none { Self.complain([Self.hint]) }
            }
            if !migration.refusals.isEmpty { throw ExitCode(1) }
        }
    }

    private static let hint =
        "whoever applies old manifests again, such as Flux or Argo CD, brings the old fields back: migrate those, too (-f)"

    /// Asks before something is stored.
    private func confirm(_ count: Int, _ cluster: Cluster) throws {
        guard dryRun == .none, !yes else { return }
        guard let answer = Question.ask("Change \(count) objects at \(cluster.address)? [y/N] ") else {
            throw CommandFailure("nobody is there to be asked: say --yes, or try it by --dry-run server", code: .usage)
        }
        guard ["y", "yes"].contains(answer.lowercased()) else { throw CommandFailure("nothing is changed") }
    }
}
