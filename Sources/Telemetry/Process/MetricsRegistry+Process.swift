import Glibc

extension MetricsRegistry {
    /// Registers the `process_` metrics that every Prometheus client library has, under their standard names.
    package func registerProcessMetrics() {
        let ticksPerSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        let pageSize = Double(max(1, sysconf(Int32(_SC_PAGESIZE))))
        let bootTime = ProcFile.read("/proc/stat").flatMap(ProcessStatistics.bootTime)
        @Sendable func statistics() -> ProcessStatistics? {
            ProcFile.read("/proc/self/stat").flatMap {
                ProcessStatistics.parse($0, ticksPerSecond: ticksPerSecond, pageSize: pageSize)
            }
        }

        observe(
            .counter,
            "process_cpu_seconds_total",
            help: "Processor time that the process has used, in user and kernel mode."
        ) {
            statistics()?.processorSeconds
        }
        observe(.gauge, "process_resident_memory_bytes", help: "Physical memory that the process occupies.") {
            statistics()?.residentMemoryBytes
        }
        observe(.gauge, "process_virtual_memory_bytes", help: "Address space that the process has reserved.") {
            statistics()?.virtualMemoryBytes
        }
        let startTime = bootTime.flatMap { boot in statistics().map { boot + $0.startAfterBoot } }
        observe(.gauge, "process_start_time_seconds", help: "When the process started, as a unix time.") {
            startTime
        }
        observe(.gauge, "process_open_fds", help: "File descriptors that are in use.") {
            (ProcFile.openDescriptors()?.count).map(Double.init)
        }
        observe(.gauge, "process_max_fds", help: "File descriptors that may be in use at once.") {
            Self.descriptorLimit()
        }
    }

    private static func descriptorLimit() -> Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }
}
