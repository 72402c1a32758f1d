import Foundation
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Unified diffs")
struct UnifiedDiffTests {
    private static func diff(_ name: String, _ old: String, _ new: String) -> String {
        String(decoding: UnifiedDiff(of: name, Array(old.utf8), Array(new.utf8)).bytes, as: UTF8.self)
    }

    private static let numbers = (1...30).map { "\($0)\n" }.joined()

    static let cases: [(old: String, new: String, hunks: String)] = [
        ("a\n", "a\n", ""),
        ("", "", ""),
        ("a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"),
        ("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"),
        ("a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"),
        ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("a\nb", "b", "@@ -1,2 +1 @@\n-a\n b\n\\ No newline at end of file\n"),
        (
            numbers, numbers.replacing("10\n", with: "10\nx\n"),
            "@@ -8,6 +8,7 @@\n 8\n 9\n 10\n+x\n 11\n 12\n 13\n"
        ),
        (
            numbers, numbers.replacing("\n3\n", with: "\n").replacing("\n28\n", with: "\nx\n"),
            "@@ -1,6 +1,5 @@\n 1\n 2\n-3\n 4\n 5\n 6\n@@ -25,6 +24,6 @@\n 25\n 26\n 27\n-28\n+x\n 29\n 30\n"
        ),
        (
            numbers, numbers.replacing("\n10\n", with: "\n").replacing("\n16\n", with: "\n"),
            "@@ -7,13 +7,11 @@\n 7\n 8\n 9\n-10\n 11\n 12\n 13\n 14\n 15\n-16\n 17\n 18\n 19\n"
        ),
    ]

    @Test("are written as diff -u writes them", arguments: cases.indices)
    func hunks(index: Int) async throws {
        let (old, new, hunks) = Self.cases[index]
        let header = hunks.isEmpty ? "" : "--- a/x\n+++ b/x\n"
        #expect(Self.diff("x", old, new) == header + hunks)
        let folder = FileManager.default.temporaryDirectory.appending(path: "diff-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(old.utf8).write(to: folder.appending(path: "a"))
        try Data(new.utf8).write(to: folder.appending(path: "b"))
        let theirs = try await Command.run("diff", ["-u", "a", "b"], directory: folder.path).output
        #expect(
            theirs.split(separator: "\n").dropFirst(2) == Self.diff("x", old, new).split(separator: "\n").dropFirst(2)
        )
    }

    @Test(
        "name the file as git does",
        arguments: [
            ("x.yaml", "x.yaml"), ("./d/x.yaml", "d/x.yaml"), ("/tmp/x.yaml", "tmp/x.yaml"), ("ü.yaml", "ü.yaml"),
            ("d/../x.yaml", "x.yaml"),
            ("-", "-"),
        ]
    )
    func names(name: String, label: String) {
        #expect(Self.diff(name, "", "a\n").hasPrefix("--- a/\(label)\n+++ b/\(label)\n"))
    }

    @Test("name a file of the working directory from there, however it is given")
    func absoluteName() {
        let name = FileManager.default.currentDirectoryPath + "/d/x.yaml"
        #expect(Self.diff(name, "", "a\n").hasPrefix("--- a/d/x.yaml\n+++ b/d/x.yaml\n"))
    }

    @Test("keep apart a name and what follows it")
    func oddNames() {
        #expect(Self.diff("a b", "", "a\n").hasPrefix("--- a/a b\t\n+++ b/a b\t\n"))
        #expect(
            Self.diff("a\n\u{1}\"\\", "", "a\n").hasPrefix("--- \"a/a\\n\\001\\\"\\\\\"\n+++ \"b/a\\n\\001\\\"\\\\\"\n")
        )
    }

    @Test("turn the one text into the other, as patch sees it", arguments: [1, 2, 3] as [UInt64])
    func random(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<12 {
            let old = Self.text(&generator)
            let new = Self.text(&generator)
            let folder = FileManager.default.temporaryDirectory.appending(path: "diff-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appending(path: "x")
            try Data(old.utf8).write(to: file)
            let diff = Self.diff("x", old, new)
            guard !diff.isEmpty else { continue }
            let outcome = try await Command.run("patch", ["-p1"], input: diff, directory: folder.path)
            let result = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            #expect(outcome.status == 0 && result == new, "seed \(seed), round \(round): \(outcome)")
        }
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        let lines = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
            ["a", "b", "c", "d"].randomElement(using: &generator) ?? ""
        }
        return lines.joined(separator: "\n") + (Bool.random(using: &generator) ? "\n" : "")
    }
}
