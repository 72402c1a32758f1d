import Synchronization

@testable import SocketServer

/// Keeps what a server tells, and lets a test wait for it.
final class EventRecorder: Sendable {
    private let events = Mutex<[ServerEvent]>([])
    private let counts = Mutex<[ServerEvent: Int]>([:])
    private let changed: WakeUp

    init() throws {
        changed = try WakeUp.make()
    }

    var all: [ServerEvent] { events.withLock { $0 } }

    func record(_ event: ServerEvent) {
        events.withLock { $0.append(event) }
        counts.withLock { $0[event, default: 0] += 1 }
        changed.signal()
    }

    func count(_ isCounted: (ServerEvent) -> Bool) -> Int {
        all.count { isCounted($0) }
    }

    /// Blocks until `isEnough` holds of the events; false when it does not within ten seconds.
    func wait(until isEnough: ([ServerEvent]) -> Bool) -> Bool {
        wait { isEnough(all) }
    }

    /// Blocks until `count` events equal `event`.
    func wait(for event: ServerEvent, count: Int = 1) -> Bool {
        wait { counts.withLock { $0[event, default: 0] } >= count }
    }

    private func wait(_ isEnough: () -> Bool) -> Bool {
        let now = SystemCalls.live.now
        let end = now().advanced(by: .seconds(10))
        while !isEnough() {
            guard now() < end else { return false }
            // Every event ends the wait; the bound is for another waiter having taken the signal.
            if changed.wait(milliseconds: 10) { changed.drain() }
        }
        return true
    }
}
