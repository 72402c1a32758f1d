import Foundation
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Files to review")
struct ManifestFilesTests {
    /// A directory with some files, gone when the test is over.
    final class Folder {
        let path: String

        init(_ files: [String]) throws {
            let url = FileManager.default.temporaryDirectory.appending(path: "review-\(UUID().uuidString)")
            path = url.path
            for file in files {
                let target = url.appending(path: file)
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data("# \(file)\n".utf8).write(to: target)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    static let tree = [
        "b.yaml", "a.yml", "c.json", "README.md", "sub/d.yaml", "sub/deeper/e.yml", ".hidden.yaml", "x.yaml.bak",
    ]

    @Test("A directory holds its manifests, sorted; with -R those of the directories in it too")
    func directory() throws {
        let folder = try Folder(Self.tree)
        let flat = ManifestFiles([folder.path], isRecursive: false)
        #expect(flat.names == [".hidden.yaml", "a.yml", "b.yaml", "c.json"].map { "\(folder.path)/\($0)" })
        let deep = ManifestFiles(["\(folder.path)/"], isRecursive: true)
        #expect(
            deep.names
                == [".hidden.yaml", "a.yml", "b.yaml", "c.json", "sub/d.yaml", "sub/deeper/e.yml"]
                .map { "\(folder.path)/\($0)" }
        )
        #expect(flat.failures.isEmpty && deep.failures.isEmpty)
    }

    @Test("A file that is named is read whatever its name; order and standard input are kept")
    func named() throws {
        let folder = try Folder(Self.tree)
        let files = ManifestFiles(["-", "\(folder.path)/README.md", "\(folder.path)/b.yaml"], isRecursive: false)
        #expect(files.names == ["-", "\(folder.path)/README.md", "\(folder.path)/b.yaml"])
    }

    @Test("What is not there, or holds no manifest, is said")
    func missing() throws {
        let folder = try Folder(["README.md", "sub/a.yaml"])
        let files = ManifestFiles(["\(folder.path)/none.yaml", folder.path], isRecursive: false)
        #expect(files.names.isEmpty)
        #expect(
            files.failures.map(\.message) == [
                "no such file or directory", "the directory holds no *.json, *.yaml, *.yml",
            ]
        )
    }

    @Test("A link to a directory is not followed into a circle")
    func circle() throws {
        let folder = try Folder(["a.yaml", "sub/b.yaml"])
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/sub/loop", withDestinationPath: folder.path)
        let files = ManifestFiles([folder.path], isRecursive: true)
        #expect(files.names == ["\(folder.path)/a.yaml", "\(folder.path)/sub/b.yaml"])
    }

    @Test("The bytes of a file are read, or the failure is named")
    func bytes() throws {
        let folder = try Folder(["a.yaml"])
        #expect(try ManifestFiles.bytes(of: "\(folder.path)/a.yaml") == Array("# a.yaml\n".utf8))
        let failure = try #require(throws: ReadFailure.self) { try ManifestFiles.bytes(of: "\(folder.path)/b.yaml") }
        #expect(failure.message == "cannot read the file")
    }
}
