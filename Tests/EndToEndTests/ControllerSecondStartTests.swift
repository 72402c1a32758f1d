import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// A controller that starts where another has done everything, as at every upgrade and every drained node.
    @Suite struct SecondStartTests {
        /// A slot that comes is a write, of the next one.
        private static let distant = JSONValue.string(ControllerWorld.distantSchedule())

        private static let objects: [(name: String, spec: JSONValue)] = [
            ("nightly", ["trigger": ["schedule": distant]]),
            (
                "cached",
                ["trigger": ["schedule": distant], "cacheCapacity": "1Gi", "cacheAccessModes": ["ReadWriteOnce"]]
            ),
            ("done", ["trigger": ["manual": "one"]]), ("failed", ["trigger": ["manual": "one"]]),
            ("paused", ["trigger": ["schedule": distant], "suspend": true]), ("off", ["enabled": false]),
            ("lost", ["trigger": ["schedule": distant]]),
        ]

        /// What is ready when all is done, or not, and why.
        private static let ends = [
            "nightly": "True/MaintenanceActive", "cached": "True/MaintenanceActive",
            "done": "True/ManualMaintenanceCompleted", "failed": "False/ManualMaintenanceFailed",
            "paused": "True/MaintenanceSuspended", "off": "True/MaintenanceDisabled", "lost": "False/SecretNotFound",
        ]

        @Test("It writes nothing, asks for no object by itself, and for all of a kind no more than once")
        func quietly() async throws {
            try await ControllerWorld.runAlone { world in
                try await ControllerProcess.run(in: world, Self.everywhere) { controller in
                    try await Self.finishEverything(in: world)
                    #expect(try await controller.stop() == 0)
                }
                let before = Set(try Self.requests(in: world).map(\.id))
                try await ControllerProcess.run(in: world, Self.everywhere) { controller in
                    try await Self.lookAtEverything(controller, world)
                    #expect(try await controller.stop() == 0)
                }
                let requests = try Self.requests(in: world).filter { !before.contains($0.id) }
                #expect(requests.filter { !["list", "watch"].contains($0.permission.verb) } == [])
                let asked = Dictionary(grouping: requests.filter(Self.asksForAll), by: Self.selection)
                #expect(asked.values.allSatisfy { $0.count == 1 }, "\(asked.filter { $0.value.count > 1 })")
                #expect(Set(asked.keys) == Self.selections)
            }
        }

        private static let everywhere = ["--leader-elect", "false"]

        /// Everything that a controller watches.
        ///
        /// ConfigMaps twice: of all their names, for those that objects refer to; the scripts whole.
        private static let selections: Set<String> = [
            "configmaps", "configmaps of ours", "cronjobs of ours", "jobs of ours", "kopiamaintenances",
            "persistentvolumeclaims", "pods of ours", "secrets", "serviceaccounts of ours",
        ]

        private static func finishEverything(in world: ControllerWorld) async throws {
            for (name, spec) in objects {
                if name != "lost" { try await world.createSecret("repo-\(name)") }
                try await world.submit(name, spec.setting(.string("repo-\(name)"), at: "repository", "repository"))
            }
            for name in ["done", "failed"] {
                var job = ""
                try await world.eventually("the run of \(name) is let go") {
                    job = try await world.runningJobs(of: name).first ?? ""
                    return !job.isEmpty
                }
                try await world.finish(job, exitCode: name == "failed" ? 78 : 0)
            }
            for (name, end) in ends.sorted(by: <) {
                try await world.eventually("\(name) is \(end)") {
                    try await world.condition("Ready", of: name) == end
                }
            }
        }

        /// Waits until a controller has looked as often as there are objects, and nothing is due.
        private static func lookAtEverything(_ controller: ControllerProcess, _ world: ControllerWorld) async throws {
            let looks = "kopia_maintenance_controller_reconciles_total{result=\"success\"} "
            try await world.eventually("every object is looked at") {
                let lines = try await controller.page("/metrics").split(separator: "\n")
                let line = lines.first { $0.hasPrefix(looks) }
                return (line.flatMap { Int($0.dropFirst(looks.count)) } ?? 0) >= objects.count
                    && lines.contains("kopia_maintenance_controller_queue_length 0")
            }
        }

        private static func requests(in world: ControllerWorld) throws -> [AuditLog.Entry] {
            // A watch has an entry when it begins and one when it ends.
            var ids: Set<String> = []
            return try AuditLog(of: world.cluster).entries.filter {
                $0.account == Installation.controllerAccount && ids.insert($0.id).inserted
            }
        }

        /// True of a list, and of a watch that begins with one.
        private static func asksForAll(_ request: AuditLog.Entry) -> Bool {
            request.permission.verb == "list" || request.uri.contains("sendInitialEvents=true")
        }

        private static func selection(_ request: AuditLog.Entry) -> String {
            request.permission.resource + (request.uri.contains("labelSelector=") ? " of ours" : "")
        }
    }
}

extension ControllerWorld {
    /// The names of an object's Jobs that were let go and have not ended.
    func runningJobs(of name: String) async throws -> [String] {
        let running = try await runningJobs()
        return try await list("job").filter {
            $0["metadata"]?["labels"]?["volsync.backube/maintenance-name"]?.string == name
        }
        .compactMap { $0["metadata"]?["name"]?.string }.filter(running.contains)
    }
}
