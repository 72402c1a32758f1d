import ArgumentParser
import ProgramOptions

/// The program: flags in, server out.
@main
struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kopia-maintenance-webhook",
        abstract: "The admission webhook of KopiaMaintenance: fills in defaults, explains every mistake at once.",
        discussion: """
            Serves the AdmissionReviews of kube-apiserver over TLS, and probes and metrics over plain HTTP. It holds no \
            credentials of the cluster and calls nobody: every answer is a function of the request.

              POST /mutate-volsync-backube-v1alpha1-kopiamaintenance     defaults
              POST /validate-volsync-backube-v1alpha1-kopiamaintenance   verdicts
              GET  /livez /healthz /readyz /metrics                      probe port

            Certificates are read again when their files change; a broken pair is reported and never used. SIGTERM \
            makes /readyz fail, keeps serving for --shutdown-delay, then lets every request finish. SIGHUP looks at \
            the certificates at once.

            Every flag can be given as an environment variable: --tls-cert-file is KM_TLS_CERT_FILE. A flag wins. \
            Durations are written 250ms, 30s, 1m30s.
            """,
        version: BuildVersion.current
    )

    @OptionGroup(title: "Serving") var serving: ServingOptions
    @OptionGroup(title: "What the cluster can do") var capabilities: CapabilityOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup(title: "Shutting down") var shutdown: ShutdownOptions
    @OptionGroup(title: "Logging") var logging: LoggingOptions

    func run() throws {
        try WebhookProgram(self).run()
    }

    static func main() {
        ProgramLauncher.run(
            Self.self,
            flags: ServingOptions.flags + CapabilityOptions.flags + LimitOptions.flags + ShutdownOptions.flags
                + LoggingOptions.flags
        )
    }
}
