extension EventLoop {
    /// Does what another thread asked for.
    func obey(_ command: LoopControl.Command) {
        switch command {
        case .announceDrain: announceDrain()
        case .stopAccepting: stopAccepting()
        case .cut: cut()
        }
    }

    private func announceDrain() {
        isDraining = true
        tellAll(.drainBegan)
    }

    private func stopAccepting() {
        guard !isStopping else { return }
        isStopping = true
        tellAll(.acceptingStopped)
        for index in acceptors.indices { beginClosing(index) }
    }

    private func cut() {
        isStopping = true
        for index in acceptors.indices { acceptors[index].close() }
        tellAll(.cut)
    }

    private func tellAll(_ event: ConnectionMachine.Event) {
        for connection in connections.all {
            connection.handle(event, workspace)
            settle(connection)
        }
    }
}
