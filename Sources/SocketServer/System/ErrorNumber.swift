import CLinux
import Glibc

/// An `errno`, captured at once by the call that failed.
package struct ErrorNumber: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number that the kernel gave.
    package let rawValue: Int32

    /// The error numbered `rawValue`.
    package init(_ rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// What it means, in the kernel's words.
    package var description: String { unsafe String(cString: clinux_error_text(rawValue)) }

    /// Nothing to be had without waiting.
    package static let wouldBlock = ErrorNumber(EAGAIN)
    /// A signal came first.
    package static let interrupted = ErrorNumber(EINTR)
    /// The address is taken.
    package static let addressInUse = ErrorNumber(EADDRINUSE)
    /// This process has as many descriptors as it may have.
    package static let processDescriptors = ErrorNumber(EMFILE)
    /// The whole system has as many open files as it may have.
    package static let systemDescriptors = ErrorNumber(ENFILE)
    /// The kernel has no memory for socket buffers.
    package static let noBuffers = ErrorNumber(ENOBUFS)
    /// The kernel has no memory.
    package static let noMemory = ErrorNumber(ENOMEM)
    /// The peer went away before its connection was accepted.
    package static let connectionAborted = ErrorNumber(ECONNABORTED)
    /// The peer cut the connection.
    package static let connectionReset = ErrorNumber(ECONNRESET)
}
