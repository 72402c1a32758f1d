import Synchronization

/// An HTTP/1.1 server: its listeners, its loops and their threads.
///
/// Serves from `start` until `drain` has returned. Any thread may call it. A server that nobody refers to any more cuts
/// its connections and ends.
package final class Server: Sendable {
    /// Where it listens, with the ports that the kernel chose.
    package let addresses: [SocketAddress]
    private let controls: [LoopControl]
    private let threads: Mutex<[LoopThread]>
    private let systemCalls: SystemCalls

    /// Binds every address and starts the loops.
    ///
    /// - Parameter configuration: What to serve, where and how.
    /// - Returns: The server, which accepts connections from now on.
    /// - Throws: The first address that cannot be bound, or what the kernel refused; nothing runs then.
    package static func start(_ configuration: ServerConfiguration) throws(ServerError) -> Server {
        precondition(configuration.eventLoops > 0, "a server has at least one event loop")
        let hasIPv4 = configuration.addresses.contains { $0.family == .ipv4 }
        var groups: [[ListeningSocket]] = []
        for address in configuration.addresses {
            // `::` alone stands for both families, as everywhere in Kubernetes; beside an IPv4 address it cannot.
            let dualStack = address.isWildcard && !hasIPv4
            groups.append(
                try ListeningSocket.bind(address, count: configuration.eventLoops, dualStack: dualStack)
            )
        }
        return try Server(configuration, groups)
    }

    private init(_ configuration: ServerConfiguration, _ groups: [[ListeningSocket]]) throws(ServerError) {
        addresses = groups.compactMap { $0.first?.address }
        systemCalls = configuration.systemCalls
        let share = (configuration.limits.connections - 1) / configuration.eventLoops + 1
        let held = HeldBytes(limit: configuration.limits.heldBytes)
        var controls: [LoopControl] = []
        var threads: [LoopThread] = []
        do throws(ServerError) {
            for index in 0..<configuration.eventLoops {
                let control = try LoopControl()
                let loop = try EventLoop(
                    configuration,
                    connectionLimit: max(1, share),
                    sockets: groups.map { $0[index] },
                    held: held,
                    control: control
                )
                threads.append(try LoopThread.start("http-loop-\(index)") { loop.run() })
                controls.append(control)
            }
        } catch {
            Self.end(controls, threads)
            throw error
        }
        self.controls = controls
        self.threads = Mutex(threads)
    }

    deinit {
        Self.end(controls, threads.withLock { $0 })
    }

    /// Stops serving without losing a request, and returns when it is done.
    ///
    /// Blocks its thread. To be called once.
    ///
    /// From the first moment on every answer says `Connection: close`, which is the only way to end a connection that
    /// no request can cross. For `delay` everything is served as before, because endpoints still lead here. Then only
    /// connections on their way are accepted, idle ones are closed after `ServerLimits.drainQuiet`, and requests under
    /// way are finished.
    ///
    /// - Parameters:
    ///   - delay: How long new connections are still accepted.
    ///   - timeout: How long after that requests may take to finish; what is left then is cut.
    /// - Returns: How the drain ended.
    package func drain(delay: Duration, timeout: Duration) -> DrainReport {
        tell(.announceDrain)
        _ = waitForEnd(until: systemCalls.now().advanced(by: delay))
        tell(.stopAccepting)
        let isDone = waitForEnd(until: systemCalls.now().advanced(by: timeout))
        if !isDone { tell(.cut) }
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in running { thread.join() }
        return DrainReport(cutConnections: controls.reduce(0) { $0 + $1.cutConnections })
    }

    private func tell(_ command: LoopControl.Command) {
        for control in controls { control.send(command) }
    }

    private func waitForEnd(until moment: MonotonicTime) -> Bool {
        controls.allSatisfy { control in
            while !control.waitForEnd(milliseconds: systemCalls.now().milliseconds(until: moment)) {
                if systemCalls.now() >= moment { return false }
            }
            return true
        }
    }

    private static func end(_ controls: [LoopControl], _ threads: [LoopThread]) {
        guard !threads.isEmpty else { return }
        for control in controls { control.send(.cut) }
        for thread in threads { thread.join() }
    }
}

/// How a drain ended.
package struct DrainReport: Sendable, Hashable {
    /// Connections that were closed while their peer was still waiting for something.
    package let cutConnections: Int
}
