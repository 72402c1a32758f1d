/// A set of ASCII octets, asked once per byte of a message head.
///
/// Two words and a shift: no table in memory, no allocation. Octets from 0x80 are never members.
struct ASCIISet: Sendable {
    private let low: UInt64
    private let high: UInt64

    /// The octets of `members`, each of which must be ASCII.
    init(_ members: StaticString) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        members.withUTF8Buffer { octets in
            for octet in octets where octet < 64 { low |= 1 &<< UInt64(octet) }
            for octet in octets where octet >= 64 { high |= 1 &<< UInt64(octet & 63) }
        }
        self.low = low
        self.high = high
    }

    /// Whether `octet` is a member.
    @inline(__always)
    func contains(_ octet: UInt8) -> Bool {
        let word = octet < 64 ? low : high
        return octet < 128 && (word &>> UInt64(octet & 63)) & 1 == 1
    }

    /// Whether every octet of `range` is a member; true for an empty range.
    func containsAll(_ octets: Span<UInt8>, in range: Range<Int>) -> Bool {
        countMembers(octets, in: range) == range.count
    }

    /// How many octets from the start of `range` on are members, one after the other.
    @inline(__always)
    func countMembers(_ octets: Span<UInt8>, in range: Range<Int>) -> Int {
        let part = octets.extracting(range)
        for index in part.indices where !contains(part[index]) { return index }
        return part.count
    }

    /// `tchar` of RFC 9110 §5.6.2: methods, field names, list members.
    static let token = ASCIISet("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    /// `pchar`, `/` and `?` of RFC 3986 §3: a request target's path and query.
    static let target = ASCIISet(
        "-._~!$&'()*+,;=:@%/?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// `reg-name` of RFC 3986 §3.2.2, before a port.
    static let registeredName = ASCIISet(
        "-._~!$&'()*+,;=%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// What stands between the brackets of an IP literal (RFC 3986 §3.2.2).
    static let addressLiteral = ASCIISet("0123456789abcdefABCDEF:.")
}
