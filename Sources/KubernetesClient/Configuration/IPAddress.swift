import Glibc

/// An IPv4 or IPv6 address, for telling addresses from names and for `NO_PROXY`'s ranges.
struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes, the most significant first.
    let bytes: [UInt8]

    /// The address that the text denotes; nil if it is none.
    ///
    /// An IPv6 zone (`%eth0`) is no part of an address here.
    init?(_ text: String) {
        if let address = Self.parse(text, AF_INET, size: 4) {
            bytes = address
        } else if let address = Self.parse(text, AF_INET6, size: 16) {
            bytes = address
        } else {
            return nil
        }
    }

    /// True for 127.0.0.0/8 and ::1.
    var isLoopback: Bool {
        bytes.count == 4 ? bytes.first == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// True if the first bits are those of the other address, which is of the same family.
    func matches(_ network: IPAddress, prefixLength: Int) -> Bool {
        guard bytes.count == network.bytes.count, (0...bytes.count * 8).contains(prefixLength) else { return false }
        return zip(bytes, network.bytes).enumerated().allSatisfy { index, pair in
            let significant = min(max(prefixLength - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> significant)
            return pair.0 & mask == pair.1 & mask
        }
    }

    private static func parse(_ text: String, _ family: Int32, size: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: size)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
