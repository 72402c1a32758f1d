import Glibc

/// The owner of an open descriptor: nobody else closes it, and it is closed exactly once.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number, for system calls while the owner lives.
    package let rawValue: Int32

    /// Takes over `rawValue`.
    package init(owning rawValue: Int32) {
        self.rawValue = rawValue
    }

    deinit {
        // Never retried: Linux frees the descriptor even when close is interrupted, and it may be in use again.
        _ = close(rawValue)
    }
}
