import Foundation

/// The file descriptors of this process.
enum OpenDescriptors {
    /// How many of them are sockets; never exact, because tests run side by side.
    static var sockets: Int {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return numbers.count { number in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
            return target?.hasPrefix("socket:") ?? false
        }
    }
}
