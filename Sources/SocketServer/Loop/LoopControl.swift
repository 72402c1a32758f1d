import Synchronization

/// How other threads talk to a loop: commands in, the outcome out.
final class LoopControl: Sendable {
    /// What a loop can be told, in the order in which a drain goes.
    enum Command: Sendable {
        /// Let every answer be the last of its connection.
        case announceDrain
        /// Accept what is on its way and nothing more; end when the last connection has ended.
        case stopAccepting
        /// Close everything and end.
        case cut
    }

    private struct State {
        var commands: [Command] = []
        var isFinished = false
        var cutConnections = 0
    }

    let wakeUp: WakeUp
    private let ended: WakeUp
    private let state = Mutex(State())

    init() throws(ServerError) {
        wakeUp = try WakeUp.make()
        ended = try WakeUp.make()
    }

    /// Tells the loop; it obeys between two rounds.
    func send(_ command: Command) {
        state.withLock { $0.commands.append(command) }
        wakeUp.signal()
    }

    /// What the loop was told since it last asked.
    func takeCommands() -> [Command] {
        wakeUp.drain()
        return state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// The loop has ended, and had to cut this many connections.
    func finish(cutConnections: Int) {
        state.withLock { state in
            state.isFinished = true
            state.cutConnections = cutConnections
        }
        ended.signal()
    }

    /// Blocks until the loop has ended or `milliseconds` have passed, and says whether it has.
    func waitForEnd(milliseconds: Int32) -> Bool {
        ended.wait(milliseconds: milliseconds)
    }

    /// How many connections the loop had to cut.
    var cutConnections: Int { state.withLock(\.cutConnections) }
}
