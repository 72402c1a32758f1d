import Glibc

/// Reads small files whole.
enum LocalFile {
    /// Why a file could not be read.
    struct Failure: Error, Hashable {
        /// What the system says.
        let reason: String
        /// True if there is no such file.
        let isMissing: Bool
    }

    /// No token, certificate bundle or kubeconfig is longer; the system's own CA bundle has a quarter of this.
    static let sizeLimit = 1 << 20

    /// The file's bytes.
    ///
    /// Symbolic links are followed, so a Secret's mount is read through its current `..data`.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        var count = 0
        while true {
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
            let got = bytes.withUnsafeMutableBytes { buffer in
                let free = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                return Glibc.read(descriptor, free.baseAddress, free.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure() }
            guard got > 0 else { return Array(bytes[..<count]) }
            count += got
            guard count <= sizeLimit else {
                throw Failure(reason: "it is longer than \(sizeLimit) bytes", isMissing: false)
            }
        }
    }

    private static func failure() -> Failure {
        let code = errno
        return Failure(reason: SystemError.text(code), isMissing: code == ENOENT)
    }
}

/// The system's words for its error numbers.
enum SystemError {
    /// What `errno` means.
    static func text(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
