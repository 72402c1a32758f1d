import CLinux
import Glibc

/// The system calls that a test must be able to script: whatever can fail while the server runs, and the clocks.
///
/// The rest of the server's calls happen once, at its start, and go through `SystemCall` directly.
@safe package struct SystemCalls: Sendable {
    /// What accepting, receiving or sending gave.
    package enum Outcome<Value: Sendable>: Sendable {
        /// It worked.
        case success(Value)
        /// Nothing can be done now; the event loop says when.
        case wouldBlock
        /// It failed.
        case failure(ErrorNumber)
    }

    /// A descriptor that the caller has to own, and whose it is.
    package struct Accepted: Sendable {
        /// The new descriptor, not owned by anybody yet.
        package var descriptor: Int32
        /// The peer's address.
        package var peer: SocketAddress

        /// A connection accepted from `peer`.
        package init(descriptor: Int32, peer: SocketAddress) {
            self.descriptor = descriptor
            self.peer = peer
        }
    }

    /// Takes a connection from a listener's queue.
    package var accept: @Sendable (_ listener: Int32) -> Outcome<Accepted>
    /// Reads into a buffer; 0 means that the peer has finished.
    package var receive: @Sendable (_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Outcome<Int>
    /// Writes from a buffer, without a SIGPIPE.
    package var send: @Sendable (_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Outcome<Int>
    /// The clock that deadlines are measured by.
    package var now: @Sendable () -> MonotonicTime
    /// The clock on the wall, in seconds since 1970.
    package var secondsSince1970: @Sendable () -> Int

    /// The kernel's.
    package static let live = unsafe SystemCalls(
        accept: { acceptConnection($0) },
        receive: { descriptor, buffer in
            outcome { unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0) }
        },
        send: { descriptor, buffer in
            outcome { unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL)) }
        },
        now: {
            let time = clock(CLOCK_MONOTONIC)
            return MonotonicTime(nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
        },
        secondsSince1970: { clock(CLOCK_REALTIME).tv_sec }
    )

    private static func outcome(_ call: () -> Int) -> Outcome<Int> {
        switch SystemCall.attempt(call) {
        case .success(let count): .success(count)
        case .wouldBlock: .wouldBlock
        case .failure(let error): .failure(error)
        }
    }

    private static func acceptConnection(_ listener: Int32) -> Outcome<Accepted> {
        var peer = SocketAddress.Storage()
        let result = unsafe peer.withMutablePointer { address, length in
            SystemCall.attempt { unsafe clinux_accept(listener, address, length) }
        }
        switch result {
        case .success(let descriptor): return .success(Accepted(descriptor: descriptor, peer: peer.address.unmapped))
        case .wouldBlock: return .wouldBlock
        case .failure(let error): return .failure(error)
        }
    }

    /// The time of a clock that always exists.
    private static func clock(_ identifier: clockid_t) -> timespec {
        var time = timespec()
        _ = unsafe clock_gettime(identifier, &time)
        return time
    }
}
