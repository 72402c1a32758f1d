import ArgumentParser

/// `review`: what admission would say of manifests.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Say what admission would say of manifests.",
        usage: "kubectl kopia-maintenance review -f FILE|DIR|- [-f …] [-R] [-o text|json|sarif|github] [flags]",
        discussion: """
            Reads YAML and JSON as kubectl does, applies the defaults and the rules of the admission webhook to every \
            KopiaMaintenance, and prints each mistake with file, line and column. Objects of other kinds are skipped \
            and counted; lists are unfolded. No manifest is sent anywhere.

            EXAMPLES
              kubectl kopia-maintenance review -f maintenance.yaml
              kubectl kopia-maintenance review -f clusters/ -R -o github
              kustomize build . | kubectl kopia-maintenance review -f -
              kubectl kopia-maintenance review -f maintenance.yaml \\
                --kubernetes-version cluster

            PLACEHOLDERS
              Flux fills in ${NAME} and ${NAME:=default} before it applies a
              manifest. This command sees the placeholder, so a mistake in a
              value that contains one is a warning, "not judged". To have it
              judged: flux envsubst < FILE | kubectl kopia-maintenance review -f -

            KUSTOMIZE AND HELM
              A file that a kustomization beside the manifests names as a patch
              is judged by what it has: the rest is elsewhere. To have the whole
              judged, build it first: kustomize build DIR, or helm template CHART,
              | kubectl kopia-maintenance review -f -

            CLUSTERS
              A few values are taken by some releases of Kubernetes only, or
              with some feature gates. They are warnings, unless the flags below
              say which cluster the manifests are for; then the verdict is the
              one of that cluster. With --kubernetes-version=cluster the one that
              kubectl would use is asked for its release, and for nothing else.

            OUTPUT
              text    a line for each mistake (file:line:column: error: …), one
                      for each object, and a summary
              json    {objects: [{file, line, column, namespace, name, valid,
                                  errors: [REMARK], warnings: [REMARK],
                                  defaults: [{path, value}], patch}],
                       failures: [{file, line, column, message}],
                       summary: {files, objects, valid, rejected, errors,
                                 warnings, failures, skipped: {KIND: COUNT}}}
                      REMARK is {path, line, column, cause, message}. What does
                      not apply is left out; defaults are left out while a field
                      has the wrong type, and a value of null takes a field away.
                      Fields may be added; none changes its meaning.
              sarif   SARIF 2.1.0, for code scanning
              github  workflow commands, which GitHub shows beside the lines of
                      a pull request

            EXIT CODES
              0  everything would be admitted
              1  something would be rejected
              2  a wrong flag, a file that cannot be read, or a cluster that does not
                 tell its release
            """
    )

    @OptionGroup var manifests: ManifestArguments

    @Option(name: .shortAndLong, help: "How to print.")
    var output = ReportFormat.text

    @Flag(help: "Show what defaulting would add to each object (text output; json always has it).")
    var showDefaults = false

    @Option(
        name: .customLong("validate"),
        help: "Unknown fields, as with kubectl apply: strict rejects them, warn warns of them, ignore says nothing."
    )
    var unknownFields = UnknownFieldPolicy.strict

    @OptionGroup(title: "The cluster that the manifests are for") var target: TargetOptions

    func run() async throws {
        let manifests = try manifests.read()
        let review = ManifestReview(unknownFields: unknownFields, cluster: try await target.capabilities())
        let report = review.report(on: manifests)
        StandardStream.output.write(output.text(of: report, showDefaults: showDefaults))
        if !report.failures.isEmpty { throw ExitCode(2) }
        if report.objects.contains(where: { !$0.isValid }) { throw ExitCode(1) }
    }
}
