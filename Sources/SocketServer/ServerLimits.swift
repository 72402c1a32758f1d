package import HTTPWire

/// What a peer may cost: connections, requests, time.
///
/// Every default says where it comes from.
package struct ServerLimits: Sendable, Hashable {
    /// Connections at once, all loops together; when they are reached, peers wait in the queue until one closes, or has
    /// been waited for so long that it is displaced (``patience``).
    ///
    /// 4,096: a hundred times what the API servers of a cluster open; idle ones take 64 MiB with TLS.
    package var connections = 4096

    /// Bytes held at once of incomplete requests and of answers that peers have not taken, all loops together.
    ///
    /// The request that exceeds them is answered 503; a peer that leaves its answers untaken is closed.
    ///
    /// 64 MiB: eight of the largest bodies, or several thousand usual reviews. Without it, as many bodies
    /// as there may be connections could be held.
    package var heldBytes = 64 << 20

    /// Requests on one connection, the last of which is answered with `Connection: close`.
    ///
    /// 1,000, as nginx has it (`keepalive_requests`): an API server stays with one replica while its connection lives,
    /// so closing now and then is what gives a new replica its share.
    package var requestsPerConnection = 1000

    /// Time for the TLS handshake.
    ///
    /// 10 s, the time that net/http of Go (kube-apiserver's transport) gives its own side.
    package var handshake = Duration.seconds(10)

    /// Time from the first byte of a request to the end of its head.
    ///
    /// 10 s: the default `timeoutSeconds` of a webhook, after which kube-apiserver has given up.
    package var header = Duration.seconds(10)

    /// Time from the end of a head to the end of the body.
    ///
    /// 30 s: the longest `timeoutSeconds` that a webhook configuration may have.
    package var body = Duration.seconds(30)

    /// Time without a request on an open connection.
    ///
    /// 120 s: more than the 90 s after which Go's transport closes an idle connection itself, so that the client is the
    /// one who closes and never sends a request into a connection that this server is closing.
    package var idle = Duration.seconds(120)

    /// Time for a peer to take an answer once the kernel's buffer is full.
    ///
    /// 30 s, as the body: nobody waits longer for an answer.
    package var write = Duration.seconds(30)

    /// Time for a peer to close after the last answer, while what it still sends is read and dropped.
    ///
    /// 2 s: closing at once with unread bytes would reset the connection, and the peer might never see the answer.
    package var linger = Duration.seconds(2)

    /// How long a peer is waited for when there are as many connections as there may be and another one wants in.
    ///
    /// 1 s: a client that asks is never waited for that long, and a kubelet's probe has to come in within its own second.
    package var patience = Duration.seconds(1)

    /// While draining: time for a request that is on its way on an idle connection, or for a connection that is being
    /// made, to arrive.
    ///
    /// 500 ms: more than a round trip between any two machines of one cluster.
    package var drainQuiet = Duration.milliseconds(500)

    /// What one request may cost in bytes.
    package var http = HTTPLimits()

    /// The defaults.
    package init() {}
}

extension ServerLimits {
    /// Those of a server for probes and scrapes: a question has no body and is in a hurry, and whoever is not gets no more
    /// than a small part of the program.
    ///
    /// - Parameter connections: at once.
    /// - Returns: the limits.
    package static func probes(connections: Int) -> ServerLimits {
        var limits = ServerLimits()
        limits.connections = connections
        limits.http.bodyBytes = 4096
        limits.heldBytes = 4 << 20
        // More than a minute, the longest scrape interval in use.
        limits.idle = .seconds(75)
        // What Prometheus gives a scrape by default.
        limits.write = .seconds(10)
        return limits
    }
}
