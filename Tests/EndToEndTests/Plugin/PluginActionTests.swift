import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// What the plugin does in a real cluster; the test reports the ends of pods in the kubelet's place.
    @Suite struct PluginActionTests {
        /// An object with a manual trigger, and one with a schedule, beside which a run is requested.
        static let triggers: [(name: String, trigger: JSONValue, jobs: String)] = [
            ("byhand", ["manual": ""], "kopia-maint-manual-"),
            ("nightly", ["schedule": "0 2 * * *"], "kopia-maint-requested-"),
        ]

        @Test(
            "trigger --wait goes through the real Job controller to success, and to failure with the run's reason",
            arguments: triggers
        )
        func trigger(_ name: String, _ trigger: JSONValue, jobs: String) async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { _ in
                    try await world.createSecret("repo")
                    try await world.submit(name, ["repository": ["repository": "repo"], "trigger": trigger])
                    try await world.waitReady(name)
                    let good = try await world.startPlugin(
                        onTerminal: false,
                        "trigger",
                        name,
                        "--tag",
                        "good",
                        "--wait"
                    )
                    let first = try await world.runningJob()
                    // It looks once a second: a run that ends sooner has no pod to tell of.
                    try await good.wait { good.printed.contains("\(name): pod \(jobs)") }
                    try await world.finish(first, exitCode: 0)
                    #expect(try await good.ended() == 0, "\(good.printed)")
                    #expect(good.printed.contains("\(name) triggered: tag good\n"))
                    #expect(good.printed.contains("\(name) succeeded after "))

                    async let bad = world.plugin("trigger", name, "--tag", "bad", "--wait")
                    let job = try await world.runningJob()
                    let words = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: not this one\n"
                    try await world.finish(job, exitCode: 78, message: words)
                    let failure = try await bad
                    #expect(failure.status == 1, "\(failure)")
                    #expect(failure.errors.contains("WrongPassword: not this one: put the repository's password into"))
                    let again = try await world.plugin("trigger", name, "--tag", "bad")
                    #expect(again.status == 1 && again.errors.contains("had its run"))

                    guard name == "nightly" else { return }
                    // Of an earlier request the status knows nothing any more; the Job of its first run is still there.
                    async let second = world.plugin("trigger", name, "--tag", "good", "--wait")
                    try await world.finish(try await world.runningJob(), exitCode: 0)
                    #expect(try await second.status == 0)
                }
            }
        }

        @Test("Control-C ends the waiting with 130 and says so, and the run goes on")
        func interrupted() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { _ in
                    try await world.createSecret("repo")
                    try await world.submit("byhand", ["repository": ["repository": "repo"], "trigger": ["manual": ""]])
                    try await world.waitReady("byhand")
                    let plugin = try await world.startPlugin(onTerminal: false, "trigger", "byhand", "--wait")
                    let job = try await world.runningJob()
                    try await plugin.wait { plugin.printed.contains("byhand: ") }
                    #expect(try await plugin.stop(by: SIGINT) == 130)
                    #expect(plugin.printed.contains("the run goes on"), "\(plugin.printed)")
                    #expect(try await world.runningJobs() == [job])
                }
            }
        }

        @Test("suspend and resume are what kubectl sees, a server's dry run is not")
        func suspend() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { _ in
                    try await world.createSecret("repo")
                    try await world.submit("nightly", PluginStatusTests.nightly)
                    try await world.waitReady("nightly")
                    let dry = try await world.plugin("suspend", "nightly", "--dry-run", "server")
                    #expect(dry.output.hasSuffix("suspended (server dry run)\n"))
                    #expect(try await world.object("kmaint", "nightly")["spec"]?["suspend"]?.bool != true)
                    #expect(try await world.plugin("suspend", "--all").status == 0)
                    #expect(try await world.object("kmaint", "nightly")["spec"]?["suspend"] == true)
                    try await world.eventually("the state is told") {
                        try await world.state(of: "nightly") == "suspended"
                    }
                    #expect(try await world.plugin("resume", "nightly").status == 0)
                    try await world.eventually("the state is told") {
                        try await world.state(of: "nightly") == "healthy"
                    }
                }
            }
        }

        @Test("reset-failures lets a held schedule go on")
        func reset() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { _ in
                    try await world.createSecret("repo")
                    try await world.submit("nightly", PluginStatusTests.nightly)
                    try await world.waitReady("nightly")
                    let failures = #"{"status":{"maintenanceFailures":5}}"#
                    try await world.kubectl(
                        "patch",
                        "kmaint",
                        "nightly",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        failures
                    )
                    try await world.eventually("the schedule is held") {
                        try await world.state(of: "nightly") == "held"
                    }
                    let page = try await world.plugin("status", "nightly").output
                    #expect(
                        page.contains("→ mend the cause, then: kubectl kopia-maintenance reset-failures nightly -n")
                    )
                    #expect(try await world.plugin("reset-failures", "nightly").status == 0)
                    try await world.eventually("it goes on") { try await world.state(of: "nightly") == "healthy" }
                    #expect(try await world.plugin("reset-failures", "nightly").output.hasSuffix("has no failures\n"))
                }
            }
        }

        @Test("kubectl finds the plugin on the PATH, and completes its commands and the names of objects")
        func kubectl() async throws {
            try await ControllerWorld.run { world in
                try await world.submit("nightly", PluginStatusTests.nightly)
                let folder = world.cluster.folder.appending(path: "bin-\(world.namespace)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                for name in ["kubectl-kopia_maintenance", "kubectl_complete-kopia_maintenance"] {
                    try FileManager.default.createSymbolicLink(
                        at: folder.appending(path: name),
                        withDestinationURL: Programs.plugin
                    )
                }
                let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
                let surroundings = Command.Surroundings.inherited([
                    "PATH": "\(folder.path):\(path)", "KUBECONFIG": world.cluster.kubeconfig.path,
                ])
                func run(_ arguments: String...) async throws -> String {
                    try await Command.output(try ControlPlane.kubectl, arguments, in: surroundings)
                }
                let space = world.namespace
                let names = try await run("kopia-maintenance", "status", "-o", "name", "-n", space)
                #expect(names == "kopiamaintenance.volsync.backube/nightly\n")
                #expect(try await run("__complete", "kopia-maintenance", "sta").hasPrefix("status\t"))
                // On a busy machine the cluster may answer later than a person waits: then nothing is completed.
                try await world.eventually("names of objects are completed") {
                    try await run("__complete", "kopia-maintenance", "status", "-n", space, "ni")
                        .hasPrefix("nightly\tpending, 0 2 * * *\n:4\n")
                }
                try await world.eventually("namespaces are completed") {
                    try await run("__complete", "kopia-maintenance", "status", "-n", String(space.dropLast()))
                        .contains(space)
                }
            }
        }
    }
}
