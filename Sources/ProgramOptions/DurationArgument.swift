import ArgumentParser

/// A duration on the command line: whole numbers with units, as Kubernetes programs take them (`30s`, `1m30s`, `250ms`).
package struct DurationArgument: ExpressibleByArgument, Sendable, Equatable {
    /// The duration, never negative.
    package let duration: Duration

    /// A day; no deadline of a server is longer, and sums of such durations cannot overflow.
    package static let longest: Duration = .seconds(86_400)

    package init(_ duration: Duration) { self.duration = duration }

    package init?(argument: String) {
        if argument == "0" {
            self.init(.zero)
            return
        }
        var total = Duration.zero
        var rest = argument[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Int64(digits), number <= 86_400_000, let length = Self.units[String(unit)] else {
                return nil
            }
            total += length * Int(number)
            guard total <= Self.longest else { return nil }
        }
        guard !argument.isEmpty else { return nil }
        self.init(total)
    }

    private static let units: [String: Duration] = [
        "ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600),
    ]

    /// What a flag's value is called in the help, and by what a message about a wrong one is known.
    package static let valueName = "duration"

    /// How durations are written, where a message says that something is none; ArgumentParser does not ask for it.
    static func hint(for message: String) -> String {
        message.contains("is invalid for") && message.contains("<\(valueName)>")
            ? ": write it as 250ms, 30s or 1m30s, at most 24h" : ""
    }

    package var defaultValueDescription: String {
        let (seconds, attoseconds) = duration.components
        if attoseconds != 0 { return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms" }
        return seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}
