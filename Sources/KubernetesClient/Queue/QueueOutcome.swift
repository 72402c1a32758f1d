/// What became of the work on a key.
package enum QueueOutcome: Hashable, Sendable {
    /// It is done until something happens.
    case done
    /// It is done for now and is to be looked at again after a time.
    case again(after: Duration)
    /// It failed and is tried again, ever more slowly; not sooner than the floor, and, if a time is given at which it must
    /// be looked at anyhow, not later than that.
    case failed(floor: Duration = .zero, again: Duration? = nil)
    /// It was cut short and is to begin again as soon as somebody works.
    case interrupted

    /// True if nothing is left of what the work was for.
    var isDone: Bool {
        switch self {
        case .done, .again: true
        case .failed, .interrupted: false
        }
    }
}
