import CLinux
import Glibc

/// A thread of the operating system that runs one closure to its end.
struct LoopThread: Sendable {
    private let handle: pthread_t

    private final class Work {
        let run: () -> Void

        init(_ run: @escaping () -> Void) {
            self.run = run
        }
    }

    /// Starts `run` on a thread called `name`, which holds at most 15 characters.
    static func start(_ name: String, _ run: sending @escaping () -> Void) throws(ServerError) -> LoopThread {
        let work = unsafe Unmanaged.passRetained(Work(run))
        var handle = pthread_t()
        let refusal = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            work.toOpaque()
        )
        guard refusal == 0 else {
            unsafe work.release()
            throw .systemCall("pthread_create", ErrorNumber(refusal))
        }
        // A name only helps whoever looks at a list of threads.
        _ = unsafe name.withCString { unsafe clinux_name_thread(handle, $0) }
        return LoopThread(handle: handle)
    }

    /// Waits for the closure to return; to be called once.
    func join() {
        _ = pthread_join(handle, nil)
    }
}
