import KubernetesAPI

/// One item of a field's list: a number or name, a range, or `*`, each with an optional step.
///
/// Reads what robfig/cron v3 reads (parser.go, getRange), oddities included: what follows `*-` is not looked at,
/// and `N/S` runs from N to the field's maximum.
struct FieldItem {
    let range: ClosedRange<Int>
    let step: Int
    /// Whether the item is `*` or `?` without a step.
    let isStarred: Bool

    init(parsing text: Span<UInt8>, of field: CronField) throws(CronFieldProblem) {
        let reader = FieldItemReader(field: field)
        do throws(CronFieldProblem.Reason) {
            let slash = text.firstIndex(of: UInt8(ascii: "/"))
            let bounds = text.extracting(..<(slash ?? text.count))
            let hyphen = bounds.firstIndex(of: UInt8(ascii: "-"))
            let lowerText = bounds.extracting(..<(hyphen ?? bounds.count))
            let isOpen =
                lowerText.count == 1 && (lowerText[0] == UInt8(ascii: "*") || lowerText[0] == UInt8(ascii: "?"))
            let lower = isOpen ? field.range.lowerBound : try reader.number(lowerText)
            var upper = isOpen ? field.range.upperBound : lower
            if let hyphen, !isOpen { upper = try reader.upperBound(bounds.extracting((hyphen + 1)...)) }
            step = if let slash { try reader.step(text.extracting((slash + 1)...)) } else { 1 }
            // A step without an upper bound runs to the end.
            if slash != nil, hyphen == nil { upper = field.range.upperBound }
            range = try reader.range(from: lower, to: upper)
            isStarred = isOpen && step == 1
        } catch {
            throw CronFieldProblem(field: field, token: text.characters, reason: error)
        }
    }
}

/// Reads the parts of one item.
private struct FieldItemReader {
    let field: CronField

    /// A number or, where the field has names, a name.
    func number(_ text: Span<UInt8>) throws(CronFieldProblem.Reason) -> Int {
        switch DecimalInteger(parsing: text) {
        case .value(let value): return value
        case .tooLarge: throw .outOfRange
        case .notANumber:
            if let number = field.number(named: text.characters) { return number }
            throw text.isEmpty ? .incomplete : .notANumber
        }
    }

    func upperBound(_ text: Span<UInt8>) throws(CronFieldProblem.Reason) -> Int {
        guard text.firstIndex(of: UInt8(ascii: "-")) == nil else { throw .tooManyHyphens }
        return try number(text)
    }

    func step(_ text: Span<UInt8>) throws(CronFieldProblem.Reason) -> Int {
        guard text.firstIndex(of: UInt8(ascii: "/")) == nil else { throw .tooManySlashes }
        guard case .value(let step) = DecimalInteger(parsing: text), step >= 0 else { throw .invalidStep }
        guard step > 0 else { throw .zeroStep }
        return step
    }

    func range(from lower: Int, to upper: Int) throws(CronFieldProblem.Reason) -> ClosedRange<Int> {
        guard field.range.contains(lower), field.range.contains(upper) else { throw .outOfRange }
        guard lower <= upper else { throw .descending(from: lower, to: upper) }
        return lower...upper
    }
}
