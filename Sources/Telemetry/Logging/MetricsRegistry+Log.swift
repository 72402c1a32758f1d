extension MetricsRegistry {
    /// Registers the number of log lines that a writer has lost.
    package func registerLogMetrics(of writer: LogWriter) {
        observe(
            .counter,
            "kopia_maintenance_log_lines_dropped_total",
            help: "Log lines lost because their reader was too slow or had gone."
        ) {
            Double(writer.droppedLines)
        }
    }
}
