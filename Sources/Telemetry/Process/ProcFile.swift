import Glibc

/// Reads the small files that the kernel writes when they are read.
enum ProcFile {
    /// The content as text; `nil` when it cannot be read.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? String(decoding: content, as: UTF8.self) : nil }
            content.append(contentsOf: chunk.prefix(count))
        }
    }

    /// How many descriptors this process has open; `nil` when that cannot be found out.
    static func countOpenDescriptors() -> Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Neither ".", nor "..", nor the descriptor of the directory itself.
        return max(0, count - 3)
    }
}
