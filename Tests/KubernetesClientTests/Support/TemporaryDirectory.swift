import Foundation

/// A directory for one test.
struct TemporaryDirectory {
    let path: String

    /// Runs a test with a directory that is gone afterwards.
    static func run(_ body: (TemporaryDirectory) async throws -> Void) async throws {
        let directory = TemporaryDirectory(path: NSTemporaryDirectory() + "/kubernetes-client-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        try await body(directory)
    }

    /// Writes a file, and the directories that lead to it, and returns its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        let parent = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    /// Reads a file.
    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
}
