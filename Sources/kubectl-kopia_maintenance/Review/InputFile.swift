import Glibc

/// A file to read from its beginning to its end.
struct InputFile: ~Copyable {
    private let descriptor: Int32

    /// Standard input.
    static var standardInput: InputFile { InputFile(descriptor: STDIN_FILENO) }

    /// The file at a path; nil if it cannot be opened.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    private static let partSize = 1 << 16

    /// What is in it, no more than that; nil if it cannot be read.
    func bytes(atMost limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: Self.partSize)
        while bytes.count < limit {
            let wanted = min(part.count, limit - bytes.count)
            let count = part.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, wanted) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes += part[..<count]
        }
        return bytes
    }
}
