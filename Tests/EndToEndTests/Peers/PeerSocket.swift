import Glibc
import TestSupport

/// A TCP connection to loopback on a blocking socket, whose every wait ends.
///
/// Confined to one thread at a time.
final class PeerSocket {
    private let descriptor: Int32
    /// How long one wait may take: many times what the program needs, built without optimisation and on two busy cores as
    /// well.
    private static let patience = timeval(tv_sec: 120, tv_usec: 0)

    /// How reading ended.
    enum Ending: Error, Equatable {
        case closed
        case reset
        case timedOut
        /// Something that only a mistake in the tests can bring about.
        case failed(errno: Int32)
    }

    /// Connects.
    ///
    /// - Parameters:
    ///   - port: of 127.0.0.1.
    ///   - receiveBuffer: bytes that the kernel keeps for this side; nil for its own choice.
    /// - Throws: ``Refused`` if nobody takes the connection.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        // Kept in a variable until it is connected: once the property is set, an error ends in `deinit`, too, and what is
        // closed twice may be somebody else's by then.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Command.Failure(description: "socket: errno \(errno)") }
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        Self.setPatience(Self.patience, of: descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        guard outcome == 0 else {
            let reason = errno
            close(descriptor)
            throw Refused(reason: reason)
        }
        self.descriptor = descriptor
    }

    /// The server does not take the connection.
    struct Refused: Error {
        let reason: Int32
    }

    deinit { close(descriptor) }

    /// Sends all of `bytes`; false when the server does not take it.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits for bytes and returns them.
    func receive() throws(Ending) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count > 0 { return Array(chunk[..<count]) }
        if count == 0 { throw .closed }
        switch errno {
        case EAGAIN: throw .timedOut
        case ECONNRESET, EPIPE: throw .reset
        default: throw .failed(errno: errno)
        }
    }

    /// Reads to the end of what the server sends, and says how it ended.
    func readToEnd() -> Ending {
        do throws(Ending) {
            while true { _ = try receive() }
        } catch {
            return error
        }
    }

    /// Waits for the server to say something or to end, and says whether it did.
    func isReadable(within milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }

    /// Ends every further wait after so long.
    func setPatience(_ patience: timeval) { Self.setPatience(patience, of: descriptor) }

    private static func setPatience(_ patience: timeval, of descriptor: Int32) {
        var patience = patience
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Makes the close of this side a reset.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
