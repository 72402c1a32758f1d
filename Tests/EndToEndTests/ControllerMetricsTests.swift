import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// What Prometheus and the kubelet see of the controller (requirements §9).
    @Suite struct MetricsTests {
        private static let byHand: JSONValue = ["repository": ["repository": "repo"], "trigger": ["manual": "one"]]

        private static func labels(_ world: ControllerWorld) -> String {
            "obj_name=\"km\",obj_namespace=\"\(world.namespace)\",role=\"source\",operation=\"maintenance\","
                + "repository=\"repo\""
        }

        /// The value of a series, as it stands; nil if there is none.
        private static func value(_ series: String, in page: String) -> String? {
            page.split(separator: "\n").first { $0.hasPrefix("\(series) ") }.map {
                String($0.dropFirst(series.count + 1))
            }
        }

        @Test("The series of an object are there from its creation, follow its runs, and go with it")
        func series() async throws {
            try await ControllerWorld.run { world in
                let (labels, prefix) = (Self.labels(world), "volsync_kopia_maintenance")
                try await ControllerProcess.run(in: world) { controller in
                    try await world.submit("km", Self.byHand)
                    let lastRun = "\(prefix)_last_run_timestamp_seconds{\(labels)}"
                    try await world.eventually("series of an object that has never run") {
                        Self.value(lastRun, in: try await controller.page("/metrics")) == "0"
                    }
                    let failures =
                        "\(prefix)_cronjob_failures_total{\(labels),failure_reason=\"BackoffLimitExceeded\"}"
                    let count = "\(prefix)_duration_seconds_count{\(labels),maintenance_type=\"manual\"}"
                    let first = try await controller.page("/metrics")
                    #expect(Self.value(failures, in: first) == "0")
                    #expect(Self.value(count, in: first) == "0")
                    try await world.createSecret("repo")
                    try await world.finish(try await world.runningJob(), exitCode: 0)
                    try await world.eventually("the run is counted") {
                        let page = try await controller.page("/metrics")
                        return Self.value(count, in: page) == "1" && Self.value(lastRun, in: page) != "0"
                    }
                    try await world.patch("km", ["trigger": ["manual": "two"]])
                    try await world.finish(try await world.runningJob(), exitCode: 78)
                    let misconfigured =
                        "\(prefix)_cronjob_failures_total{\(labels),failure_reason=\"PodFailurePolicy\"}"
                    try await world.eventually("the failure is counted by its reason") {
                        let page = try await controller.page("/metrics")
                        return Self.value(misconfigured, in: page) == "1"
                            && Self.value("\(prefix)_consecutive_failures{\(labels)}", in: page) == "1"
                    }
                    try await world.kubectl("delete", "kmaint", "km", "--timeout=180s")
                    try await world.eventually("no series is left") {
                        try await !controller.page("/metrics").contains("obj_name=\"km\"")
                    }
                }
            }
        }

        @Test("A replica that does not lead is alive and ready, and tells the metrics of every object")
        func standby() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                let arguments = try await world.allowElection()
                try await ControllerProcess.run(in: world, arguments) { leader in
                    try await world.eventually("the first leads") {
                        try await leader.page("/metrics").contains("kopia_maintenance_controller_leader 1")
                    }
                    try await ControllerProcess.run(in: world, arguments) { standby in
                        try await world.submit("km", Self.byHand)
                        try await world.eventually("it is ready") { try await standby.page("/readyz") != "" }
                        #expect(try await standby.page("/livez") != "")
                        #expect(try await standby.page("/healthz") != "")
                        try await world.eventually("it knows the object") {
                            let page = try await standby.page("/metrics")
                            return page.contains("last_run_timestamp_seconds{\(Self.labels(world))}")
                                && page.contains("kopia_maintenance_controller_leader 0")
                        }
                    }
                }
            }
        }

        @Test("promtool finds nothing to complain about", .enabled(if: Self.hasPromtool, "there is no promtool"))
        func promtool() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { controller in
                    try await world.submit("km", Self.byHand)
                    try await world.eventually("the object has series") {
                        try await controller.page("/metrics").contains("obj_name=\"km\"")
                    }
                    let page = try await controller.page("/metrics")
                    let outcome = try await Command.run("promtool", ["check", "metrics"], input: page)
                    #expect(outcome.status == 0, "\(outcome)")
                }
            }
        }

        private static let hasPromtool = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/promtool") }
    }
}
