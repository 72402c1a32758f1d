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

    @Test("A file that two arguments name is a mistake, a link beside its file in a directory is read once")
    func repetition() throws {
        let folder = try Folder(["a.yaml", "sub/b.yaml"])
        let path = folder.path
        try FileManager.default.createSymbolicLink(atPath: "\(path)/link.yaml", withDestinationPath: "sub/b.yaml")
        let once = ManifestFiles([path], isRecursive: true)
        #expect(once.names == ["\(path)/a.yaml", "\(path)/link.yaml"])
        #expect(once.repetitions.isEmpty)
        let arguments = [path, "\(path)/sub/../a.yaml", "\(path)/sub", "-", "-"]
        let twice = ManifestFiles(arguments, isRecursive: false)
        #expect(twice.names == ["\(path)/a.yaml", "\(path)/link.yaml", "-"])
        #expect(
            twice.repetitions.map(\.line) == [
                "\(path)/sub/../a.yaml: error: named twice by -f", "\(path)/sub/b.yaml: error: named twice by -f",
                "-: error: named twice by -f",
            ]
        )
    }

    /// What a command may be told; the file is there under each of these names.
    static let repetitions: [(arguments: String, said: String)] = [
        ("-f DIR/a.yaml -f DIR/a.yaml", "DIR/a.yaml"), ("-f DIR/a.yaml -f DIR/./sub/../a.yaml", "DIR/./sub/../a.yaml"),
        ("-f DIR -f DIR/a.yaml", "DIR/a.yaml"), ("-f DIR/a.yaml -f DIR/link", "DIR/link"),
        ("-f DIR -R -f DIR/sub", "DIR/sub/b.yaml"), ("-f - -f DIR/a.yaml -f -", "-"),
    ]

    @Test(
        "No command reads a file twice: one line, exit code 2, and nothing is done",
        arguments: ["review", "render", "next", "migrate"],
        repetitions
    )
    func commands(_ command: String, _ example: (arguments: String, said: String)) async throws {
        let folder = try Folder(["sub/b.yaml"])
        let path = folder.path
        let text = MigrateCommandTests.old
        try text.write(toFile: "\(path)/a.yaml", atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: "\(path)/link", withDestinationPath: "a.yaml")
        let words = "\(command) \(example.arguments)".split(separator: " ").map {
            String($0).replacing("DIR", with: path)
        }
        let plugin = try await Plugin(words, input: text)
        #expect(plugin.status == 2)
        #expect(plugin.output.isEmpty)
        #expect(plugin.complaints == "\(example.said.replacing("DIR", with: path)): error: named twice by -f\n")
        #expect(try String(contentsOfFile: "\(path)/a.yaml", encoding: .utf8) == text)
    }

    @Test("The bytes of a file are read, or the failure is named")
    func bytes() throws {
        let folder = try Folder(["a.yaml"])
        #expect(try ManifestFiles.bytes(of: "\(folder.path)/a.yaml") == Array("# a.yaml\n".utf8))
        let failure = try #require(throws: ReadFailure.self) { try ManifestFiles.bytes(of: "\(folder.path)/b.yaml") }
        #expect(failure.message == "cannot read the file")
    }
}
