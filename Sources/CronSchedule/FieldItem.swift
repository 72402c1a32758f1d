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
        let (bounds, stepText) = text.cut(at: "/")
        let (lowerText, upperText) = bounds.cut(at: "-")
        let isOpen = lowerText == "*" || lowerText == "?"
        let lower = isOpen ? field.range.lowerBound : try reader.number(lowerText)
        let upper = isOpen ? field.range.upperBound : try reader.upperBound(upperText) ?? lower
        let runsToMaximum = stepText != nil && upperText == nil
        step = try reader.step(stepText)
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
        switch DecimalInteger(parsing: text) {
        case .value(let value): return value
        case .tooLarge: throw problem(.outOfRange)
        case .notANumber:
            if let number = field.number(named: text) { return number }
            throw problem(text.isEmpty ? .incomplete : .notANumber)
        }
    }

    func upperBound(_ text: Substring?) throws(CronFieldProblem) -> Int? {
        guard let text else { return nil }
        guard !text.utf8.contains(UInt8(ascii: "-")) else { throw problem(.tooManyHyphens) }
        return try number(text)
    }

    func step(_ text: Substring?) throws(CronFieldProblem) -> Int {
        guard let text else { return 1 }
        guard !text.utf8.contains(UInt8(ascii: "/")) else { throw problem(.tooManySlashes) }
        guard case .value(let step) = DecimalInteger(parsing: text), step >= 0 else {
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
    /// What stands before and after the first separator; compares bytes, not graphemes.
    fileprivate func cut(at separator: Unicode.Scalar) -> (head: Substring, tail: Substring?) {
        guard let index = utf8.firstIndex(of: UInt8(ascii: separator)) else { return (self, nil) }
        return (self[..<index], self[utf8.index(after: index)...])
    }
}
