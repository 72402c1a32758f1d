extension EventLoop {
    /// Displaces a connection, for one that waits while there are as many as there may be, and says whether it could.
    ///
    /// Otherwise whoever opens connections and says nothing would keep everybody out: kubelets from the probes, API
    /// servers from the reviews.
    func makeRoom() -> Bool {
        workspace.observe(.connectionLimitReached)
        let all = connections.all
        if let connection = all.filter({ displaceable($0) <= workspace.now }).min(by: Self.isDisplacedBefore) {
            connection.handle(.displaced, workspace)
            settle(connection)
            return true
        }
        waitForRoom(until: all.map(displaceable).min() ?? .distantFuture)
        return false
    }

    /// From when on a connection's place may go to another one.
    private func displaceable(_ connection: Connection) -> MonotonicTime {
        connection.timing.start.advanced(by: workspace.limits.patience)
    }

    /// Who never asked goes before who did, who is waited for longer before others.
    private static func isDisplacedBefore(_ left: Connection, _ right: Connection) -> Bool {
        let (leftAsked, rightAsked) = (left.machine.requestsReceived > 0, right.machine.requestsReceived > 0)
        return leftAsked == rightAsked ? left.timing.start < right.timing.start : !leftAsked
    }

    /// Looks at the queue again when a connection closes, and when one may be displaced.
    private func waitForRoom(until moment: MonotonicTime) {
        isFull = true
        for index in acceptors.indices { deadlines.schedule(.acceptor(index), at: moment) }
        updateWatches()
    }
}
