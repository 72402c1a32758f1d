import Synchronization

@testable import SocketServer

/// Clients that ask again and again, on the same connection while they may, until nobody listens any more.
final class Load: Sendable {
    private let connect: @Sendable () throws -> any AskingPeer
    private let counts = Mutex((answered: 0, lost: 0))

    init(_ connect: @escaping @Sendable () throws -> any AskingPeer) {
        self.connect = connect
    }

    /// How many requests were answered.
    var answered: Int { counts.withLock(\.answered) }
    /// How many requests were sent and not answered.
    var lost: Int { counts.withLock(\.lost) }

    /// Asks until no connection can be made; one such run for each thread.
    func run() {
        while let peer = open() {
            var isOpen = true
            while isOpen {
                peer.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\n")
                let response = peer.readResponse()
                counts.withLock { counts in
                    if response == nil { counts.lost += 1 } else { counts.answered += 1 }
                }
                isOpen = response.map { !$0.saysClose } ?? false
            }
        }
    }

    private func open() -> (any AskingPeer)? {
        do {
            return try connect()
        } catch is ServerError {
            // Nobody listens any more.
            return nil
        } catch {
            // Somebody did, and then there was no handshake.
            counts.withLock { $0.lost += 1 }
            return nil
        }
    }
}
