import KubernetesAPI

/// One thing that was looked at, and how it is.
struct Check: Hashable {
    /// How it is.
    enum Verdict: String, Hashable, CaseIterable {
        case sound
        /// Maintenance does not work, or will not.
        case wrong
        /// It works; somebody should know all the same.
        case advice
        /// Nobody could look, for want of a right, or nobody could tell.
        case unknown
    }

    let verdict: Verdict
    let statement: String
    /// What to do about it; nil if there is nothing to do.
    let remedy: String?

    private init(_ verdict: Verdict, _ statement: String, _ remedy: String?) {
        (self.verdict, self.statement, self.remedy) = (verdict, statement, remedy)
    }

    static func sound(_ statement: String) -> Check { Check(.sound, statement, nil) }

    static func wrong(_ statement: String, mend remedy: String?) -> Check { Check(.wrong, statement, remedy) }

    static func advice(_ statement: String, mend remedy: String?) -> Check { Check(.advice, statement, remedy) }

    /// Something that the asker may not do, or nobody could tell.
    static func unknown(_ statement: String, mend remedy: String?) -> Check { Check(.unknown, statement, remedy) }

    /// Something that nobody could look at.
    ///
    /// - Parameters:
    ///   - subject: what.
    ///   - obstacle: what was in the way; a cluster that does not answer is wrong, a right that lacks is not.
    /// - Returns: the check.
    static func unread(_ subject: String, _ obstacle: Obstacle) -> Check {
        switch obstacle {
        case .lack(let right): unknown("\(subject): not looked at", mend: "ask for the right to \(right)")
        case .failure(let words): wrong("\(subject): not looked at: \(words)", mend: nil)
        }
    }

    /// The same about something that is not wanted now: nothing is wrong as long as that is so.
    var ofNoConsequence: Check { verdict == .wrong ? .advice(statement, mend: remedy) : self }
}

/// Why nobody could look.
enum Obstacle: Hashable {
    /// The asker may not; `get secrets in namespace backup`.
    case lack(right: String)
    /// The request failed, by these words.
    case failure(String)
}

/// Checks of one subject.
struct CheckSection: Hashable {
    let title: String
    let checks: [Check]
}

/// What was found when something was looked for.
enum Look<Value> {
    case found(Value)
    case absent
    case unread(Obstacle)

    /// What the asker may not look at.
    static func unread(right: String) -> Look { .unread(.lack(right: right)) }

    /// What is there, if anything was found.
    var value: Value? {
        if case .found(let value) = self { value } else { nil }
    }

    /// True if nobody could look.
    var isUnread: Bool {
        if case .unread = self { true } else { false }
    }

    /// What becomes of it.
    func map<Other>(_ change: (Value) -> Other) -> Look<Other> {
        switch self {
        case .found(let value): .found(change(value))
        case .absent: .absent
        case .unread(let obstacle): .unread(obstacle)
        }
    }
}

extension Look: Equatable where Value: Equatable {}
extension Look: Hashable where Value: Hashable {}
extension Look: Sendable where Value: Sendable {}
