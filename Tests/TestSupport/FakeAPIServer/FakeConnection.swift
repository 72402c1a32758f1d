import Glibc
import Synchronization

/// One TCP connection of a fake API server.
///
/// Its thread reads; writes may come from any thread.
final class FakeConnection: Sendable {
    private let descriptor: Int32
    /// False once the connection is broken or closed.
    private let isOpen = Mutex(true)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        // A client that does not read must not hold up whoever changes the cluster.
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Reads what has come; empty when the connection is over.
    func read() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(bytes[..<count]) : []
        }
    }

    /// Waits until the client closes or sends something, or the time is over; true if it was the client.
    func waitForClient(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    /// Writes everything, unless the connection is broken.
    func write(_ bytes: [UInt8]) {
        isOpen.withLock { isOpen in
            var rest = bytes[...]
            while isOpen, !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0, errno == EINTR { continue }
                if count <= 0 { isOpen = false } else { rest = rest.dropFirst(count) }
            }
        }
    }

    /// Writes one chunk of a chunked body.
    func writeChunk(_ bytes: [UInt8]) {
        write(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    /// Ends a chunked body: with its last chunk, or by a reset.
    func endBody(abruptly: Bool) {
        if abruptly {
            var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            isOpen.withLock { $0 = false }
            // The thread that reads ends, and its close is then a reset.
            shutdown(descriptor, Int32(SHUT_RD))
        } else {
            write(Array("0\r\n\r\n".utf8))
            stop()
        }
    }

    /// Lets the thread of the connection come to its end.
    func stop() {
        isOpen.withLock { $0 = false }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Closes the socket; for the thread that reads, as its last act.
    func close() {
        isOpen.withLock { $0 = false }
        Glibc.close(descriptor)
    }
}
