package import Foundation
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program at a pseudo-terminal of its own, and the person in front of it.
///
/// The terminal is the program's controlling one: Control-C reaches it as a signal. It dies with this process.
package final class Terminal: Sendable {
    /// What ends the input: Control-D.
    package static let endOfInput = "\u{4}"
    /// Control-C.
    package static let interrupt = "\u{3}"

    /// What the program has done so far.
    private final class State: Sendable {
        let shown = Mutex<[UInt8]>([])
        let process = Mutex<pid_t?>(nil)
    }

    private let name: String
    private let keyboard: FileDescriptor
    private let state = State()
    private let life: Task<Int32, any Error>

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: its arguments, without its own name.
    ///   - columns: how wide the terminal is; nil for one that does not tell its size.
    ///   - environment: what it gets beside the environment of this process.
    /// - Throws: what the start makes impossible.
    package init(
        _ program: URL,
        _ arguments: [String],
        columns: UInt16?,
        environment: [String: String] = [:]
    ) async throws {
        name = program.lastPathComponent
        let (terminal, line) = try Self.open(columns: columns)
        keyboard = terminal
        let configuration = Configuration(
            executable: .name("setpriv"),
            arguments: Arguments(["--pdeathsig", "KILL", "setsid", "--ctty", "--wait", program.path] + arguments),
            environment: Command.Surroundings.inherited(environment).variables
        )
        let input = try line.duplicate()
        let screen = try terminal.duplicate()
        let state = state
        let (starts, start) = AsyncThrowingStream<Void, any Error>.makeStream()
        let (ends, end) = AsyncStream<Void>.makeStream()
        life = Task {
            do {
                let result = try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                    output: .fileDescriptor(line, closeAfterSpawningProcess: true),
                    error: .combinedWithOutput
                ) { execution in
                    state.process.withLock { $0 = execution.processIdentifier.value }
                    start.finish()
                }
                state.process.withLock { $0 = nil }
                // What was written last may still be on its way.
                for await _ in ends {}
                return result.terminationStatus.exitStatus
            } catch {
                start.finish(throwing: error)
                throw error
            }
        }
        for try await _ in starts {}
        Thread.detachNewThread {
            Self.read(screen, into: state)
            end.finish()
        }
    }

    deinit {
        // A test that has thrown leaves its program running.
        kill()
        try? keyboard.close()
    }

    /// What the program has written so far, to either stream, with the line ends that it wrote itself.
    package var shown: String {
        state.shown.withLock { String(decoding: $0, as: UTF8.self) }.replacing("\r\n", with: "\n")
    }

    /// What stands on the screen, from the first line on: of a line that was drawn anew, what was drawn last.
    package var screen: String {
        let lines = shown.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { $0.components(separatedBy: "\r\u{1B}[K").last ?? "" }.joined(separator: "\n")
    }

    /// Types something; a line ends with a newline.
    package func type(_ text: String) throws { try keyboard.writeAll(text.utf8) }

    /// Waits for the program to end by itself; returns its exit status.
    package func ended() async throws -> Int32 { try await life.value }

    /// Waits until it has written a text; gives up when the program ends or the time is over.
    package func wait(for text: String) async throws {
        let deadline = ContinuousClock.now + Command.timeLimit
        while !shown.contains(text) {
            guard state.process.withLock({ $0 != nil }), ContinuousClock.now < deadline else {
                throw Command.Failure(description: "\(name) did not write \(text):\n\(shown.suffix(4000))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends the program without asking.
    package func kill() { state.process.withLock { if let process = $0 { _ = Glibc.kill(process, SIGKILL) } } }
}

// MARK: - The pseudo-terminal

extension Terminal {
    private static let rows: UInt16 = 40

    private static let options = O_RDWR | O_NOCTTY | O_CLOEXEC

    /// Requests of Linux (asm-generic/ioctls.h), which Swift's Glibc does not have: to lock the program's side or not, and to
    /// open it.
    private static let lock: UInt = 0x4004_5431
    private static let openPeer: UInt = 0x5441

    /// A new one: the side of the person, and that of the program.
    private static func open(columns: UInt16?) throws -> (terminal: FileDescriptor, line: FileDescriptor) {
        let terminal = FileDescriptor(rawValue: Glibc.open("/dev/ptmx", options))
        var isLocked: Int32 = 0
        _ = ioctl(terminal.rawValue, lock, &isLocked)
        let line = FileDescriptor(rawValue: ioctl(terminal.rawValue, openPeer, options))
        guard line.rawValue >= 0 else { throw Command.Failure(description: "no pseudo-terminal: error \(errno)") }
        guard let columns else { return (terminal, line) }
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard ioctl(line.rawValue, UInt(TIOCSWINSZ), &size) == 0 else {
            throw Command.Failure(description: "a terminal takes no size: error \(errno)")
        }
        return (terminal, line)
    }

    /// Reads until no program is at the other side any more, which Linux tells as EIO.
    private static func read(_ screen: FileDescriptor, into state: State) {
        var part = [UInt8](repeating: 0, count: 4096)
        while let count = try? part.withUnsafeMutableBytes({ try screen.read(into: $0) }), count > 0 {
            state.shown.withLock { $0 += part[..<count] }
        }
        try? screen.close()
    }
}
