/// One listener as its loop sees it.
struct Acceptor {
    /// The socket; nil once it is closed.
    private(set) var socket: ListeningSocket?
    /// Whether the socket is watched; kept by the loop.
    var isWatched = true
    /// Until when accepting pauses because it failed.
    private(set) var pausedUntil: MonotonicTime?
    /// When the socket closes, in a drain.
    private(set) var closesAt: MonotonicTime?
    private var nextPause = Acceptor.shortestPause

    init(_ socket: ListeningSocket) {
        self.socket = socket
    }

    /// Accepting worked.
    mutating func succeeded() {
        nextPause = Self.shortestPause
    }

    /// Accepting failed: pauses it, twice as long as the last time, and returns until when.
    mutating func pause(_ now: MonotonicTime) -> MonotonicTime {
        let end = now.advanced(by: nextPause)
        pausedUntil = end
        nextPause = min(nextPause * 2, Self.longestPause)
        return end
    }

    /// Ends a pause whose time has come.
    mutating func endPause(_ now: MonotonicTime) {
        if let end = pausedUntil, end <= now { pausedUntil = nil }
    }

    /// Lets the connections that are being made come in until `moment`, and no others.
    mutating func beginClosing(at moment: MonotonicTime) {
        if closesAt == nil { socket?.dropNewConnections() }
        closesAt = moment
    }

    /// Closes the socket.
    mutating func close() {
        socket = nil
    }

    /// 5 ms to 1 s, as net/http of Go waits after a failed accept.
    private static let shortestPause = Duration.milliseconds(5)
    private static let longestPause = Duration.seconds(1)
}
