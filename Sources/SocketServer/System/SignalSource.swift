import CLinux
import Glibc

/// Signals as something to wait for, instead of something that interrupts.
///
/// Made first of all in the main thread: the signals are blocked in it and in every thread that starts afterwards,
/// and only `wait` takes them. SIGPIPE is ignored from then on: a broken pipe is an error of the write that met it.
package struct SignalSource: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    private init(owning descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Blocks `signals` in this thread and opens a source of them.
    ///
    /// - Parameter signals: Numbers such as `SIGTERM`.
    /// - Returns: The source.
    /// - Throws: `systemCall` when the kernel refuses.
    package static func make(_ signals: [Int32]) throws(ServerError) -> SignalSource {
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        let refusal = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        guard refusal == 0 else { throw .systemCall("pthread_sigmask", ErrorNumber(refusal)) }
        let flags = Int32(SFD_CLOEXEC)
        let number = try SystemCall.require("signalfd") { unsafe signalfd(-1, &set, flags) }
        return SignalSource(owning: FileDescriptor(owning: number))
    }

    /// Blocks until one of the signals arrives and returns its number.
    package func wait() throws(ServerError) -> Int32 {
        var information = signalfd_siginfo()
        try SystemCall.require("read") {
            unsafe read(descriptor.rawValue, &information, MemoryLayout<signalfd_siginfo>.size)
        }
        return Int32(bitPattern: information.ssi_signo)
    }

    /// Lets `signal` do in this thread what it does to programs that do not care.
    package func restoreDefault(of signal: Int32) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, signal)
        _ = unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
