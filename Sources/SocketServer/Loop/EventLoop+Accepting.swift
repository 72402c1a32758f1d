import TLS

extension EventLoop {
    /// Takes connections from a listener's queue: a batch, then others have their turn.
    ///
    /// - Parameters:
    ///   - index: Which listener.
    ///   - isReady: Whether somebody is known to wait, for whom another connection may be displaced.
    /// - Returns: Whether the queue was seen empty.
    @discardableResult
    func accept(from index: Int, isReady: Bool = false) -> Bool {
        for turn in 0..<Self.batchSize {
            guard let socket = acceptors[index].socket else { return true }
            // Whether a second one waits is known when the listener is ready again.
            guard connections.count < connectionLimit || (isReady && turn == 0 && makeRoom()) else { return false }
            switch workspace.systemCalls.accept(socket.rawValue) {
            case .wouldBlock: return true
            case .success(let accepted):
                acceptors[index].succeeded()
                open(FileDescriptor(owning: accepted.descriptor), accepted.peer)
            case .failure(let error):
                guard acceptFailed(error, index) else { return false }
            }
        }
        return false
    }

    /// Watches the listeners that nothing keeps from accepting, and no others: what is level-triggered and not taken
    /// would keep the loop spinning.
    func updateWatches() {
        for index in acceptors.indices { updateWatch(index) }
    }

    /// The moment has come that a listener was waiting for.
    func acceptorIsDue(_ index: Int) {
        acceptors[index].endPause(workspace.now)
        isFull = false
        updateWatch(index)
        guard let closing = acceptors[index].closesAt, closing <= workspace.now else { return }
        if accept(from: index) {
            acceptors[index].close()
        } else {
            beginClosing(index)
        }
    }

    /// Lets a listener go on for the drain's quiet time, for the connections that are being made.
    func beginClosing(_ index: Int) {
        let moment = workspace.now.advanced(by: workspace.limits.drainQuiet)
        acceptors[index].beginClosing(at: moment)
        deadlines.schedule(.acceptor(index), at: moment)
    }

    private func updateWatch(_ index: Int) {
        guard let socket = acceptors[index].socket else { return }
        let isWanted = acceptors[index].pausedUntil == nil && (!isFull || connections.count < connectionLimit)
        guard isWanted != acceptors[index].isWatched else { return }
        do throws(ServerError) {
            try epoll.modify(socket.rawValue, for: isWanted ? .read : [], token: .acceptor(index))
            acceptors[index].isWatched = isWanted
        } catch {
            // No memory: still watched, so the next round tries again; or still not, so the next close or pause does.
            if isWanted { pause(index) }
        }
    }

    /// Says whether to go on with the next connection in the queue.
    private func acceptFailed(_ error: ErrorNumber, _ index: Int) -> Bool {
        // The failure is that of the one connection at the head of the queue, which is gone from it (accept(2)).
        let concernsOnePeer = error == .connectionAborted
        workspace.observe(.acceptFailed(error, pauses: !concernsOnePeer))
        if !concernsOnePeer { pause(index) }
        return concernsOnePeer
    }

    private func pause(_ index: Int) {
        deadlines.schedule(.acceptor(index), at: acceptors[index].pause(workspace.now))
        if acceptors[index].isWatched { updateWatch(index) }
    }

    private func open(_ descriptor: consuming FileDescriptor, _ peer: SocketAddress) {
        let token = connections.reserve()
        do {
            try epoll.add(descriptor.rawValue, for: .read, token: token)
            let session = try makeSession()
            let connection = Connection(
                owning: descriptor,
                token: token,
                peer: peer,
                session: session,
                limits: workspace.limits
            )
            connections.insert(connection)
            workspace.observe(.connectionOpened)
            if isDraining { connection.handle(.drainBegan, workspace) }
            if isStopping { connection.handle(.acceptingStopped, workspace) }
            settle(connection)
        } catch {
            // Without memory for epoll or TLS this one connection is dropped; the next may find some.
            connections.release(token)
            workspace.observe(.acceptFailed(.noMemory, pauses: false))
        }
    }

    private func makeSession() throws(TLSError) -> TLSSession? {
        guard let makeContext else { return nil }
        return try TLSSession.make(context: makeContext())
    }

    /// Connections taken in one turn: a burst does not keep the others waiting for longer than a few handshakes.
    private static let batchSize = 64
}
