import Glibc
import NIOPosix
import Synchronization

/// A program that is run to its end for what it prints.
///
/// Its standard error is this process's own, so that it can talk to a person. Every path ends with the child reaped.
struct ChildProcess {
    /// Why there is no output.
    enum Failure: Error, Equatable {
        /// It could not be started; what the system says.
        case notStarted(String)
        /// It ran longer than allowed and was killed.
        case timedOut
        /// It printed more than allowed and was killed.
        case tooMuchOutput
        /// It ended with this code, or by a signal (128 + its number, as shells count).
        case exitCode(Int32)
        /// The task was cancelled; the child was killed.
        case cancelled
    }

    /// The program: a path, or a name to look up in `PATH`.
    let command: String
    /// Its arguments, without its own name.
    let arguments: [String]
    /// Its whole environment.
    let environment: [String: String]
    /// True if it may read this process's standard input; else it reads nothing.
    let inheritsInput: Bool
    /// How long it may run.
    let timeLimit: Duration
    /// How many bytes it may print.
    let outputLimit: Int

    /// Runs the program and returns what it printed, if it ends with exit code 0.
    func run() async throws(Failure) -> [UInt8] {
        let child = try spawn()
        let result: Result<[UInt8], Failure>
        do {
            // Reading and reaping block, so they need a thread of their own.
            result = try await withTaskCancellationHandler {
                try await NIOThreadPool.singleton.runIfActive { child.collect(within: timeLimit, limit: outputLimit) }
            } onCancel: {
                child.kill()
            }
        } catch {
            // The pool did not start the work, because the task was cancelled first.
            child.kill()
            _ = child.collect(within: timeLimit, limit: outputLimit)
            throw .cancelled
        }
        if Task.isCancelled { throw .cancelled }
        return try result.get()
    }

    private func spawn() throws(Failure) -> RunningChild {
        var pipeEnds: [Int32] = [-1, -1]
        guard pipe(&pipeEnds) == 0 else { throw .notStarted(SystemError.text(errno)) }
        defer { close(pipeEnds[1]) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if !inheritsInput { posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) }
        posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], STDOUT_FILENO)
        // The HTTP client's sockets are not marked to be closed by exec. One that is closed meanwhile does not matter,
        // because glibc ignores closing what is not open; one that is opened meanwhile, the plugin holds until it ends.
        for descriptor in Self.openDescriptors where descriptor > STDERR_FILENO {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        Self.restoreSignals(&attributes)

        var process: pid_t = 0
        let code = withCStrings([command] + arguments) { argv in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawnp(&process, command, &actions, &attributes, argv, envp)
            }
        }
        guard code == 0 else {
            close(pipeEnds[0])
            throw .notStarted(SystemError.text(code))
        }
        return RunningChild(process: process, output: pipeEnds[0])
    }

    /// The descriptors of this process.
    private static var openDescriptors: [Int32] {
        guard let directory = opendir("/proc/self/fd") else { return [] }
        defer { closedir(directory) }
        var descriptors: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { $0 } }
            if let number = Int32(String(decoding: name, as: UTF8.self)) { descriptors.append(number) }
        }
        return descriptors
    }

    /// A server ignores SIGPIPE and may block others; a child must start as from a shell.
    private static func restoreSignals(_ attributes: inout posix_spawnattr_t) {
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    }

    /// Runs the body with a null-terminated array of C strings.
    private func withCStrings<Value>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let pointers = strings.map { strdup($0) }
        defer { pointers.forEach { free($0) } }
        return body(pointers + [nil])
    }
}

/// A child that has been started and must be reaped by ``collect(within:limit:)``, exactly once.
private final class RunningChild: Sendable {
    /// Nil once the child is reaped: its number may then be somebody else's.
    private let process: Mutex<pid_t?>
    private let output: Int32

    init(process: pid_t, output: Int32) {
        self.process = Mutex(process)
        self.output = output
    }

    /// Ends the child, if it still runs.
    func kill() {
        process.withLock { if let process = $0 { _ = Glibc.kill(process, SIGKILL) } }
    }

    /// Reads all that the child prints, waits for its end and reaps it.
    ///
    /// Blocks the thread.
    func collect(within timeLimit: Duration, limit: Int) -> Result<[UInt8], ChildProcess.Failure> {
        let printed = read(until: .now + timeLimit, limit: limit)
        close(output)
        if case .failure = printed { kill() }
        let code = reap()
        return printed.flatMap { code == 0 ? .success($0) : .failure(.exitCode(code)) }
    }

    private func read(until deadline: ContinuousClock.Instant, limit: Int) -> Result<[UInt8], ChildProcess.Failure> {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            guard ContinuousClock.now < deadline else { return .failure(.timedOut) }
            var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, Self.pollMilliseconds) > 0 else {
                // Something that the child left behind may hold the pipe open for ever.
                if hasExited { return .success(bytes) }
                continue
            }
            let count = Glibc.read(output, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .success(bytes) }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { return .failure(.tooMuchOutput) }
        }
    }

    /// How often, while nothing is printed, deadline and child are looked after.
    private static let pollMilliseconds: Int32 = 20

    private var hasExited: Bool {
        guard let number = process.withLock({ $0 }) else { return true }
        var information = siginfo_t()
        // Without a child that has exited nothing is filled in.
        return waitid(P_PID, id_t(number), &information, WEXITED | WNOHANG | WNOWAIT) == 0
            && information.si_signo == SIGCHLD
    }

    private func reap() -> Int32 {
        guard let number = process.withLock({ $0 }) else { return 0 }
        // First wait without reaping, so that the number stays the child's until the lock is held.
        var information = siginfo_t()
        while waitid(P_PID, id_t(number), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return process.withLock { process in
            process = nil
            var status: Int32 = 0
            while waitpid(number, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            return signal == 0 ? (status >> 8) & 0xff : 128 + signal
        }
    }
}
