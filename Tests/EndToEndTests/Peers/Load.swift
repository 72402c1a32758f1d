import Foundation
import Synchronization
import TLS

/// Clients that ask again and again over TLS, each on a thread of its own, until they are told to end or nobody listens.
///
/// A request counts as lost if it was sent and not answered in full; a connection that is refused is the end, not a
/// loss.
final class Load: Sendable {
    private let port: Int
    private let context: TLSContext
    private let request: [UInt8]
    private let requestsPerConnection: Int
    private let state = Mutex(State())

    /// What came of it.
    struct State {
        var answered = 0
        var lost: [String] = []
        var wrong: [Int] = []
        fileprivate var running = 0
        fileprivate var isEnding = false
        fileprivate var whenDone: CheckedContinuation<Void, Never>?
    }

    /// Starts that many clients.
    init(_ clients: Int, port: Int, _ context: TLSContext, request: [UInt8], requestsPerConnection: Int = 20) {
        (self.port, self.context, self.request) = (port, context, request)
        self.requestsPerConnection = requestsPerConnection
        state.withLock { $0.running = clients }
        for _ in 0..<clients {
            Thread.detachNewThread { [self] in
                while serve() {}
                let waiter = state.withLock { state in
                    state.running -= 1
                    return state.running == 0 ? state.whenDone : nil
                }
                waiter?.resume()
            }
        }
    }

    /// How many requests were answered until now.
    var answered: Int { state.withLock(\.answered) }

    /// Tells the clients to finish what they are at.
    func end() { state.withLock { $0.isEnding = true } }

    /// Waits until no client runs, and returns what came of it.
    func finish() async -> State {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.running > 0 { state.whenDone = continuation }
                return state.running == 0
            }
            if isDone { continuation.resume() }
        }
        return state.withLock { $0 }
    }

    /// Asks on one connection until it ends; false when there is to be no other one.
    private func serve() -> Bool {
        guard !state.withLock(\.isEnding) else { return false }
        let peer: TLSPeer
        do {
            peer = try TLSPeer.connect(port: port, context)
        } catch is PeerSocket.Refused {
            return false
        } catch {
            state.withLock { $0.lost.append("no handshake: \(error)") }
            return false
        }
        for number in 1...requestsPerConnection {
            peer.send(request)
            guard let response = peer.readResponse() else {
                state.withLock { $0.lost.append("request \(number) of its connection") }
                return false
            }
            state.withLock { state in
                state.answered += 1
                if response.status != 200 { state.wrong.append(response.status) }
            }
            if response.saysClose { break }
        }
        return true
    }
}
