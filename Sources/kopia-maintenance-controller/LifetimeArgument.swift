import ArgumentParser

/// How long certificates live, on the command line: whole numbers with units (`90d`, `2160h`, `30s`).
struct LifetimeArgument: ExpressibleByArgument, Sendable, Equatable {
    /// The duration, never negative.
    let duration: Duration

    /// A century: more than any certificate should live, and no sum of it overflows.
    private static let longest = Duration.seconds(100 * 365 * 86_400)

    private static let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        var total = Duration.zero
        var digits = ""
        for character in argument {
            guard let unit = Self.units[character] else {
                digits.append(character)
                continue
            }
            // Seconds of a century have ten digits.
            guard digits.count <= 10, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int64(digits)
            else {
                return nil
            }
            total += .seconds(unit) * Int(number)
            guard total <= Self.longest else { return nil }
            digits = ""
        }
        guard digits.isEmpty, !argument.isEmpty else { return nil }
        duration = total
    }

    var defaultValueDescription: String {
        let seconds = duration.components.seconds
        for (unit, length) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)] where seconds > 0 && seconds % length == 0
        {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }
}
