import KubernetesAPI

extension PodTemplateRules {
    /// The longest name of a kernel parameter (`SysctlMaxLength`).
    private static let sysctlMaxBytes = 253

    /// `validateSysctls`.
    ///
    /// The same parameter written once with dots and once with slashes is no duplicate there.
    static func sysctls(of context: DecodedField, into findings: inout Findings) {
        var seen: Set<String> = []
        for sysctl in context.elements("sysctls") where sysctl.isObject {
            guard let name = sysctl.text("name") else { continue }
            if name.isEmpty {
                findings.append(.required(sysctl.path.field("name")))
            } else if !isSysctlName(name) {
                findings.append(.invalid(sysctl.path.field("name"), .string(name), sysctlNameRule))
            } else if !seen.insert(name).inserted {
                findings.append(.duplicate(sysctl.path.field("name"), .string(name)))
            }
        }
    }

    private static let sysctlNameRule = """
        must have at most \(sysctlMaxBytes) characters and match regex \
        ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$
        """

    /// Segments between dots or slashes, of lower-case letters and digits, with hyphens and underscores inside.
    private static func isSysctlName(_ name: String) -> Bool {
        guard name.utf8.count <= sysctlMaxBytes else { return false }
        return name.utf8.split(omittingEmptySubsequences: false, whereSeparator: "./".utf8.contains)
            .allSatisfy { segment in
                guard let first = segment.first, let last = segment.last else { return false }
                return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
                    && segment.allSatisfy { isLowerAlphanumeric($0) || "-_".utf8.contains($0) }
            }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
