import Foundation

/// What this process holds; exact only in a process with a single test.
enum OpenDescriptors {
    /// How many of its file descriptors are sockets.
    static var sockets: Int {
        entries("/proc/self/fd").count { number in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
            return target?.hasPrefix("socket:") ?? false
        }
    }

    /// How many threads it has.
    static var threads: Int { entries("/proc/self/task").count }

    private static func entries(_ directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }
}
