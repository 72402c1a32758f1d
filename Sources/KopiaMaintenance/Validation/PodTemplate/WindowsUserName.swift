/// The name of a Windows user as a security context takes it: `USER` or `DOMAIN\USER`.
///
/// After the part of `validateWindowsSecurityContextOptions` for `runAsUserName`, whose limits come from Active
/// Directory's naming conventions.
enum WindowsUserName {
    /// A domain is shorter than this many bytes (`maxRunAsUserNameDomainLength`).
    private static let domainBytes = 256

    /// A user's name has at most this many bytes (`maxRunAsUserNameUserLength`).
    private static let userMaxBytes = 104

    /// A NetBIOS name has at most this many characters.
    private static let netBIOSMaxCharacters = 15

    /// One label of a domain name has at most this many characters (RFC 1035 §2.3.4).
    private static let labelMaxCharacters = 63

    /// What is wrong with a name, one sentence each.
    static func problems(of name: String) -> [String] {
        if name.isEmpty { return ["runAsUserName cannot be an empty string"] }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            return ["runAsUserName cannot contain control characters"]
        }
        // Three parts are too many already, and there may be a million.
        let parts = name.unicodeScalars.split(separator: "\\", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count <= 2, let user = parts.last else {
            return ["runAsUserName cannot contain more than one backslash"]
        }
        guard parts.count == 2, let domain = parts.first else { return userProblems(user) }
        return domainProblems(domain) + userProblems(user)
    }

    private static func domainProblems(_ domain: String.UnicodeScalarView.SubSequence) -> [String] {
        var problems: [String] = []
        if Substring(domain).utf8.count >= domainBytes {
            problems.append("runAsUserName's Domain length must be under \(domainBytes) characters")
        }
        if !isNetBIOSName(domain), !isDomainName(domain) {
            problems.append("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
        }
        return problems
    }

    private static func userProblems(_ user: String.UnicodeScalarView.SubSequence) -> [String] {
        if user.isEmpty { return ["runAsUserName's User cannot be empty"] }
        var problems: [String] = []
        if Substring(user).utf8.count > userMaxBytes {
            problems.append("runAsUserName's User length must not be longer than \(userMaxBytes) characters")
        }
        let bytes = Substring(user).utf8
        if bytes.allSatisfy({ $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ") }) {
            problems.append("runAsUserName's User cannot contain only periods or spaces")
        }
        if bytes.contains(where: isForbidden) {
            problems.append("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]")
        }
        return problems
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        guard byte < 0x80 else { return false }
        return forbidden & 1 << UInt128(byte) != 0
    }

    /// A bit for each character of ASCII.
    private static let forbidden = "\"/\\:;|=,+*?<>@[]".utf8.reduce(UInt128(0)) { $0 | 1 << UInt128($1) }

    private static func isNetBIOSName(_ name: String.UnicodeScalarView.SubSequence) -> Bool {
        (1...netBIOSMaxCharacters).contains(name.count) && name.first != "."
            && !name.contains(where: "\\/:*?\"<>|".unicodeScalars.contains)
    }

    private static func isDomainName(_ name: String.UnicodeScalarView.SubSequence) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            label.count <= labelMaxCharacters && label.first != "-" && label.last != "-" && !label.isEmpty
                && label.allSatisfy { $0 == "-" || ($0.isASCII && $0.properties.isAlphanumeric) }
        }
    }
}

extension Unicode.Scalar.Properties {
    /// True for letters and digits.
    fileprivate var isAlphanumeric: Bool { isAlphabetic || numericType == .decimal }
}
