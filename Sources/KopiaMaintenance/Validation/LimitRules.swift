import KubernetesAPI

/// Rules for whole numbers with a least value.
enum LimitRules {
    /// Ten minutes: shorter than that no maintenance of a real repository ends; the CRD's own minimum.
    private static let leastActiveDeadlineSeconds: Int64 = 600

    static func notNegative(_ field: DecodedField, into findings: inout Findings) {
        check(field, isAtLeast: 0, into: &findings)
    }

    static func activeDeadline(_ field: DecodedField, into findings: inout Findings) {
        check(field, isAtLeast: leastActiveDeadlineSeconds, into: &findings)
    }

    private static func check(_ field: DecodedField, isAtLeast least: Int64, into findings: inout Findings) {
        guard let number = field.int64, number < least else { return }
        findings.append(.invalid(field.path, field.value, "must be greater than or equal to \(least)"))
    }
}
