import Glibc

/// How many processors this process may use.
package enum ProcessorCount {
    /// The processors that the scheduler gives to this process, or fewer when its control group has a quota of time; at
    /// least one.
    ///
    /// In a container the machine's own number misleads: with the quota of one processor, the threads for sixty-four
    /// only take turns and memory.
    package static func usable() -> Int {
        let online = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let allowed = read("/proc/self/status").flatMap(allowed(inStatus:)) ?? online
        let quota = read("/sys/fs/cgroup/cpu.max").flatMap(quota(inCPUMax:)) ?? quotaOfFirstVersion() ?? online
        return max(1, min(online, allowed, quota))
    }

    /// The bits that are set in the mask `Cpus_allowed` of proc(5).
    static func allowed(inStatus text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("Cpus_allowed:") {
            let digits = line.drop { $0 != ":" }.dropFirst().compactMap(\.hexDigitValue)
            let count = digits.reduce(0) { $0 + $1.nonzeroBitCount }
            return count > 0 ? count : nil
        }
        return nil
    }

    /// Quota and period of `cpu.max` (control groups of version 2) in whole processors, rounded up; nil if unlimited.
    static func quota(inCPUMax text: String) -> Int? {
        let numbers = text.split { $0 == " " || $0 == "\n" }.map { Int($0) }
        guard numbers.count == 2, let quota = numbers[0], let period = numbers[1] else { return nil }
        return processors(quota: quota, period: period)
    }

    private static func quotaOfFirstVersion() -> Int? {
        let folder = "/sys/fs/cgroup/cpu/"
        let numbers = ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map { file in
            read(folder + file).flatMap { Int($0.prefix { $0 != "\n" }) }
        }
        guard let quota = numbers[0], let period = numbers[1] else { return nil }
        return processors(quota: quota, period: period)
    }

    /// A quota of -1 is none, in the first version.
    private static func processors(quota: Int, period: Int) -> Int? {
        quota > 0 && period > 0 ? (quota - 1) / period + 1 : nil
    }

    /// The start of a small file of the kernel's; nil if it cannot be read.
    private static func read(_ path: String) -> String? {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        let descriptor = FileDescriptor(owning: number)
        var buffer = [UInt8](repeating: 0, count: 8192)
        let outcome = SystemCall.attempt { unsafe Glibc.read(descriptor.rawValue, &buffer, buffer.count) }
        guard case .success(let count) = outcome else { return nil }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
