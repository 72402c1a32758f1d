/// One item of a field's list: a number or name, a range, or `*`, each with an optional step.
///
/// Reads what robfig/cron v3 reads (parser.go, getRange), oddities included: what follows `*-` is not looked at,
/// and `N/S` runs from N to the field's maximum.
struct FieldItem {
    let range: ClosedRange<Int>
    let step: Int
    /// Whether the item is `*` or `?` without a step.
    let isStarred: Bool

    init(parsing text: Substring, of field: CronField) throws(CronFieldProblem) {
        let reader = FieldItemReader(item: text, field: field)
        let slashed = text.split(on: "/")
        let bounds = slashed[0].split(on: "-")
        let isOpen = bounds[0] == "*" || bounds[0] == "?"
        let lower = isOpen ? field.range.lowerBound : try reader.number(bounds[0])
        let upper = isOpen ? field.range.upperBound : try reader.upperBound(bounds, lower: lower)
        let runsToMaximum = slashed.count == 2 && bounds.count == 1
        step = try reader.step(slashed)
        range = try reader.range(from: lower, to: runsToMaximum ? field.range.upperBound : upper)
        isStarred = isOpen && step == 1
    }
}

/// Reads the parts of one item; knows the item and its field, so that every problem can name them.
private struct FieldItemReader {
    let item: Substring
    let field: CronField

    /// A number or, where the field has names, a name.
    func number(_ text: Substring) throws(CronFieldProblem) -> Int {
        if let number = field.number(named: text) { return number }
        guard !text.isEmpty else { throw problem(.incomplete) }
        switch DecimalInteger(parsing: text) {
        case .notANumber: throw problem(.notANumber)
        case .tooLarge: throw problem(.outOfRange)
        case .value(let value): return value
        }
    }

    func upperBound(_ bounds: [Substring], lower: Int) throws(CronFieldProblem) -> Int {
        guard bounds.count > 1 else { return lower }
        let upper = try number(bounds[1])
        guard bounds.count == 2 else { throw problem(.tooManyHyphens) }
        return upper
    }

    func step(_ slashed: [Substring]) throws(CronFieldProblem) -> Int {
        guard slashed.count > 1 else { return 1 }
        guard slashed.count == 2 else { throw problem(.tooManySlashes) }
        guard case .value(let step) = DecimalInteger(parsing: slashed[1]), step >= 0 else {
            throw problem(.invalidStep)
        }
        guard step > 0 else { throw problem(.zeroStep) }
        return step
    }

    func range(from lower: Int, to upper: Int) throws(CronFieldProblem) -> ClosedRange<Int> {
        guard field.range.contains(lower), field.range.contains(upper) else { throw problem(.outOfRange) }
        guard lower <= upper else { throw problem(.descending(from: lower, to: upper)) }
        return lower...upper
    }

    private func problem(_ reason: CronFieldProblem.Reason) -> CronFieldProblem {
        CronFieldProblem(field: field, token: String(item), reason: reason)
    }
}

extension Substring {
    /// The parts between the separators, empty ones included; compares bytes, not graphemes.
    fileprivate func split(on separator: Unicode.Scalar) -> [Substring] {
        utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false).map(Substring.init)
    }
}
