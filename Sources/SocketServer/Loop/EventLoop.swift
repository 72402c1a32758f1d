import TLS

/// Waits for sockets and deadlines and gives each connection its turn.
///
/// Made on the thread that starts the server, then confined to a thread of its own.
final class EventLoop {
    let workspace: Workspace
    let control: LoopControl
    let makeContext: (@Sendable () -> TLSContext)?
    let connectionLimit: Int
    let epoll: EpollSet
    var acceptors: [Acceptor]
    var connections = ConnectionTable()
    var deadlines = DeadlineQueue()
    var answers = AnswerBatch()
    private var crowd = Crowd()
    var isDraining = false
    var isStopping = false
    /// There are as many connections as there may be, and none could be displaced when the last one wanted in.
    var isFull = false
    var cutConnections = 0

    /// A loop that accepts from `sockets`, of which it is the only user.
    init(
        _ configuration: ServerConfiguration,
        connectionLimit: Int,
        sockets: [ListeningSocket],
        held: HeldBytes,
        control: LoopControl
    ) throws(ServerError) {
        workspace = Workspace(configuration, held: held)
        makeContext = configuration.tls
        self.connectionLimit = connectionLimit
        self.control = control
        acceptors = sockets.map(Acceptor.init)
        epoll = try EpollSet.make()
        try epoll.add(control.wakeUp.rawValue, for: .read, token: .wakeUp)
        for (index, socket) in sockets.enumerated() {
            try epoll.add(socket.rawValue, for: .read, token: .acceptor(index))
        }
    }

    /// Serves until it is told to end.
    func run() {
        while !isFinished {
            let ready = wait()
            workspace.beginRound()
            for index in 0..<ready { takeTurn(epoll.token(at: index)) }
            sendAnswers()
            expireDeadlines()
            workspace.endRound()
        }
        control.finish(cutConnections: cutConnections)
    }

    private var isFinished: Bool {
        isStopping && connections.count == 0 && acceptors.allSatisfy { $0.socket == nil }
    }

    private func wait() -> Int {
        let now = workspace.systemCalls.now()
        let milliseconds = deadlines.earliest.map { now.milliseconds(until: $0) } ?? -1
        do throws(ServerError) {
            return try epoll.wait(milliseconds: milliseconds)
        } catch {
            preconditionFailure("epoll_wait on a valid set fails only by a programmer's error: \(error)")
        }
    }

    private func takeTurn(_ token: EpollToken) {
        guard let connection = connections.find(token) else { return attend(to: token) }
        if connection.mayTakeLong || answers.areDue(workspace.systemCalls.now) { sendAnswers() }
        connection.socketBecameReady(workspace)
        if connection.owesAnswers {
            answers.append(connection, workspace.systemCalls.now)
        } else {
            settle(connection)
        }
    }

    /// Looks after a descriptor of the loop's own, which may concern any connection or take long.
    private func attend(to token: EpollToken) {
        sendAnswers()
        if token == .wakeUp {
            for command in control.takeCommands() { obey(command) }
        } else if let index = token.acceptorIndex {
            accept(from: index, isReady: true)
        }
    }

    /// Sends the answers that wait, and so ends the turns in which they were made.
    private func sendAnswers() {
        guard !answers.isEmpty else { return }
        for connection in answers.connections {
            connection.flush(workspace)
            settle(connection)
        }
        answers.removeAll()
    }

    private func expireDeadlines() {
        while let (token, moment) = deadlines.popDue(workspace.now) {
            if let index = token.acceptorIndex {
                acceptorIsDue(index)
            } else if let connection = connections.find(token),
                deadlines.hasPassed(connection, moment: moment, now: workspace.now)
            {
                connection.deadlinePassed(workspace)
                settle(connection)
            }
        }
    }

    /// Brings the socket's registration and the deadline in line with the machine, or buries the connection.
    func settle(_ connection: Connection) {
        connection.accountForHeldBytes(workspace)
        guard let deadline = connection.machine.deadline else { return bury(connection) }
        deadlines.update(connection, to: deadline, limits: workspace.limits, now: workspace.now)
        let interest: Interest = connection.machine.awaitsOutput ? .write : .read
        guard interest != connection.interest else { return }
        connection.interest = interest
        do throws(ServerError) {
            try epoll.modify(connection.descriptor.rawValue, for: interest, token: connection.token)
        } catch {
            // The kernel has no memory for it: the connection would hang.
            connection.handle(.cut, workspace)
            connection.accountForHeldBytes(workspace)
            bury(connection)
        }
    }

    private func bury(_ connection: Connection) {
        if case .closed(let reason) = connection.machine.state {
            if reason == .cut { cutConnections += 1 }
            workspace.observe(.connectionClosed(reason))
        }
        connections.remove(connection)
        if crowd.hasDispersed(connections.count) { workspace.noteDispersal() }
        updateWatches()
    }
}

extension EpollToken {
    /// The loop's own descriptors have generation 0, which no connection has.
    static let wakeUp = EpollToken(slot: 0, generation: 0)

    /// The `index`th listener.
    static func acceptor(_ index: Int) -> EpollToken {
        EpollToken(slot: UInt32(index + 1), generation: 0)
    }

    /// Which listener this is, if it is one.
    var acceptorIndex: Int? {
        generation == 0 && slot > 0 ? Int(slot) - 1 : nil
    }
}
