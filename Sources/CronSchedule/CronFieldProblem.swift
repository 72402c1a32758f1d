/// Why the API server would not read one field of a schedule.
package struct CronFieldProblem: Error, Equatable, Sendable {
    /// What is wrong with the token.
    package enum Reason: Error, Equatable, Sendable {
        /// Neither a number nor a name of this field.
        case notANumber
        /// A number or name is missing before or after a hyphen or slash.
        case incomplete
        /// A number outside the field's range.
        case outOfRange
        /// A range that runs downwards.
        case descending(from: Int, to: Int)
        /// More than one hyphen.
        case tooManyHyphens
        /// More than one slash.
        case tooManySlashes
        /// What follows the slash is not a positive number.
        case invalidStep
        /// A step of 0.
        case zeroStep
    }

    /// The field.
    package let field: CronField
    /// The item of the field's list, as written.
    package let token: String
    /// What is wrong with it.
    package let reason: Reason
}

extension CronFieldProblem: CustomStringConvertible {
    /// One lower-case clause: field, token, what is allowed, and a hint for the common mistakes.
    package var description: String {
        let statement = "\(field.title): \(quoted(token)) \(explanation)"
        return hint.map { "\(statement) (\($0))" } ?? statement
    }

    private var nameAlternative: String { field.names.isEmpty ? "" : " or a name" }

    private var explanation: String {
        switch reason {
        case .notANumber: "is not a number\(nameAlternative), allowed are \(field.allowedValues)"
        case .incomplete: "is incomplete, allowed are \(field.allowedValues) on both sides of a hyphen"
        case .outOfRange: "is out of range, allowed are \(field.allowedValues)"
        case .descending: "is a range that runs downwards"
        case .tooManyHyphens: "has more than one hyphen, a range has two ends"
        case .tooManySlashes: "has more than one slash, a step is one number"
        case .invalidStep: "has a step that is not a positive number"
        case .zeroStep: "has a step of 0, steps begin at 1"
        }
    }
}
