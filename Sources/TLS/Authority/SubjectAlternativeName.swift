import Glibc

/// A name that a certificate is issued for (RFC 5280, 4.2.1.6), known to be well-formed.
package struct SubjectAlternativeName: Sendable, Hashable {
    /// How the name is written into the certificate.
    enum Form: Sendable {
        case dns
        case ip
    }

    let form: Form
    /// The name as text.
    package let text: String

    /// The longest DNS name, RFC 1035 section 2.3.4 without the root's dot.
    private static let longestDNSName = 253
    /// The longest label of a DNS name, RFC 1035 section 2.3.4.
    private static let longestLabel = 63

    /// An IP address when `text` is one, otherwise a DNS name, the first label of which may be `*`.
    ///
    /// - Parameter text: the name as an administrator writes it.
    /// - Throws: ``TLSError/invalidName(_:reason:)``.
    package init(_ text: String) throws(TLSError) {
        if Self.isIPAddress(text) {
            form = .ip
        } else {
            guard text.utf8.count <= Self.longestDNSName else {
                throw .invalidName(text, reason: "a dns name has at most \(Self.longestDNSName) characters")
            }
            let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let plain = labels.first.map { $0.elementsEqual("*".utf8) } == true ? labels.dropFirst() : labels[...]
            guard !plain.isEmpty, plain.allSatisfy(Self.isLabel) else {
                throw .invalidName(text, reason: "neither an ip address nor a dns name")
            }
            form = .dns
        }
        self.text = text
    }

    private static func isIPAddress(_ text: String) -> Bool {
        guard !text.utf8.contains(0) else { return false }
        var address = in6_addr()
        return unsafe inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        (1...longestLabel).contains(label.count) && label.first != UInt8(ascii: "-")
            && label.last != UInt8(ascii: "-") && label.allSatisfy(isLabelByte)
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
