/// Why a text is not a duration.
package enum GoDurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not numbers with units.
    case malformed
    /// A number without a unit.
    case missingUnit
    /// A unit that Go does not know.
    case unknownUnit(String)
    /// More nanoseconds than 64 bits hold, about 292 years.
    case tooLong

    /// One lower-case clause.
    package var description: String {
        switch self {
        case .malformed: "it is not a number with a unit, such as 1h30m"
        case .missingUnit: "a unit is missing, allowed are ns, us, ms, s, m and h"
        case .unknownUnit(let unit): "the unit \(quoted(unit)) is not known, allowed are ns, us, ms, s, m and h"
        case .tooLong: "it is longer than 292 years"
        }
    }
}
