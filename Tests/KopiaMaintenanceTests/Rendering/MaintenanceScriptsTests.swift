import Foundation
import KopiaMaintenance
import KubernetesAPI
import MaintenanceScripts
import TestSupport
import Testing

@Suite struct MaintenanceScriptsTests {
    private static let folder = Fixtures.repository.appending(path: "maintenance")

    @Test("The programs have every file of maintenance/scripts, as it stands there")
    func embedded() throws {
        let folder = Self.folder.appending(path: "scripts")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(MaintenanceScripts.files.map(\.name) == names.sorted())
        for file in MaintenanceScripts.files {
            #expect(file.text == (try String(contentsOf: folder.appending(path: file.name), encoding: .utf8)))
        }
    }

    @Test("Names are such that every shell lists them in one order")
    func names() {
        for file in MaintenanceScripts.files {
            #expect(file.name.wholeMatch(of: /[a-z]+\.sh/) != nil, "\(file.name)")
        }
    }

    @Test("The maintenance script reads each of its parts once")
    func parts() throws {
        let main = try #require(MaintenanceScripts.files.first { $0.name == "maintain.sh" })
        let read = main.text.matches(of: /(?m)^\. "\$scripts\/(.*)"$/).map { String($0.1) }
        let parts = MaintenanceScripts.files.filter { !$0.text.hasPrefix("#!") }.map(\.name)
        #expect(read.sorted() == parts)
    }

    struct Tampering: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Changes the folder with the files themselves.
        let change: @Sendable (URL) throws -> Void
    }

    private static let tamperings = [
        Tampering(testDescription: "a part says something else") { folder in
            let file = FileHandle(forWritingAtPath: folder.appending(path: "run.sh").path)
            try file?.seekToEnd()
            try file?.write(contentsOf: Data("\n".utf8))
        },
        Tampering(testDescription: "a part is missing") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "filter.sh"))
        },
        Tampering(testDescription: "there is one more") { folder in
            try Data("exit 0\n".utf8).write(to: folder.appending(path: "extra.sh"))
        },
        Tampering(testDescription: "two parts have changed names") { folder in
            let (one, two, other) = ("json.sh", "kopia.sh", "other")
            for (from, to) in [(one, other), (two, one), (other, two)] {
                try FileManager.default.moveItem(at: folder.appending(path: from), to: folder.appending(path: to))
            }
        },
    ]

    @Test(
        "A pod runs no other scripts than those of its release",
        arguments: tamperings,
        MaintenanceRun.Shell.available
    )
    func tampered(_ tampering: Tampering, _ shell: MaintenanceRun.Shell) async throws {
        let run = try await MaintenanceRun(Self.secret, in: shell) { pod in
            try tampering.change(pod.appending(path: "scripts/..data").resolvingSymlinksInPath())
        }
        defer { run.cleanUp() }
        #expect(run.status == 1, "trying again helps once the scripts have been replaced")
        #expect(run.result("MAINTENANCE_STATUS") == "FAILURE")
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("WrongScripts: ") == true)
        #expect(run.calls.isEmpty)
    }

    @Test("Where the files are mounted without the kubelet's folder they run as well")
    func plainFiles() async throws {
        let run = try await MaintenanceRun(Self.secret) { pod in
            let (scripts, files) = (pod.appending(path: "scripts"), FileManager.default)
            let content = scripts.appending(path: "..data").resolvingSymlinksInPath()
            for file in MaintenanceScripts.files {
                let place = scripts.appending(path: file.name)
                try files.removeItem(at: place)
                try files.copyItem(at: content.appending(path: file.name), to: place)
            }
            try files.removeItem(at: scripts.appending(path: "..data"))
        }
        defer { run.cleanUp() }
        #expect(run.status == 0)
    }

    private static let secret = ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"]

    @Test(
        "ShellCheck has nothing to say",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/shellcheck"))
    )
    func shellCheck() async throws {
        let standIns = ["kopia", "sleep", "entry.sh", "tool", "curl", "rclone"].map { "stand-in/\($0)" }
        let files = (["scripts/maintain.sh", "scripts/mover.sh"] + standIns).map {
            Self.folder.appending(path: $0).path
        }
        let options = ["--shell=sh", "--external-sources", "--check-sourced"]
        #expect(try await Command.run("/usr/bin/shellcheck", options + files).text.isEmpty)
    }

    @Test("The kubelet finds nothing to expand in a command", arguments: [nil, "/mover-kopia/entry.sh"])
    func noExpansion(_ entrypoint: String?) throws {
        let container = RenderingFixtures.pod(options: RenderingOptions(moverEntrypoint: entrypoint)).container
        let script = try #require(container["command"]?.array?.dropFirst(2).first?.string)
        #expect(!script.contains("$$"))
        let variables = Set(container["env"]?.array?.compactMap { $0["name"]?.string } ?? [])
        let references = script.matches(of: /\$\(([^)]*)\)/).map { String($0.1) }
        #expect(!references.isEmpty)
        #expect(references.allSatisfy { !variables.contains($0) })
    }

    @Test("The script knows every key of the Secret's contract and no other, and reads each that it knows")
    func keys() throws {
        let text = MaintenanceScripts.files.filter { $0.name != "mover.sh" }.map(\.text).joined()
        let list = try #require(text.firstMatch(of: /(?m)^keys='([^']*)'/)).1
        let offered = RepositorySecretKeys.shared + RepositorySecretKeys.scriptOnly
        #expect(
            list.split(whereSeparator: \.isWhitespace).map(String.init).sorted()
                == (offered + ["KOPIA_REPOSITORY"]).sorted()
        )
        for key in offered where !Self.readByKopia.contains(key) {
            #expect(text.contains("$\(key)") || text.contains("${\(key)"), "\(key)")
        }
    }

    /// Kopia and its libraries read these themselves.
    private static let readByKopia = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "GOOGLE_PROJECT_ID"]
}
