package import Foundation

/// The files that a kubelet makes of a Secret or a ConfigMap (`AtomicWriter` and `SetVolumeOwnership`, pkg/volume,
/// Kubernetes 1.34).
package struct ProjectedVolume {
    /// One file.
    package struct File: Sendable {
        /// Where it is in the volume.
        let path: String
        let text: String
        /// Its permissions before the pod's group gets its own.
        let mode: Int

        package init(path: String, text: String, mode: Int = 0o644) {
            (self.path, self.text, self.mode) = (path, text, mode)
        }
    }

    private let folder: URL
    private let group: Int64?

    /// - Parameters:
    ///   - folder: what is mounted; it exists.
    ///   - group: the pod's `fsGroup`; nil leaves owner and mode as they are.
    package init(in folder: URL, group: Int64? = nil) { (self.folder, self.group) = (folder, group) }

    /// Writes all files: into a folder named for the moment, which a link calls `..data`, with links through that for
    /// what people see.
    ///
    /// - Parameter files: no two have one path.
    /// - Throws: what the file system says.
    package func write(_ files: [File]) throws {
        let content = folder.appending(path: "..2026_01_02_15_04_05.1234567890")
        try makeFolder(content)
        for file in files {
            let place = content.appending(path: file.path)
            try makeFolder(place.deletingLastPathComponent())
            try Data(file.text.utf8).write(to: place)
            try set(group.map { _ in file.mode | Self.readableByGroup } ?? file.mode, of: place)
        }
        try link("..data", to: content.lastPathComponent)
        for name in Set(files.compactMap { $0.path.split(separator: "/").first.map(String.init) }) {
            try link(name, to: "..data/\(name)")
        }
    }

    /// What the group gets of the files of a volume that cannot be written (`roMask`).
    private static let readableByGroup = 0o440

    /// What it gets of a folder: `roMask`, `execMask` and the bit by which new files are the group's.
    private static let usableByGroup = 0o2550

    private func makeFolder(_ place: URL) throws {
        guard !FileManager.default.fileExists(atPath: place.path) else { return }
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try set(group.map { _ in 0o755 | Self.usableByGroup } ?? 0o755, of: place)
    }

    private func set(_ mode: Int, of place: URL) throws {
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
        if let group { attributes[.groupOwnerAccountID] = NSNumber(value: group) }
        try FileManager.default.setAttributes(attributes, ofItemAtPath: place.path)
    }

    private func link(_ name: String, to destination: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: name).path,
            withDestinationPath: destination
        )
    }
}
