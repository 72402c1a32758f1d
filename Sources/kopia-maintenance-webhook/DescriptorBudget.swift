import SocketServer

/// What the open files that the system allows are for.
///
/// Connections take what is left by the rest: when they took everything, probes would fail, certificates could not be
/// read, and the kubelet would restart a program that is only busy.
struct DescriptorBudget {
    /// Probes and scrapes at once: a kubelet, a few Prometheus servers, somebody who looks; many times over.
    static let probeConnections = 256
    /// Log, signals, certificate files, what libraries open; twice what was counted.
    private static let others = 32
    /// A listener, an epoll set and two wake-ups for each loop.
    private static let perLoop = 4

    /// How many connections are taken at once.
    let connections: Int
    /// How many open files were wanted.
    let wanted: Int
    /// How many the system allows.
    let allowed: Int

    /// Asks the system for enough, and makes do with what it allows.
    ///
    /// - Throws: ``TooFewDescriptors`` if that is not even enough for one connection.
    init(connections: Int, eventLoops: Int) throws(TooFewDescriptors) {
        // Each loop takes its share of the connections, rounded up; the probes have a loop of their own.
        let reserved = Self.probeConnections + Self.others + (Self.perLoop + 1) * (eventLoops + 1)
        wanted = connections + reserved
        allowed = DescriptorLimit.raise(toAtLeast: wanted)
        guard allowed > reserved else { throw TooFewDescriptors(allowed: allowed, needed: reserved + 1) }
        self.connections = min(connections, allowed - reserved)
    }
}

/// The system allows so few open files that a server would start and serve nobody.
struct TooFewDescriptors: Error, CustomStringConvertible {
    /// How many it allows.
    let allowed: Int
    /// How many are the least.
    let needed: Int

    var description: String {
        "the system allows \(allowed) open files (ulimit -n), at least \(needed) are needed: "
            + "raise the limit, or lower --event-loops"
    }
}
