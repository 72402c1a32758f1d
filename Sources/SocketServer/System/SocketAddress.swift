import Glibc

/// An IPv4 or IPv6 address with a port.
package struct SocketAddress: Hashable, Sendable {
    /// The two families that are spoken.
    package enum Family: Hashable, Sendable {
        /// IPv4.
        case ipv4
        /// IPv6.
        case ipv6
    }

    /// The family.
    package let family: Family
    /// The port; 0 asks the kernel to choose one.
    package var port: UInt16
    /// The address in network order: 4 octets, or the two halves of 16.
    private let high: UInt64
    private let low: UInt64
    /// The interface of a link-local IPv6 address.
    private let scope: UInt32

    /// The address that `text` spells: `10.0.0.1`, `::`, `fe80::1`; nil if it is no address.
    ///
    /// Names are not looked up.
    package init?(_ text: String, port: UInt16) {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self.init(family: .ipv4, port: port, high: 0, low: UInt64(UInt32(bigEndian: four.s_addr)), scope: 0)
        } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
            self.init(six, port: port, scope: 0)
        } else {
            return nil
        }
    }

    private init(family: Family, port: UInt16, high: UInt64, low: UInt64, scope: UInt32) {
        self.family = family
        self.port = port
        self.high = high
        self.low = low
        self.scope = scope
    }

    private init(_ address: in6_addr, port: UInt16, scope: UInt32) {
        let halves = unsafe unsafeBitCast(address, to: (UInt64, UInt64).self)
        self.init(
            family: .ipv6,
            port: port,
            high: UInt64(bigEndian: halves.0),
            low: UInt64(bigEndian: halves.1),
            scope: scope
        )
    }

    /// Whether this stands for every address of its family.
    package var isWildcard: Bool { high == 0 && low == 0 }

    /// The IPv4 address that an IPv4-mapped IPv6 address stands for (RFC 4291 §2.5.5.2); any other one unchanged.
    ///
    /// What a socket of both families gives for an IPv4 peer is of no interest to those who read logs.
    package var unmapped: SocketAddress {
        guard family == .ipv6, high == 0, low >> 32 == 0xFFFF else { return self }
        return SocketAddress(family: .ipv4, port: port, high: 0, low: low & 0xFFFF_FFFF, scope: 0)
    }

    /// The address without the port, in its canonical form.
    package var host: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch family {
        case .ipv4:
            var address = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            _ = unsafe inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
        case .ipv6:
            var address = sixteenOctets
            _ = unsafe inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private var sixteenOctets: in6_addr {
        unsafe unsafeBitCast((high.bigEndian, low.bigEndian), to: in6_addr.self)
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `10.0.0.1:9443` or `[::1]:9443`.
    package var description: String {
        family == .ipv4 ? "\(host):\(port)" : "[\(host)]:\(port)"
    }
}

extension SocketAddress {
    /// Room for whatever address the kernel writes, and the form in which it reads one.
    struct Storage {
        private var storage = sockaddr_storage()
        private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

        /// Empty, for the kernel to fill.
        init() {}

        /// Holding `address`.
        init(_ address: SocketAddress) {
            switch address.family {
            case .ipv4:
                var four = sockaddr_in()
                four.sin_family = sa_family_t(AF_INET)
                four.sin_port = address.port.bigEndian
                four.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.low).bigEndian
                store(four)
            case .ipv6:
                var six = sockaddr_in6()
                six.sin6_family = sa_family_t(AF_INET6)
                six.sin6_port = address.port.bigEndian
                six.sin6_addr = address.sixteenOctets
                six.sin6_scope_id = address.scope
                store(six)
            }
        }

        /// The address in here; the IPv4 wildcard if it is of a family that no listener of ours speaks.
        var address: SocketAddress {
            switch Int32(storage.ss_family) {
            case AF_INET6:
                let six = load(sockaddr_in6.self)
                return SocketAddress(six.sin6_addr, port: UInt16(bigEndian: six.sin6_port), scope: six.sin6_scope_id)
            default:
                let four = load(sockaddr_in.self)
                return SocketAddress(
                    family: .ipv4,
                    port: UInt16(bigEndian: four.sin_port),
                    high: 0,
                    low: UInt64(UInt32(bigEndian: four.sin_addr.s_addr)),
                    scope: 0
                )
            }
        }

        /// Lends the storage to a system call that reads or writes it.
        mutating func withMutablePointer<Result, Failure: Error>(
            _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            try unsafe withUnsafeMutablePointer(to: &length) { length throws(Failure) in
                try unsafe withUnsafeMutablePointer(to: &storage) { storage throws(Failure) in
                    try unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address throws(Failure) in
                        try unsafe body(address, length)
                    }
                }
            }
        }

        private mutating func store<Address>(_ address: Address) {
            length = socklen_t(MemoryLayout<Address>.size)
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: address, as: Address.self) }
        }

        private func load<Address>(_ type: Address.Type) -> Address {
            unsafe withUnsafeBytes(of: storage) { unsafe $0.loadUnaligned(as: type) }
        }
    }
}
