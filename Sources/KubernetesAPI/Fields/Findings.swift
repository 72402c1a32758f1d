/// The mistakes in an object, in the order in which they were found: listed as far as anybody may read them, then
/// counted.
///
/// An object of a megabyte can hold a million mistakes, and each of them told would take a thousand times the room that
/// it has in the object.
package struct Findings: Sendable {
    /// No manifest that somebody wrote has so many mistakes.
    package static let usualLimit = 1000

    private var listed: [Finding] = []
    /// What is no mistake, and worth telling beside them: sentences that begin with the path.
    package private(set) var warnings: [String] = []
    /// How many are not listed.
    package private(set) var unlisted = 0
    private let limit: Int

    /// None yet; of those to come so many will be listed.
    package init(limit: Int = Self.usualLimit) { self.limit = limit }

    /// How many there are in all.
    package var total: Int { listed.count + unlisted }

    /// Adds a mistake, which is made only if it is listed.
    package mutating func append(_ finding: @autoclosure () -> Finding) {
        if listed.count < limit { listed.append(finding()) } else { unlisted += 1 }
    }

    /// Adds a mistake for each of these problems.
    package mutating func append(each problems: [String], _ finding: (_ problem: String) -> Finding) {
        for problem in problems { append(finding(problem)) }
    }

    /// Adds a mistake for each of these problems; those that are not listed are counted and not told.
    package mutating func append(each problems: NameProblems, _ finding: (_ problem: String) -> Finding) {
        guard !problems.isEmpty else { return }
        if listed.count < limit {
            append(each: problems.texts, finding)
        } else {
            unlisted += problems.count
        }
    }

    /// More warnings of forty bytes than an API server lets through, which stops at 4096 bytes.
    private static let warningLimit = 100

    /// Adds what is no mistake and worth telling; it is made only if somebody will read it.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - text: what is to be known of it.
    package mutating func warn(_ path: @autoclosure () -> FieldPath, _ text: @autoclosure () -> String) {
        if warnings.count < Self.warningLimit { warnings.append("\(path()): \(text())") }
    }

    /// Adds what others warn of.
    package mutating func warn(as others: Findings) {
        warnings += others.warnings.prefix(Self.warningLimit - warnings.count)
    }

    /// The same with no more than so many listed.
    package func listing(atMost limit: Int) -> Findings {
        guard listed.count > limit else { return self }
        var fewer = self
        fewer.listed.removeSubrange(limit...)
        fewer.unlisted += listed.count - limit
        return fewer
    }

    /// The listed ones that satisfy a condition, and all others.
    package func parted(by condition: (Finding) -> Bool) -> (satisfying: [Finding], others: Findings) {
        var others = self
        others.listed = []
        var satisfying: [Finding] = []
        for finding in listed {
            if condition(finding) { satisfying.append(finding) } else { others.listed.append(finding) }
        }
        return (satisfying, others)
    }
}

extension Findings {
    /// The first ones, and a last one that says how many more there are, if there are: for somebody to read.
    ///
    /// - Parameter limit: how many are told one by one.
    /// - Returns: at most one more than that.
    package func told(atMost limit: Int = .max) -> [Finding] {
        let first = listed.prefix(limit)
        return Array(first) + (total > first.count ? [.notListed(total - first.count)] : [])
    }
}

extension Findings: RandomAccessCollection {
    package var startIndex: Int { listed.startIndex }
    package var endIndex: Int { listed.endIndex }
    package subscript(position: Int) -> Finding { listed[position] }

    /// True if there are none, listed or not.
    package var isEmpty: Bool { total == 0 }
}

extension Findings: Hashable, ExpressibleByArrayLiteral {
    /// How many would have been listed is no part of what was found, and a warning is no mistake.
    package static func == (left: Self, right: Self) -> Bool {
        left.listed == right.listed && left.unlisted == right.unlisted
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(listed)
        hasher.combine(unlisted)
    }

    package init(arrayLiteral findings: Finding...) {
        self.init()
        for finding in findings { append(finding) }
    }
}
