import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// Logs of a container that lives, through a real API server to a kubelet.
    @Suite struct PluginLogTests {
        private static func run(
            _ body: (ControllerWorld, KubeletStandIn) async throws -> Void
        ) async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { _ in
                    try await world.createSecret("repo")
                    try await world.submit("byhand", ["repository": ["repository": "repo"], "trigger": ["manual": ""]])
                    try await world.waitReady("byhand")
                    try await KubeletStandIn.run(in: world) { try await body(world, $0) }
                }
            }
        }

        @Test("logs -f waits for the run, tells each line as it is written, and ends with the container")
        func follows() async throws {
            try await Self.run { world, kubelet in
                #expect(try await world.plugin("trigger", "byhand", "--tag", "one").status == 0)
                let job = try await world.runningJob()
                let early = try await world.plugin("logs", "byhand")
                #expect(early.status == 1 && early.errors.contains("nothing is written yet: "), "\(early)")
                let logs = try await world.startPlugin(onTerminal: false, "logs", "byhand", "-f")
                kubelet.write("connecting")
                try await kubelet.start(job, in: world)
                try await logs.wait { logs.printed == "connecting\n" }
                kubelet.write("Finished full maintenance.")
                try await logs.wait { logs.printed == "connecting\nFinished full maintenance.\n" }
                let tail = try await world.plugin("logs", "byhand", "--tail", "1", "--since", "10m", "--timestamps")
                #expect(tail.output == "Finished full maintenance.\n", "\(tail)")
                kubelet.write("done")
                kubelet.end()
                #expect(try await logs.ended() == 0)
                #expect(logs.printed == "connecting\nFinished full maintenance.\ndone\n")
                let asked = try #require(kubelet.questions.last)
                #expect(asked.hasPrefix("/containerLogs/\(world.namespace)/"))
                for option in ["/kopia-maintenance?", "sinceSeconds=600", "tailLines=1", "timestamps=true"] {
                    #expect(asked.contains(option), "\(asked)")
                }
            }
        }

        @Test("trigger --follow tells the log of its run, and a run that fails leaves the end of it")
        func triggers() async throws {
            try await Self.run { world, kubelet in
                let plugin = try await world.startPlugin(
                    onTerminal: false,
                    "trigger",
                    "byhand",
                    "--tag",
                    "one",
                    "--follow"
                )
                let job = try await world.runningJob()
                try await kubelet.start(job, in: world)
                kubelet.write("connecting")
                try await plugin.wait { plugin.printed.contains("connecting\n") }
                kubelet.write("not this one")
                kubelet.end()
                let words = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: not this one\n"
                try await world.finish(job, exitCode: 78, message: words)
                #expect(try await plugin.ended() == 1)
                #expect(plugin.printed.contains("not this one\n"), "\(plugin.printed)")
                #expect(plugin.printed.contains("WrongPassword"), "\(plugin.printed)")
            }
        }

        @Test("trigger --wait tells the end of the log of a run that failed")
        func tells() async throws {
            try await Self.run { world, kubelet in
                async let failure = world.plugin("trigger", "byhand", "--tag", "one", "--wait")
                let job = try await world.runningJob()
                for number in 1...30 { kubelet.write("line \(number)") }
                try await kubelet.start(job, in: world)
                kubelet.end()
                try await world.finish(job, exitCode: 78, message: "MAINTENANCE_STATUS: FAILURE\n")
                let outcome = try await failure
                #expect(outcome.status == 1 && outcome.text.contains("line 30\n"), "\(outcome)")
                #expect(!outcome.text.contains("line 1\n"))
            }
        }
    }
}
