import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// The examples in the help of each command, as a shell runs them where kubectl finds the plugin.
    @Suite struct PluginExamplesTests {
        /// What ends otherwise than with 0 where no controller and no kubelet is at work.
        private static let otherEndings: [String: Int32] = [
            // Nobody ends it but who watches.
            "kubectl kopia-maintenance status -w": ended,
            "kubectl kopia-maintenance trigger nightly --wait --timeout 30m": ended,
            "kubectl kopia-maintenance trigger nightly --tag before-upgrade --follow": ended,
            // Of an object without a run there is no log.
            "kubectl kopia-maintenance logs nightly -n backup": 1,
            "kubectl kopia-maintenance logs nightly -f --tail 20": 1,
            // Nothing is installed but the definition, and nothing of what is rendered is there.
            "kubectl kopia-maintenance doctor": 1, "kubectl kopia-maintenance doctor -A": 1, mistakes: 1,
            "kubectl kopia-maintenance render -f maintenance.yaml -n backup | kubectl diff -f -": 1,
        ]

        private static let mistakes =
            #"kubectl kopia-maintenance doctor -A -o json | jq -r '.sections[].checks[] "#
            + #"| select(.verdict == "wrong") | .statement'"#

        /// What must be among the words of what does not end with 0 all the same, or ends so whatever it does.
        private static let words = [
            mistakes: "no controller is installed",
            "kubectl kopia-maintenance migrate --cluster -A --dry-run server":
                "old in backup migrated (server dry run)",
            "kubectl kopia-maintenance migrate --cluster -n backup --yes": "old in backup migrated",
        ]

        /// With which `timeout` ends what it has ended.
        private static let ended: Int32 = 124

        /// True for an example that a test of its command runs, without a cluster.
        private static func isElsewhere(_ example: String) -> Bool {
            example.contains(" migrate ") && !example.contains(" --cluster")
        }

        @Test("do what they say, those of every command")
        func examples() async throws {
            try await ControllerWorld.runAlone { world in
                let folder = try await Self.prepare(world)
                let surroundings = Command.Surroundings.inherited([
                    "PATH":
                        "\(folder.appending(path: "bin").path):\(ProcessInfo.processInfo.environment["PATH"] ?? "")",
                    "KUBECONFIG": folder.appending(path: "config").path,
                ])
                var spoken: Set<String> = []
                for command in try await ProgramCommand.all(of: "kubectl-kopia_maintenance") {
                    let words = command.path.split(separator: " ").dropFirst().map(String.init)
                    guard let name = words.last else { continue }
                    let help = try await Command.output(Programs.plugin.path, words + ["--help"])
                    let examples = try Self.examples(in: help)
                    #expect(!examples.isEmpty, "\(name) has no examples")
                    for example in examples where !Self.isElsewhere(example) {
                        // What an example has asked for would be in the way of the next.
                        if name == "trigger" { try await Self.renew(in: folder, world) }
                        if name == "migrate" { try await Self.addOldObject(world) }
                        let line = "set -o pipefail; \(example)".replacing("'", with: "'\\''")
                        let script = "timeout 5 bash -c '\(line)'"
                        let outcome = try await Command.run(
                            "bash",
                            ["-c", script],
                            in: surroundings,
                            directory: folder.path
                        )
                        #expect(outcome.status == Self.otherEndings[example] ?? 0, "\(example): \(outcome)")
                        guard let words = Self.words[example] else { continue }
                        #expect(outcome.output.contains(words), "\(example): \(outcome)")
                        spoken.insert(example)
                    }
                }
                #expect(spoken == Set(Self.words.keys))
            }
        }

        /// The examples of a help text, each on one line; those for other shells than bash are left out.
        private static func examples(in help: String) throws -> [String] {
            let chapter = try #require(
                help.split(separator: "EXAMPLES\n", omittingEmptySubsequences: false).dropFirst().first
            )
            let lines = chapter.split(separator: "\n\n")[0].replacing(#/ \\\n +/#, with: " ").split(separator: "\n")
            return lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.contains(/zsh|fish/) }
        }

        private static func renew(in folder: URL, _ world: ControllerWorld) async throws {
            let file = folder.appending(path: "maintenance.yaml").path
            try await world.cluster.must("replace", "--force", "-f", file)
        }

        /// An object as an earlier release had it.
        private static func addOldObject(_ world: ControllerWorld) async throws {
            let spec: JSONValue = ["repository": ["repository": "old"], "schedule": "0 3 * * *"]
            let object = JSONValue.kopiaMaintenance(spec, metadata: ["name": "old", "namespace": "backup"])
            try await world.cluster.must("delete", "kmaint", "old", "-n", "backup", "--ignore-not-found")
            try await world.cluster.must("create", "-f", "-", input: object.jsonText)
        }

        /// A folder with what examples name, and an object in the namespace of the context.
        private static func prepare(_ world: ControllerWorld) async throws -> URL {
            let folder = world.cluster.folder.appending(path: "examples")
            for name in ["bin", "clusters"] {
                let inner = folder.appending(path: name)
                try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            }
            let object = JSONValue.kopiaMaintenance(
                PluginStatusTests.nightly,
                metadata: ["name": "nightly", "namespace": "backup", "labels": ["app": "db"]]
            )
            for name in ["maintenance.yaml", "clusters/maintenance.yaml"] {
                try Data(object.jsonText.utf8).write(to: folder.appending(path: name))
            }
            try Data("resources: [maintenance.yaml]\n".utf8).write(to: folder.appending(path: "kustomization.yaml"))
            try await world.cluster.must("apply", "-f", folder.appending(path: "maintenance.yaml").path)
            let config = try String(contentsOf: world.cluster.kubeconfig, encoding: .utf8)
                .replacing("user: admin}", with: "user: admin, namespace: backup}", maxReplacements: 1)
            try Data(config.utf8).write(to: folder.appending(path: "config"))
            try Self.fill(folder.appending(path: "bin"))
            return folder
        }

        /// The programs that examples call.
        private static func fill(_ folder: URL) throws {
            let programs = [
                "kubectl": try ControlPlane.kubectl, "kubectl-kopia_maintenance": Programs.plugin.path,
            ]
            for (name, path) in programs {
                try FileManager.default.createSymbolicLink(
                    at: folder.appending(path: name),
                    withDestinationURL: URL(filePath: path)
                )
            }
            // The same kustomize that kubectl has in it.
            let kustomize = folder.appending(path: "kustomize")
            try Data("#!/bin/sh\n[ \"$1\" = build ] && exec kubectl kustomize \"$2\"\n".utf8).write(to: kustomize)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: kustomize.path)
        }
    }
}
