import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@Suite struct MaintenanceScriptsTests {
    @Test("The scripts in the program are those in the repository: run maintenance/embed.sh")
    func embedded() throws {
        let folder = Fixtures.repository.appending(path: "maintenance")
        let maintain = try String(contentsOf: folder.appending(path: "maintain.sh"), encoding: .utf8)
        let mover = try String(contentsOf: folder.appending(path: "mover.sh"), encoding: .utf8)
        #expect(MaintenanceScripts.maintain + "\n" == maintain)
        #expect(MaintenanceScripts.mover + "\n" == mover)
    }

    @Test(
        "ShellCheck has nothing to say",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/shellcheck"))
    )
    func shellCheck() async throws {
        let folder = Fixtures.repository.appending(path: "maintenance")
        let scripts = ["maintain.sh", "mover.sh", "embed.sh", "stand-in/kopia", "stand-in/sleep", "stand-in/entry.sh"]
        let files = scripts.map { folder.appending(path: $0).path }
        #expect(try await Command.run("/usr/bin/shellcheck", ["--shell=sh"] + files).text.isEmpty)
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

    @Test("The script trims every key of the Secret's contract, and the pod offers every key that the script reads")
    func keys() throws {
        let list = try #require(MaintenanceScripts.maintain.firstMatch(of: /(?m)^keys='([^']*)'/)).1
        let inScript = Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
        let fromPod: Set = ["KOPIA_METADATA_CACHE_SIZE_LIMIT_MB", "KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB", "CUSTOM_CA"]
        let offered = RepositorySecretKeys.shared + RepositorySecretKeys.scriptOnly
        #expect(inScript == Set(offered + ["KOPIA_REPOSITORY"]).union(fromPod))
        for key in offered where !Self.readByKopia.contains(key) {
            #expect(
                MaintenanceScripts.maintain.contains("$\(key)") || MaintenanceScripts.maintain.contains("${\(key)"),
                "\(key)"
            )
        }
    }

    /// Kopia and its libraries read these themselves.
    private static let readByKopia = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "GOOGLE_PROJECT_ID"]

    @Test("A command is small enough to stand in thousands of objects")
    func size() throws {
        let command = try #require(RenderingFixtures.pod().container["command"])
        #expect(command.jsonText.utf8.count < 36_000)
    }
}
