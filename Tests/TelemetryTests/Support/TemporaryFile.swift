import Foundation
import Glibc
import Testing

/// A file of a test's own, as a log is: whatever is written goes to its end.
final class TemporaryFile {
    let descriptor: Int32
    private let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "km-log-\(UUID().uuidString)").path
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// What is in it, line by line.
    func lines() throws -> [String] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.hasSuffix("\n"))
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}

/// How large this process may make a file.
enum FileSizeLimit {
    /// Sets the limit, in bytes.
    ///
    /// - Returns: the one before.
    @discardableResult static func set(_ bytes: rlim_t) -> rlim_t {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let before = limit.rlim_cur
        limit.rlim_cur = bytes
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        return before
    }
}
