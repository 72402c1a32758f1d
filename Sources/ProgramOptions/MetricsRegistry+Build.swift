package import Telemetry

extension MetricsRegistry {
    /// Registers what the program was built from: a series that is always 1, to be joined with others by its labels
    /// (Prometheus' `build_info`).
    ///
    /// - Parameter program: what the names of its metrics begin with, such as `kopia_maintenance_webhook`.
    package func registerBuildInfo(of program: String) {
        gauges("\(program)_build_info", help: "1, with the version of the program.", labels: ["version"])
            .child(BuildVersion.current).set(1)
    }
}
