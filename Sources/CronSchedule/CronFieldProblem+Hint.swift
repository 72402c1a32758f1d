extension CronFieldProblem {
    /// What to write instead, for mistakes that other cron dialects invite.
    var hint: String? {
        switch reason {
        case .outOfRange: rangeHint
        case .descending(let from, let to): descendingHint(from: from, to: to)
        case .notANumber: nameHint
        case .incomplete, .tooManyHyphens, .tooManySlashes, .invalidStep, .zeroStep: nil
        }
    }

    private var rangeHint: String? {
        switch field {
        case .minute: numbers.contains(60) ? "the full hour is 0" : nil
        case .hour: numbers.contains(24) ? "midnight is 0" : nil
        case .dayOfMonth, .month: numbers.contains(0) ? "counting begins at 1" : nil
        case .dayOfWeek: numbers.contains(7) ? "Sunday is 0" : nil
        }
    }

    /// The two halves of a range that was meant to pass the field's end: `22-2` is `22-23,0-2`.
    private func descendingHint(from: Int, to: Int) -> String? {
        guard !token.utf8.contains(UInt8(ascii: "/")) else { return nil }
        return "write \(Self.range(from, field.range.upperBound)),\(Self.range(field.range.lowerBound, to))"
    }

    private static func range(_ lower: Int, _ upper: Int) -> String {
        lower == upper ? "\(lower)" : "\(lower)-\(upper)"
    }

    private var nameHint: String? {
        let words = letterRuns
        if token.utf8.contains(UInt8(ascii: "#")) || words.contains(where: ["L", "W", "LW"].contains) {
            return "L, W and # are not supported"
        }
        if words == ["H"] { return "H is not supported, choose a fixed value" }
        if let name = words.lazy.compactMap(Self.abbreviation).first { return "names have three letters: \(name)" }
        guard let owner = words.lazy.compactMap(Self.owner).first, owner != field else { return nil }
        return "such names belong to \(owner.title)"
    }

    /// The three-letter name that a longer word begins with: MON for MONDAY.
    private static func abbreviation(of word: String) -> String? {
        guard word.utf8.count > 3, owner(of: String(word.prefix(3))) != nil else { return nil }
        return String(word.prefix(3))
    }

    /// The field that knows this name.
    private static func owner(of word: String) -> CronField? {
        CronField.allCases.first { $0.number(named: word) != nil }
    }

    /// The runs of ASCII letters in the token, in capitals.
    private var letterRuns: [String] {
        token.utf8
            .split { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
            .map { Substring($0).uppercased() }
    }

    /// The numbers before the token's step.
    private var numbers: [Int] {
        token.utf8
            .prefix { $0 != UInt8(ascii: "/") }
            .split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            .compactMap { Int(Substring($0)) }
    }
}
