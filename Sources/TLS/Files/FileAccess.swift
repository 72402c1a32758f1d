import Glibc

/// Whole small files, read and replaced.
enum FileAccess {
    /// The largest file that is read: the API server limits a whole Secret to 1 MiB.
    static let limit = 1 << 20
    /// How much is read at a time; a chain and its key fit.
    private static let chunkSize = 1 << 14

    /// Reads a file through its path, following symbolic links each time.
    ///
    /// - Parameter path: the file.
    /// - Returns: its content.
    /// - Throws: ``TLSError/unreadableFile(path:reason:)`` or ``TLSError/oversizedFile(path:limit:)``.
    static func read(_ path: String) throws(TLSError) -> [UInt8] {
        // O_NONBLOCK keeps a named pipe without a writer from blocking the caller; it changes nothing for files.
        let descriptor = retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw .unreadableFile(path: path, reason: lastError()) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkSize)
        while true {
            let taken = retrying { unsafe Glibc.read(descriptor, &chunk, chunk.count) }
            guard taken >= 0 else { throw .unreadableFile(path: path, reason: lastError()) }
            if taken == 0 { return content }
            content.append(contentsOf: chunk.prefix(taken))
            guard content.count <= limit else { throw .oversizedFile(path: path, limit: limit) }
        }
    }

    /// Whether there is something at the path, readable or not.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// Replaces a file in one step: readers see the old content or the new, never a part.
    ///
    /// - Parameters:
    ///   - path: the file; its directory exists.
    ///   - content: all of it.
    ///   - mode: the permissions, whatever the umask.
    /// - Throws: ``TLSError/unwritableFile(path:reason:)``; the old file is untouched then.
    static func replace(_ path: String, with content: [UInt8], mode: mode_t) throws(TLSError) {
        let draft = "\(path).\(getpid()).new"
        unsafe unlink(draft)
        let descriptor = retrying { unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) }
        guard descriptor >= 0 else { throw .unwritableFile(path: path, reason: lastError()) }
        do throws(TLSError) {
            defer { close(descriptor) }
            try write(content, to: descriptor, path: path)
            guard fchmod(descriptor, mode) == 0, retrying({ fsync(descriptor) }) == 0 else {
                throw TLSError.unwritableFile(path: path, reason: lastError())
            }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        guard unsafe rename(draft, path) == 0 else {
            let reason = lastError()
            unsafe unlink(draft)
            throw .unwritableFile(path: path, reason: reason)
        }
    }

    /// Makes a directory and those above it; one that exists is left as it is.
    static func makeDirectory(_ path: String) throws(TLSError) {
        var end = path.startIndex
        while end != path.endIndex {
            end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
            guard unsafe mkdir(String(path[..<end]), 0o755) == 0 || errno == EEXIST else {
                throw .unwritableFile(path: path, reason: lastError())
            }
        }
    }

    /// Runs `body` while no other process that does the same for this directory runs.
    static func withLock<Result>(
        onDirectory path: String,
        _ body: () throws(TLSError) -> Result
    ) throws(TLSError) -> Result {
        let descriptor = retrying { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .unreadableFile(path: path, reason: lastError()) }
        // Closing the descriptor gives the lock back.
        defer { close(descriptor) }
        guard retrying({ flock(descriptor, LOCK_EX) }) == 0 else {
            throw .unreadableFile(path: path, reason: lastError())
        }
        return try body()
    }

    private static func write(_ content: [UInt8], to descriptor: Int32, path: String) throws(TLSError) {
        var count = 0
        while count < content.count {
            let written = retrying {
                unsafe content.withUnsafeBytes { buffer in
                    unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                }
            }
            guard written >= 0 else { throw .unwritableFile(path: path, reason: lastError()) }
            count += written
        }
    }

    /// Repeats a call that a signal interrupted.
    private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            guard result == -1, errno == EINTR else { return result }
        }
    }

    private static func lastError() -> String {
        let code = errno
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
