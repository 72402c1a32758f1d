import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// What the plugin tells of a real cluster, with kubectl as its peer.
    @Suite struct PluginStatusTests {
        static let nightly: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
        ]

        @Test("status tells what kubectl gets, from the missing Secret to the first success")
        func life() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("nightly", Self.nightly)
                    try await world.eventually("the Secret is missed") {
                        try await world.state(of: "nightly") == "missing secret"
                    }
                    let page = try await world.plugin("status", "nightly").output
                    #expect(page.contains("SecretNotFound: waiting for Secret repo in this namespace"))
                    #expect(page.contains("→ create it in namespace \(world.namespace)"))
                    try await world.createSecret("repo")
                    try await world.waitReady("nightly")
                    #expect(try await world.state(of: "nightly") == "healthy")
                    try await Self.compareWithKubectl(world)
                    try await Self.runOnce(world)
                }
            }
        }

        private static func compareWithKubectl(_ world: ControllerWorld) async throws {
            let object = try await world.object("kmaint", "nightly")
            let told = try JSONParser.parse(Array(try await world.plugin("status", "-o", "json").output.utf8))
            let line = try #require(told["maintenances"]?.array?.first)
            #expect(line["next"] == object["status"]?["nextScheduledMaintenance"])
            #expect(line["cronJob"] == object["status"]?["activeCronJob"])
            #expect(line["schedule"] == object["spec"]?["trigger"]?["schedule"])
            let names = try await world.kubectl("get", "kmaint", "-o", "name")
            #expect(try await world.plugin("status", "-o", "name").output == names)
            let page = try await world.plugin("status", "nightly").output
            #expect(page.contains("Trigger       0 2 * * * in UTC: at 02:00 every day"))
            #expect(page.matches(of: #/\n  \w{3} \d{4}-\d\d-\d\dT02:00:00Z  in/#).count == 3)
        }

        private static func runOnce(_ world: ControllerWorld) async throws {
            let cronJob = try await world.object("kmaint", "nightly")["status"]?["activeCronJob"]?.string
            try await world.fire(try #require(cronJob), as: "kopia-maint-now")
            try await world.eventually("the run is seen") { try await world.state(of: "nightly") == "running" }
            try await world.report("kopia-maint-now", phase: "Running", state: ["running": [:]])
            let during = try await world.plugin("status", "nightly").output
            #expect(during.contains("Run under way\n  Job kopia-maint-now for "))
            #expect(during.contains(": at work\n"))
            try await world.finish("kopia-maint-now", exitCode: 0)
            try await world.eventually("the success is told") {
                try await world.plugin("status", "nightly").output.contains("success  by hand  kopia-maint-now")
            }
        }

        @Test("a table fits the terminal and has colours there; in a pipe it has neither limit nor colours")
        func widths() async throws {
            try await ControllerWorld.run { world in
                let name = "of-a-rather-long-name-that-no-narrow-terminal-holds"
                try await world.submit(name, Self.nightly)
                let narrow = try await world.pluginOnTerminal(columns: 80, "status")
                let lines = narrow.output.split(whereSeparator: \.isNewline).map(Self.withoutColors)
                #expect(lines.count == 2 && lines.allSatisfy { $0.count <= 80 }, "\(lines)")
                #expect(narrow.output.contains("\u{1B}[33mpending\u{1B}[0m") && narrow.output.contains("…"))
                let wide = try await world.pluginOnTerminal(columns: 200, "status")
                #expect(wide.output.contains(name))
                let piped = try await world.plugin("status").output
                #expect(piped.contains(name) && !piped.contains("\u{1B}"))
            }
        }

        private static func withoutColors(_ line: Substring) -> String {
            String(line.replacing(/\u{1B}\[[0-9;]*m/, with: ""))
        }

        @Test("-w draws in place on a terminal, and writes a line for each change elsewhere")
        func watch() async throws {
            try await ControllerWorld.run { world in
                try await world.submit("nightly", Self.nightly)
                let screen = try await world.startPlugin(onTerminal: true, "status", "-w")
                let lines = try await world.startPlugin(onTerminal: false, "status", "-w")
                for service in [screen, lines] { try await service.wait { service.printed.contains("nightly") } }
                try await world.submit("weekly", Self.nightly)
                for service in [screen, lines] { try await service.wait { service.printed.contains("weekly") } }
                try await world.kubectl("delete", "kmaint", "nightly")
                try await lines.wait { lines.printed.contains("nightly is gone\n") }
                // Up to the first line of the table, and cleared from there.
                #expect(screen.printed.contains("\u{1B}[2A\u{1B}[J"))
                #expect(!lines.printed.contains("\u{1B}"))
                #expect(lines.printed.split(separator: "\n").count { $0.hasPrefix("NAME") } == 1)
                for service in [screen, lines] { await service.kill() }
            }
        }

        @Test("who has no right is told which to ask for, command by command")
        func rights() async throws {
            try await ControllerWorld.run { world in
                try await world.submit("nightly", Self.nightly)
                let nobody = try await world.kubeconfigWithoutRights().path
                for line in [
                    "status", "status nightly", "status -A", "status -w", "logs nightly", "trigger nightly",
                    "suspend nightly", "resume --all", "reset-failures -l a=b", "version",
                ] {
                    let words = line.split(separator: " ").map(String.init)
                    let outcome = try await Command.run(Programs.plugin.path, words + ["--kubeconfig", nobody])
                    #expect(outcome.status == 1, "\(line): \(outcome)")
                    #expect(outcome.errors.contains("error: not allowed: "), "\(line): \(outcome)")
                    #expect(outcome.errors.contains(": ask for the right to "), "\(line): \(outcome)")
                    #expect(outcome.errors.split(separator: "\n").count == 1, "\(line): \(outcome)")
                }
                let impersonated = try await world.plugin("status", "--as", "somebody")
                #expect(impersonated.errors.contains("User \"somebody\" cannot list"))
                let wrongToken = try await world.plugin("status", "--token", "none")
                // A client certificate counts before a token.
                #expect(wrongToken.status == 0)
                let expired = try await Command.run(
                    Programs.plugin.path,
                    ["status", "--kubeconfig", nobody, "--token", "none"]
                )
                #expect(expired.status == 1 && expired.errors.contains("does not accept the credential (401)"))
            }
        }
    }
}
