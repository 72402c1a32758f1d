@testable import SocketServer

/// One thread waits at it until another opens it.
final class Gate: Sendable {
    private let wakeUp: WakeUp

    init() throws {
        wakeUp = try WakeUp.make()
    }

    func open() {
        wakeUp.signal()
    }

    /// Blocks until it is open; false when it is not within ten seconds.
    @discardableResult
    func pass() -> Bool {
        wakeUp.wait(milliseconds: 10_000)
    }
}
