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
    private let request: NumberedRequest
    private let requestsPerConnection: Int
    private let state = Mutex(State())

    /// What came of it.
    struct State {
        var answered = 0
        /// The uids of the reviews that were answered, in order, by their connection; if they have uids of their own.
        var uids: [[String]] = []
        var lost: [String] = []
        var wrong: [Int] = []
        fileprivate var running = 0
        fileprivate var isEnding = false
        fileprivate var whenDone: CheckedContinuation<Void, Never>?
    }

    /// Starts that many clients; `uid` is what stands in the request as its uid, if each request is to have one of its own.
    init(
        _ clients: Int,
        port: Int,
        _ context: TLSContext,
        request: [UInt8],
        uid: String? = nil,
        requestsPerConnection: Int = 20
    ) {
        (self.port, self.context, self.request) = (port, context, NumberedRequest(request, uid: uid))
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
        var uids: [String] = []
        defer { state.withLock { $0.uids.append(uids) } }
        for number in 1...requestsPerConnection {
            let (bytes, uid) = request.next()
            peer.send(bytes)
            guard let response = peer.readResponse() else {
                state.withLock { $0.lost.append("request \(number) of its connection") }
                return false
            }
            state.withLock { state in
                state.answered += 1
                if response.status != 200 { state.wrong.append(response.status) }
            }
            if let uid { uids.append(uid) }
            if response.saysClose { break }
        }
        return true
    }
}

/// A request whose uid differs from time to time.
private final class NumberedRequest: Sendable {
    private let bytes: [UInt8]
    /// Where the uid stands; nil if every request is the same.
    private let place: Range<Int>?
    private let count = Mutex(0)

    init(_ bytes: [UInt8], uid: String?) {
        self.bytes = bytes
        place = uid.flatMap { bytes.firstRange(of: Array($0.utf8)) }
    }

    func next() -> ([UInt8], uid: String?) {
        guard let place else { return (bytes, nil) }
        let number = count.withLock { count in
            count += 1
            return String(count)
        }
        let uid = String(repeating: "0", count: place.count - number.count) + number
        var numbered = bytes
        numbered.replaceSubrange(place, with: uid.utf8)
        return (numbered, uid)
    }
}
