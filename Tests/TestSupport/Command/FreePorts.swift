import Foundation
import Glibc

/// Ports of loopback for programs that must be told theirs before they start.
///
/// They lie below those that the system hands out (`ip_local_port_range`): between the choice and the program's start
/// none of this machine's connections, and no test that lets the system choose, can come by one of them.
package enum FreePorts {
    /// The lowest port that is taken; those below are often somebody's.
    private static let lowest: UInt16 = 10_000

    /// Chooses that many at random; all are held until the last is chosen, so they differ.
    package static func take(_ count: Int) throws -> [Int] {
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        return try (0..<count).map { _ in
            let (port, descriptor) = try choose()
            held.append(descriptor)
            return Int(port)
        }
    }

    private static func choose() throws -> (UInt16, Int32) {
        for _ in 0..<1000 {
            let port = UInt16.random(in: lowest..<firstOfSystem)
            if let descriptor = hold(port) { return (port, descriptor) }
        }
        throw Command.Failure(description: "no port below \(firstOfSystem) is free")
    }

    /// The first port that the system chooses by itself.
    private static let firstOfSystem: UInt16 = {
        let text = (try? String(contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .utf8)) ?? ""
        let first = text.split(whereSeparator: \.isWhitespace).first.flatMap { UInt16($0) }
        // 32768 is the kernel's default.
        return max(first ?? 32_768, lowest + 1000)
    }()

    /// A socket that is bound to the port; nil if somebody else has it.
    private static func hold(_ port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isBound { return descriptor }
        close(descriptor)
        return nil
    }
}
