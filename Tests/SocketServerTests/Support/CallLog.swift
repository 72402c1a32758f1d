import Synchronization

@testable import SocketServer

/// The kernel's system calls, which keep the order in which a loop reads and writes.
///
/// Connections are numbered as they were accepted.
final class CallLog: Sendable {
    /// What the loop did with a connection.
    enum Call: Hashable {
        case received(Int)
        case sent(Int)
    }

    private struct State {
        var descriptors: [Int32] = []
        var calls: [Call] = []
        var obstacles: [Int: SystemCalls.Outcome<Int>] = [:]

        func number(_ descriptor: Int32) -> Int { descriptors.lastIndex(of: descriptor) ?? -1 }
    }

    private let state = Mutex(State())

    /// The descriptors of the server's ends of the connections.
    var descriptors: [Int32] { state.withLock(\.descriptors) }

    /// What the loop did with these connections since the last `clear`.
    func calls(_ numbers: Range<Int>) -> [Call] {
        state.withLock(\.calls).filter { call in
            switch call {
            case .received(let number), .sent(let number): numbers.contains(number)
            }
        }
    }

    /// Forgets what the loop did.
    func clear() {
        state.withLock { $0.calls = [] }
    }

    /// Makes the next sending over the connection numbered `number` come to `outcome`.
    func obstruct(_ number: Int, _ outcome: SystemCalls.Outcome<Int>) {
        state.withLock { $0.obstacles[number] = outcome }
    }

    /// System calls that are kept here.
    func record(_ calls: inout SystemCalls) {
        let live = SystemCalls.live
        calls.accept = { listener in
            let outcome = live.accept(listener)
            if case .success(let accepted) = outcome {
                self.state.withLock { $0.descriptors.append(accepted.descriptor) }
            }
            return outcome
        }
        calls.receive = { descriptor, buffer in
            self.state.withLock { $0.calls.append(.received($0.number(descriptor))) }
            return live.receive(descriptor, buffer)
        }
        calls.send = { descriptor, bytes in
            let obstacle = self.state.withLock { state in
                let number = state.number(descriptor)
                state.calls.append(.sent(number))
                return state.obstacles.removeValue(forKey: number)
            }
            return obstacle ?? live.send(descriptor, bytes)
        }
    }
}
