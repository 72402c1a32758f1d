import Dispatch

/// Holds an answer back until a test opens it.
package final class FakeGate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// A closed gate.
    package init() {}

    /// Lets one answer that waits, or the next, pass.
    package func open() { semaphore.signal() }

    /// Blocks the thread until the gate opens; false if the time is over first.
    func pass(within seconds: Int) -> Bool { semaphore.wait(timeout: .now() + .seconds(seconds)) == .success }
}
