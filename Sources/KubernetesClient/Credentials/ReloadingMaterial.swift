/// Material that is read again when it may have changed.
///
/// A file that cannot be read, or is empty in the middle of being replaced, does not replace what was read before: the
/// kubelet swaps mounts while programs run.
struct ReloadingMaterial {
    private let material: Material
    private let interval: Duration
    private var bytes: [UInt8]?
    private var readAt: Duration?

    /// Material that is read again once it is older than the interval.
    init(_ material: Material, interval: Duration) {
        self.material = material
        self.interval = interval
    }

    /// The bytes, not older than the interval unless the file has become unreadable.
    mutating func current(now: Duration) throws(CredentialError) -> [UInt8] {
        guard case .file(let path) = material else { return inlineBytes }
        if let bytes, let readAt, now - readAt < interval { return bytes }
        do {
            bytes = try Self.read(path)
        } catch {
            guard bytes != nil else { throw error }
        }
        readAt = now
        return bytes ?? []
    }

    /// Lets the next use read the file again.
    mutating func expire() { readAt = nil }

    private var inlineBytes: [UInt8] {
        if case .inline(let bytes, _) = material { bytes } else { [] }
    }

    private static func read(_ path: String) throws(CredentialError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try LocalFile.read(path)
        } catch {
            throw .unreadableFile(path: path, reason: error.reason)
        }
        guard bytes.contains(where: { $0 > 0x20 }) else { throw .emptyFile(path: path) }
        return bytes
    }
}
