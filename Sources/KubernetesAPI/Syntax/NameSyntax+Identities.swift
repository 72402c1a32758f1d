extension NameSyntax {
    /// A user's number (IsValidUserID).
    package static func userID(_ value: Int64) -> [String] { identity(value) }

    /// A group's number (IsValidGroupID).
    package static func groupID(_ value: Int64) -> [String] { identity(value) }

    private static func identity(_ value: Int64) -> [String] {
        // Container runtimes take 31 bits.
        let range: ClosedRange<Int64> = 0...2_147_483_647
        return range.contains(value) ? [] : ["must be between \(range.lowerBound) and \(range.upperBound), inclusive"]
    }
}
