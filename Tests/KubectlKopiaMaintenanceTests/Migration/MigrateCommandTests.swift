import Foundation
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("kubectl kopia-maintenance migrate")
struct MigrateCommandTests {
    static let old = """
        # nightly maintenance
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: nightly, namespace: ns}
        spec:
          repository: {repository: secret}
          schedule: "0 2 * * *"  # at two

        """

    static let new = old.replacing("  schedule:", with: "  trigger:\n    schedule:")

    /// A directory with some files, gone when the test is over.
    final class Folder {
        let path: String

        init(_ files: [String: String]) throws {
            let url = FileManager.default.temporaryDirectory.appending(path: "migrate-\(UUID().uuidString)")
            path = url.path
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, text) in files {
                let file = url.appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
        }

        var names: [String] {
            get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }
        }

        func run(_ arguments: [String], input: String = "") async throws -> Plugin {
            try await Plugin(["migrate"] + arguments.map { $0.replacing("DIR", with: path) }, input: input)
        }
    }

    // MARK: Standard output

    @Test("One file is printed as it is, from a file or from standard input")
    func oneFile() async throws {
        let folder = try Folder(["a.yaml": Self.old])
        for (arguments, input) in [(["-f", "DIR/a.yaml"], ""), (["-f", "-"], Self.old), (["-f", "DIR"], "")] {
            let plugin = try await folder.run(arguments, input: input)
            #expect(plugin.output == Self.new)
            #expect(plugin.complaints.isEmpty)
            #expect(plugin.status == 0)
        }
        #expect(try folder.text("a.yaml") == Self.old)
    }

    @Test("Several files are one stream, which tells where each comes from and which review reads")
    func stream() async throws {
        let other = Self.new.replacing("nightly", with: "other").replacing("repository: secret", with: "repository: s2")
        let folder = try Folder(["a.yaml": Self.old, "sub/b.yaml": String(other.dropLast()), "sub/c.yaml": "# none"])
        let plugin = try await folder.run(["-R", "-f", "DIR"])
        #expect(
            plugin.output
                == "---\n# Source: \(folder.path)/a.yaml\n\(Self.new)---\n# Source: \(folder.path)/sub/b.yaml\n"
                + "\(other)---\n# Source: \(folder.path)/sub/c.yaml\n# none\n"
        )
        let marked = try Folder(["a.yaml": "\u{FEFF}\(Self.old)", "b.yaml": Self.new])
        let plain = try await marked.run(["-f", "DIR"]).output
        #expect(!plain.unicodeScalars.contains("\u{FEFF}"))
        let review = try await Plugin(["review", "-f", "-"], input: plugin.output)
        #expect(review.output.hasSuffix("2 KopiaMaintenances in 1 file: 2 valid\n"))
        #expect(review.status == 0)
    }

    // MARK: In place

    @Test("In place changes the files that there is something to do about, and tells of each")
    func inPlace() async throws {
        let folder = try Folder(["a.yaml": Self.old, "b.yaml": Self.new, "c/d.yml": Self.old, "e.txt": Self.old])
        let before = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/b.yaml")
        let plugin = try await folder.run(["--in-place", "-R", "-f", "DIR"])
        #expect(plugin.output == "\(folder.path)/a.yaml: migrated\n\(folder.path)/c/d.yml: migrated\n")
        #expect(plugin.complaints.isEmpty)
        #expect(plugin.status == 0)
        #expect(try folder.text("a.yaml") == Self.new)
        #expect(try folder.text("c/d.yml") == Self.new)
        #expect(try folder.text("e.txt") == Self.old)
        let after = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/b.yaml")
        #expect(after[.systemFileNumber] as? Int == before[.systemFileNumber] as? Int)
        let again = try await folder.run(["--in-place", "-R", "-f", "DIR"])
        #expect(again.output.isEmpty)
        #expect(again.status == 0)
        #expect(try folder.names == ["a.yaml", "b.yaml", "c", "c/d.yml", "e.txt"])
    }

    @Test("A file keeps its mode, and a link stays a link")
    func link() async throws {
        let folder = try Folder(["real/a.yaml": Self.old])
        let (file, link) = ("\(folder.path)/real/a.yaml", "\(folder.path)/link.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real/a.yaml")
        let plugin = try await folder.run(["--in-place", "-R", "-f", "DIR"])
        #expect(plugin.output == "\(link): migrated\n")
        #expect(plugin.status == 0)
        #expect(try folder.text("real/a.yaml") == Self.new)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o640)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real/a.yaml")
        #expect(try folder.names == ["link.yaml", "real", "real/a.yaml"])
    }

    // MARK: Diff

    private static let files = [
        "a.yaml": old, "b c.yaml": old.replacing("\n", with: "\r\n"), "d/e.yaml": String(old.dropLast()),
        "f.yaml": new,
        "g.yaml": (1...20).map { "# \($0)\n" }.joined() + old
            + (1...8).map { "  # \($0)\n" }.joined() + "  priority: 1\n---\n" + old,
    ]

    @Test("A diff is what patch and git apply take", arguments: ["patch", "git"])
    func diff(program: String) async throws {
        let folder = try Folder(Self.files)
        let plugin = try await Self.plugin(in: folder, ["migrate", "--diff", "-R", "-f", "."])
        #expect(plugin.status == 1)
        #expect(plugin.output.hasPrefix("--- a/a.yaml\n+++ b/a.yaml\n@@ -4,4 +4,5 @@\n metadata:"), "\(plugin.output)")
        #expect(plugin.output.contains("--- a/b c.yaml\t\n"))
        #expect(plugin.output.contains("\\ No newline at end of file\n"))
        #expect(!plugin.output.contains("f.yaml"))
        let arguments = program == "git" ? ["apply", "-"] : ["-p1", "--no-backup-if-mismatch", "--binary"]
        let applied = try await Command.run(program, arguments, input: plugin.output, directory: folder.path)
        #expect(applied.status == 0, "\(applied)")
        let expected = try Folder(Self.files)
        #expect(try await expected.run(["--in-place", "-R", "-f", "DIR"]).status == 0)
        for name in Self.files.keys { #expect(try folder.text(name) == expected.text(name), "\(name)") }
        #expect(try await folder.run(["--diff", "-R", "-f", "DIR"]).status == 0)
    }

    private static func plugin(in folder: Folder, _ arguments: [String]) async throws -> Command.Outcome {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "kubectl-kopia_maintenance")
        return try await Command.run(program.path, arguments, directory: folder.path)
    }

    @Test("Nothing to do is no diff")
    func noDiff() async throws {
        let plugin = try await Plugin(["migrate", "--diff", "-f", "-"], input: Self.new)
        #expect(plugin.output.isEmpty)
        #expect(plugin.status == 0)
    }

    // MARK: Refusals and mistakes

    @Test("What is refused is told, and all else is migrated")
    func refusal() async throws {
        let refused = Self.old.replacing("  schedule: \"0 2 * * *\"", with: "  maintenanceIntervalDays: often")
        let folder = try Folder(["a.yaml": Self.old, "b.yaml": refused])
        let plugin = try await folder.run(["--in-place", "-f", "DIR"])
        #expect(plugin.output == "\(folder.path)/a.yaml: migrated\n")
        #expect(
            plugin.complaints
                == "\(folder.path)/b.yaml:7:3: error: spec.maintenanceIntervalDays: is no number of days: write a "
                + "schedule in spec.trigger.schedule instead\n"
        )
        #expect(plugin.status == 1)
        #expect(try folder.text("b.yaml") == refused)
    }

    private static let target = "target: {kind: KopiaMaintenance}"

    @Test(
        "A patch inside a kustomization, or one of operations, keeps its objects from being migrated",
        arguments: [
            "patches:\n- patch: |-\n    kind: KopiaMaintenance\n    spec: {schedule: '@daily'}\n",
            "patches:\n- \(target)\n  patch: |-\n    - {op: replace, path: /spec/schedule, value: '@daily'}\n",
            "patches:\n- {\(target), path: operations.yaml}\n",
            "patchesJson6902:\n- {\(target), path: operations.yaml}\n",
            "patchesStrategicMerge:\n- |-\n  kind: KopiaMaintenance\n  spec: {schedule: '@daily'}\n",
        ]
    )
    func patch(kustomization: String) async throws {
        let operations = "- {op: add, path: /spec/schedule, value: '@daily'}\n"
        let files = [
            "base/a.yaml": Self.old, "base/kustomization.yaml": "resources: [a.yaml]\n",
            "over/kustomization.yaml": kustomization + "resources: [../base]\n", "over/operations.yaml": operations,
            "other/b.yaml": Self.old,
        ]
        let folder = try Folder(files)
        let plugin = try await folder.run(["--in-place", "-R", "-f", "DIR"])
        #expect(plugin.status == 1)
        #expect(plugin.complaints.hasPrefix("\(folder.path)/over/kustomization.yaml:"))
        #expect(
            plugin.complaints.hasSuffix(
                "error: this patch sets spec.schedule of a KopiaMaintenance, which is migrated: change the patch first\n"
            )
        )
        #expect(try folder.text("base/a.yaml") == Self.old)
        #expect(try folder.text("other/b.yaml") == Self.new)
    }

    @Test("A patch of something else keeps nothing from being migrated")
    func harmlessPatch() async throws {
        let kustomization = """
            resources: [a.yaml]
            patches:
            - {target: {kind: KopiaMaintenance}, patch: "- {op: add, path: /spec/suspend, value: true}"}
            - {target: {kind: KopiaMaintenance, name: other}, patch: "- {op: add, path: /spec/schedule, value: x}"}

            """
        let folder = try Folder(["a.yaml": Self.old, "kustomization.yaml": kustomization])
        let plugin = try await folder.run(["--in-place", "-f", "DIR"])
        #expect(plugin.status == 0)
        #expect(try folder.text("a.yaml") == Self.new)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: String
        let complaint: String

        var testDescription: String { arguments }

        init(_ arguments: String, _ complaint: String) {
            self.arguments = arguments
            self.complaint = complaint
        }
    }

    static let mistakes = [
        Mistake("-f DIR/bad.yaml -f DIR/a.yaml", "DIR/bad.yaml:2:1: error: not YAML: "),
        Mistake("-f DIR/chart.yaml", "DIR/chart.yaml:1:3: error: a template, no manifest yet: edit it by hand ("),
        Mistake("-f DIR/empty", "DIR/empty: error: the directory holds no *.json, *.yaml, *.yml"),
        Mistake("-f DIR/none.yaml -f DIR/a.yaml", "DIR/none.yaml: error: no such file or directory"),
        Mistake("-f DIR/a.yaml -f DIR/a.yaml", "DIR/a.yaml: error: named twice by -f"),
        Mistake("-f DIR/only -f DIR/only/../only/b.yaml", "DIR/only/../only/b.yaml: error: named twice by -f"),
        Mistake("-f - -f -", "-: error: named twice by -f"),
    ]

    @Test("A mistake is one line, exit code 2, and nothing is changed or printed", arguments: mistakes)
    func mistake(example: Mistake) async throws {
        let folder = try Folder([
            "a.yaml": Self.old, "bad.yaml": "a: [", "chart.yaml": "{{- if .a }}\n", "empty/x.txt": "",
            "only/b.yaml": Self.old,
        ])
        for flags in ["", "--in-place", "--diff"] where !(flags == "--in-place" && example.arguments.contains("-f -")) {
            let plugin = try await folder.run(
                example.arguments.split(separator: " ").map(String.init) + (flags.isEmpty ? [] : [flags]),
                input: Self.old
            )
            #expect(plugin.status == 2)
            #expect(plugin.output.isEmpty)
            #expect(plugin.complaints.hasPrefix(example.complaint.replacing("DIR", with: folder.path)))
            #expect(plugin.complaints.split(separator: "\n").count == 1)
            #expect(try folder.text("a.yaml") == Self.old)
            #expect(try folder.text("only/b.yaml") == Self.old)
        }
    }

    @Test(
        "A wrong call is explained",
        arguments: [
            ("-f a.yaml --in-place --diff", "give either --in-place or --diff"),
            ("-f - --in-place", "--in-place: standard input is no file"),
            ("", "name manifests by -f, or say --cluster"),
            ("--cluster -f a.yaml", "-f, -R, --in-place and --diff are about manifests, --cluster is not"),
            ("-f a.yaml --yes", "-A, --dry-run and --yes go with --cluster"),
        ]
    )
    func wrongCall(arguments: String, complaint: String) async throws {
        let plugin = try await Plugin(["migrate"] + arguments.split(separator: " ").map(String.init))
        #expect(plugin.status == 2)
        #expect(plugin.output.isEmpty)
        #expect(plugin.complaints.contains(complaint))
    }

    @Test("What cannot be written is told")
    func unwritable() throws {
        #expect(throws: ReadFailure.self) { try FileReplacement.write([], to: "/dev/null") }
        #expect(throws: ReadFailure.self) { try FileReplacement.write([], to: "/proc/self/status") }
        #expect(throws: ReadFailure.self) { try FileReplacement.write([], to: "/none/a.yaml") }
    }

    // MARK: Help

    @Test("The help names every flag and exit code, within the width of a terminal")
    func help() async throws {
        let help = try await Plugin(["migrate", "--help"]).output
        for word in ["-f, --filename", "-R, --recursive", "--in-place", "--diff", "EXIT CODES", "EXAMPLES"] {
            #expect(help.contains(word))
        }
        let lines = help.split(separator: "\n").filter { !$0.hasPrefix("USAGE") }
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test("The examples of the help do what they say")
    func examples() async throws {
        let help = try await Plugin(["migrate", "--help"]).output
        let chapter = help.split(separator: "EXAMPLES\n")[1].split(separator: "\n\n")[0].replacing("\\\n", with: " ")
        let examples = chapter.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let offline = examples.filter { !$0.contains("--cluster") }
        #expect(offline.count == 4)
        let folder = try Folder(["maintenance.yaml": Self.old, "clusters/one/a.yaml": Self.old])
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "kubectl-kopia_maintenance").path
        var statuses: [Int32] = []
        for example in offline {
            let call = example.replacing("kubectl kopia-maintenance", with: program)
            statuses.append(try await Command.run("sh", ["-c", call], directory: folder.path).status)
        }
        #expect(statuses == [0, 1, 0, 0])
        #expect(try folder.text("clusters/one/a.yaml") == Self.new)
    }
}
