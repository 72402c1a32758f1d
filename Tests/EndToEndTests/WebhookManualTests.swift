import Foundation
import TestSupport
import Testing

/// What README.md and docs/webhook.md say of the webhook, held against the program.
@Suite("The webhook's manual", .serialized, .timeLimit(.minutes(5)))
struct WebhookManualTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: Fixtures.repository.appending(path: path), encoding: .utf8)
    }

    /// The flags of the help text and their defaults; an empty default for those without one.
    private static func flags() async throws -> [String: String] {
        let help = try await Command.output(Programs.webhook.path, ["--help"])
        // An option begins at the second column; what belongs to it is indented further.
        let options = help.replacing("\n   ", with: " ").split(separator: "\n").filter { $0.hasPrefix("  --") }
        var flags: [String: String] = [:]
        for option in options {
            guard let name = option.firstMatch(of: /--[a-z-]+/)?.output, option.contains("<") else { continue }
            let value = option.firstMatch(of: /default:\s+([^)\s]+)\)/)?.output.1
            flags[String(name)] = value.map(String.init) ?? ""
        }
        return flags
    }

    @Test("names every flag, and none that does not exist")
    func flagNames() async throws {
        let flags = try await Self.flags()
        #expect(flags.count > 20)
        let section = try #require(try Self.text("README.md").split(separator: "## Flags of the webhook").last)
        let table = section.prefix { $0 != "#" }
        let named = Set(table.matches(of: /`(--[a-z-]+)`/).map { String($0.output.1) }).subtracting(["--help"])
        #expect(named == Set(flags.keys))
        for (document, text) in [("docs/webhook.md", try Self.text("docs/webhook.md"))] {
            for match in text.matches(of: /`(--[a-z-]+)`/) where match.output.1 != "--help" {
                #expect(flags[String(match.output.1)] != nil, "\(document): \(match.output.1)")
            }
        }
    }

    @Test("gives each limit the default that it has")
    func defaults() async throws {
        let flags = try await Self.flags()
        let rows = try Self.text("docs/webhook.md").matches(of: /\| `(--[a-z-]+)` \| ([^ ]+) \|/)
        #expect(rows.count == 12)
        for row in rows { #expect(flags[String(row.output.1)] == String(row.output.2), "\(row.output.1)") }
    }

    @Test("explains every metric of the webhook's own, and none that does not exist")
    func metrics() async throws {
        try await RunningWebhook.run { webhook in
            let exposed = try await webhook.probe("/metrics").text.matches(of: #/# TYPE (kopia_[a-z_]+)\s/#)
            let names = Set(exposed.map { String($0.output.1) })
            let written = try Self.text("docs/webhook.md").matches(of: /`(…|kopia_maintenance_)([a-z]+_[a-z_]+)`/)
            let explained = written.map { match in
                (match.output.1 == "…" ? "kopia_maintenance_webhook_" : "kopia_maintenance_") + match.output.2
            }
            #expect(Set(explained).subtracting(["kopia_maintenance_webhook_"]) == names)
        }
    }

    @Test("shows a review as the plugin really prints it")
    func review() async throws {
        let readme = try Self.text("README.md")
        let pattern = #/\$ kubectl kopia-maintenance review -f (?<file>\S+)\n(?<said>[^`]+)```/#
        let example = try #require(readme.firstMatch(of: pattern))
        let file = String(example.output.file)
        let path = Fixtures.repository.appending(path: file).path
        let outcome = try await Command.run(Programs.plugin.path, ["review", "-f", path])
        #expect(outcome.status == 1)
        #expect(outcome.text.replacing(path, with: file) == String(example.output.said))
    }

    @Test("leads nowhere that does not exist", arguments: ["README.md", "docs/webhook.md", "docs/decisions.md"])
    func links(_ document: String) throws {
        let folder = Fixtures.repository.appending(path: document).deletingLastPathComponent()
        for link in try Self.text(document).matches(of: #/\]\((?<target>[^):#]+)\)/#) {
            let file = folder.appending(path: String(link.output.target))
            #expect(FileManager.default.fileExists(atPath: file.path), "\(link.output.target)")
        }
        for name in try Self.text(document).matches(of: #/`(?<path>(?:Sources|deploy|docs|scripts)\/[A-Za-z\/-]+)`/#) {
            let file = Fixtures.repository.appending(path: String(name.output.path))
            #expect(FileManager.default.fileExists(atPath: file.path), "\(name.output.path)")
        }
    }

    @Test(
        "shows a rejection as kubectl really prints it",
        .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane")
    )
    func rejection() async throws {
        let readme = try Self.text("README.md")
        let pattern = #/\$ cat broken\.yaml\n(?<manifest>[^$]+)\$ kubectl apply -f broken\.yaml\n(?<said>[^`]+)```/#
        let example = try #require(readme.firstMatch(of: pattern))
        try await WebhookInClusterTests.withCluster { cluster in
            let outcome = try await cluster.kubectl("apply", "-f", "-", input: String(example.output.manifest))
            // kubectl ends the first line with a space.
            #expect(outcome.errors.replacing(": \n", with: ":\n") == String(example.output.said))
        }
    }
}
