import Synchronization

/// The bytes that connections hold between their turns, and how many they may.
///
/// One for all loops of a server: divided among them, what remains for each on a machine with many processors would not
/// hold a single large request.
final class HeldBytes: Sendable {
    /// How many may be held.
    let limit: Int
    private let total = Atomic(0)

    /// Holds at most `limit`.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes in that a connection which held `before` now holds `after`, and says whether it may.
    ///
    /// A connection that holds no more than it did is never to blame. Most hold nothing before and after their turn;
    /// they touch nothing that another loop touches.
    func update(from before: Int, to after: Int) -> Bool {
        guard after != before else { return true }
        let held = total.add(after - before, ordering: .relaxed).newValue
        return held <= limit || after < before
    }
}
