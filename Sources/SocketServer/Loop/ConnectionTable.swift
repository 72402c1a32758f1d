/// The connections of one loop, by slot; a slot is used again under a new generation.
struct ConnectionTable {
    private struct Slot {
        var generation: UInt32
        var connection: Connection?
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []
    /// How many connections there are.
    private(set) var count = 0

    /// Makes a token that names no other connection, neither now nor in events that are still on their way.
    mutating func reserve() -> EpollToken {
        if let index = free.popLast() {
            // Generation 0 is the loop's own.
            slots[Int(index)].generation = max(1, slots[Int(index)].generation &+ 1)
            return EpollToken(slot: index, generation: slots[Int(index)].generation)
        }
        slots.append(Slot(generation: 1, connection: nil))
        return EpollToken(slot: UInt32(slots.count - 1), generation: 1)
    }

    /// Gives back a token that no connection came to use.
    mutating func release(_ token: EpollToken) {
        free.append(token.slot)
    }

    /// Puts `connection` where its token says.
    mutating func insert(_ connection: Connection) {
        slots[Int(connection.token.slot)].connection = connection
        count += 1
    }

    /// The connection that `token` names, if it is still there.
    func find(_ token: EpollToken) -> Connection? {
        let index = Int(token.slot)
        guard index < slots.count, slots[index].generation == token.generation else { return nil }
        return slots[index].connection
    }

    /// Takes `connection` out; its descriptor closes with its last reference.
    mutating func remove(_ connection: Connection) {
        slots[Int(connection.token.slot)].connection = nil
        free.append(connection.token.slot)
        count -= 1
    }

    /// All connections, for what concerns every one of them.
    var all: [Connection] { slots.compactMap(\.connection) }
}
