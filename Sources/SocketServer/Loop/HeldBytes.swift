/// The bytes that the connections of one loop hold between their turns, and how many they may.
struct HeldBytes {
    /// How many it may hold.
    let limit: Int
    /// How many it holds.
    private(set) var total = 0

    /// Holds at most `limit`.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes in that a connection which held `before` now holds `after`, and says whether it may.
    ///
    /// A connection that holds no more than it did is never to blame.
    mutating func update(from before: Int, to after: Int) -> Bool {
        total += after - before
        return total <= limit || after <= before
    }
}
