import FoundationEssentials
import Glibc

/// Puts new bytes in the place of a file's old ones, all at once: who reads the file meanwhile sees the one or the other.
enum FileReplacement {
    /// Writes a temporary file beside the file and renames it; its mode and, as far as allowed, its owner stay.
    ///
    /// A symbolic link stays a link: the file that it leads to is replaced.
    ///
    /// - Throws: what went wrong; the file is then as it was.
    static func write(_ bytes: [UInt8], to name: String) throws(ReadFailure) {
        guard let path = realpath(name, nil) else { throw failure(name) }
        defer { free(path) }
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure(name) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ReadFailure(file: name, position: nil, message: "no regular file: not written")
        }
        // A rename asks for the right to the directory only.
        guard access(path, W_OK) == 0 else { throw failure(name) }
        var template = Array("\(String(cString: path)).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(name) }
        guard fill(descriptor, with: bytes, like: status), rename(template, path) == 0 else {
            let failure = failure(name)
            unlink(template)
            throw failure
        }
    }

    private static func fill(_ descriptor: Int32, with bytes: [UInt8], like status: stat) -> Bool {
        // Only root may give a file away; the mode comes after, since a change of owner may take bits of it.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        var isDone = fchmod(descriptor, status.st_mode & 0o7777) == 0
        var rest = bytes[...]
        while isDone, !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            isDone = count > 0
            rest = rest.dropFirst(max(0, count))
        }
        isDone = isDone && fsync(descriptor) == 0
        return close(descriptor) == 0 && isDone
    }

    private static func failure(_ name: String) -> ReadFailure {
        ReadFailure(file: name, position: nil, message: "cannot write the file: \(String(cString: strerror(errno)))")
    }
}
