import CLinux
import Glibc

/// An eventfd: any thread signals it, one waits for it.
struct WakeUp: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    private init(owning descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// One that nobody has signalled.
    static func make() throws(ServerError) -> WakeUp {
        let flags = Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)
        return WakeUp(owning: FileDescriptor(owning: try SystemCall.require("eventfd") { eventfd(0, flags) }))
    }

    /// The number to watch.
    var rawValue: Int32 { descriptor.rawValue }

    /// Makes the descriptor readable until `drain`.
    func signal() {
        var one: UInt64 = 1
        // Would-block means that the counter is full: it is readable already.
        _ = SystemCall.attempt { unsafe write(descriptor.rawValue, &one, MemoryLayout<UInt64>.size) }
    }

    /// Takes back every signal so far.
    func drain() {
        var count: UInt64 = 0
        _ = SystemCall.attempt { unsafe read(descriptor.rawValue, &count, MemoryLayout<UInt64>.size) }
    }

    /// Blocks until it is signalled or `milliseconds` have passed, and says whether it is.
    func wait(milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        if case .success(let count) = SystemCall.attempt({ unsafe poll(&request, 1, milliseconds) }) {
            return count > 0
        }
        return false
    }
}
