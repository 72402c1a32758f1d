/// What the kernel knows of this process, from the text of `/proc`.
struct ProcessStatistics: Sendable, Equatable {
    /// Processor time in user and kernel mode.
    let processorSeconds: Double
    /// Seconds from the start of the machine to the start of the process.
    let startAfterBoot: Double
    let virtualMemoryBytes: Double
    let residentMemoryBytes: Double

    /// Reads `/proc/self/stat`, proc(5).
    ///
    /// - Parameters:
    ///   - stat: the line.
    ///   - ticksPerSecond: `sysconf(_SC_CLK_TCK)`.
    ///   - pageSize: bytes in a page of memory.
    /// - Returns: `nil` when the line is not what proc(5) says.
    static func parse(_ stat: String, ticksPerSecond: Double, pageSize: Double) -> ProcessStatistics? {
        // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[end...].dropFirst().split(separator: " ", omittingEmptySubsequences: true)
        /// - Parameter number: counts from 1, as in proc(5); the name is field 2.
        func field(_ number: Int) -> Double? {
            fields.indices.contains(number - 3) ? Double(fields[number - 3]) : nil
        }
        guard let user = field(14), let system = field(15), let start = field(22), let virtual = field(23),
            let resident = field(24)
        else { return nil }
        return ProcessStatistics(
            processorSeconds: (user + system) / ticksPerSecond,
            startAfterBoot: start / ticksPerSecond,
            virtualMemoryBytes: virtual,
            residentMemoryBytes: resident * pageSize
        )
    }

    /// Finds the moment when the machine started, unix seconds, in `/proc/stat`.
    static func bootTime(_ stat: String) -> Double? {
        for line in stat.split(separator: "\n") where line.hasPrefix("btime ") {
            return Double(line.dropFirst("btime ".count))
        }
        return nil
    }
}
