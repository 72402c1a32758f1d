import KubernetesAPI

/// Rules for whole numbers with a least value.
enum LimitRules {
    /// Ten minutes: shorter than that no maintenance of a real repository ends; the CRD's own minimum.
    private static let leastActiveDeadlineSeconds: Int64 = 600

    static func notNegative(_ value: JSONValue, _ path: FieldPath) -> [Finding] { atLeast(0, value, path) }

    static func activeDeadline(_ value: JSONValue, _ path: FieldPath) -> [Finding] {
        atLeast(leastActiveDeadlineSeconds, value, path)
    }

    private static func atLeast(_ least: Int64, _ value: JSONValue, _ path: FieldPath) -> [Finding] {
        guard let number = value.int64, number < least else { return [] }
        return [.invalid(path, value, "must be greater than or equal to \(least)")]
    }
}
