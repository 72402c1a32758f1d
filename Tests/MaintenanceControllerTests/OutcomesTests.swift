import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import MaintenanceController
import Telemetry
import TestSupport
import Testing

/// What is asked of the cluster about a run that failed or does not begin, and what is made of the answers.
@Suite(.timeLimit(.minutes(5))) struct OutcomesTests {
    private static let secret: @Sendable (FakeAPIServer) throws -> Void = {
        try ControllerFixture.createSecret("repo", in: $0)
    }

    /// Long enough ago for the next look never to come in a test.
    private static let start = ControllerFixture.now - 1000

    private static func time(_ seconds: Int64) -> JSONValue { .string(Timestamp.string(fromUnixSeconds: seconds)) }

    /// A manual run that has been let go, begun long ago by the Job controller.
    private static func run(
        _ body: @Sendable (ControllerFixture, _ job: JSONValue) async throws -> Void
    ) async throws {
        try await ControllerFixture.run(prepare: secret) { fixture in
            try fixture.submit("km", ControllerFixture.byHand)
            try await fixture.until { fixture.reason() == "ManualMaintenanceRunning" }
            try await body(fixture, try #require(fixture.cluster.objects("Job").first))
        }
    }

    private static func report(_ status: JSONValue, of job: JSONValue, _ fixture: ControllerFixture) throws {
        let name = FakeObjectName("ns", try #require(job["metadata"]?["name"]?.string))
        try fixture.cluster.update("Job", name, subresource: "status") {
            $0.setting(status.setting(time(start), at: "startTime"), at: "status")
        }
    }

    private static func fail(_ job: JSONValue, _ reason: String, _ fixture: ControllerFixture) throws {
        let condition: JSONValue = [
            "type": "Failed", "status": "True", "reason": .string(reason), "lastTransitionTime": time(start + 500),
        ]
        try report(["conditions": [condition]], of: job, fixture)
    }

    /// A pod as the Job controller makes it.
    private static func create(_ pod: JSONValue, of job: JSONValue, _ fixture: ControllerFixture) throws {
        let name = job["metadata"]?["name"] ?? .null
        let labels = (job["metadata"]?["labels"] ?? [:]).setting(name, at: "batch.kubernetes.io/job-name")
        let owner: JSONValue = [
            "apiVersion": "batch/v1", "kind": "Job", "name": name, "uid": job["metadata"]?["uid"] ?? .null,
            "controller": true,
        ]
        try fixture.cluster.create(
            "Pod",
            pod.setting(labels, at: "metadata", "labels").setting([owner], at: "metadata", "ownerReferences")
        )
        let created = FakeObjectName("ns", pod["metadata"]?["name"]?.string ?? "")
        try fixture.cluster.update("Pod", created, subresource: "status") { $0.setting(pod["status"], at: "status") }
    }

    private static func tell(_ reason: String, _ note: String, of object: JSONValue, _ fixture: ControllerFixture)
        throws
    {
        let event: JSONValue = [
            "metadata": ["name": "event", "namespace": "ns"], "type": "Warning", "reason": .string(reason),
            "note": .string(note), "regarding": ["uid": object["metadata"]?["uid"] ?? .null],
            "eventTime": "2026-09-21T00:00:00.000000Z", "action": "Start", "reportingController": "cluster",
            "reportingInstance": "one",
        ]
        try fixture.cluster.create("Event", event)
    }

    /// How many failures were counted, by reason.
    private static func failures(_ fixture: ControllerFixture) -> [String: Int] {
        let page = String(decoding: fixture.registry.exposition(), as: UTF8.self)
        let series = page.matches(of: /cronjob_failures_total\{.*failure_reason="(.*)"\} (\d+)/)
        return Dictionary(series.map { (String($0.1), Int($0.2) ?? 0) }, uniquingKeysWith: +)
    }

    private static func message(_ fixture: ControllerFixture) -> String? {
        fixture.status().condition("Ready")?["message"]?.string
    }

    @Test("A run that was killed for want of memory says so, though its log does not")
    func outOfMemory() async throws {
        try await Self.run { fixture, job in
            let pod = JSONValue.pod(.ended(137, "OOMKilled", "Running full maintenance"), limit: "1Gi")
            try Self.create(pod.setting("Failed", at: "status", "phase"), of: job, fixture)
            try Self.fail(job, "BackoffLimitExceeded", fixture)
            try await fixture.until { fixture.reason() == "ManualMaintenanceFailed" }
            let told = "BackoffLimitExceeded: OutOfMemory: the run needed more memory than its limit of 1Gi: "
            #expect(Self.message(fixture)?.contains(told) == true)
            let note = fixture.events.last { $0.reason == "ManualMaintenanceFailed" }?.note
            #expect(note?.contains("set spec.resources.limits.memory to 2Gi") == true)
            #expect(note?.hasSuffix("\nRunning full maintenance") == true)
            try await fixture.until { Self.failures(fixture) == ["BackoffLimitExceeded": 0, "OutOfMemory": 1] }
        }
    }

    @Test("A pod that does not begin is told while that lasts, and forgotten when it begins")
    func pod() async throws {
        try await Self.run { fixture, job in
            try Self.report(["active": 1], of: job, fixture)
            try Self.create(.pod(.waiting("ErrImagePull", "not found"), at: Self.start), of: job, fixture)
            try await fixture.until { fixture.reason() == "RunCannotStart" }
            #expect(Self.message(fixture)?.hasSuffix("cannot start: ErrImagePull: not found") == true)
            try fixture.cluster.update("Pod", FakeObjectName("ns", "run-\(Self.start)"), subresource: "status") {
                $0.setting("Running", at: "status", "phase")
            }
            try Self.report(["active": 1, "ready": 1], of: job, fixture)
            try await fixture.until { fixture.reason() == "ManualMaintenanceRunning" }
            #expect(fixture.events.count { $0.reason == "RunCannotStart" } == 1)
        }
    }

    @Test("What only events tell of a pod is asked for once the pod has had time")
    func podEvents() async throws {
        try await Self.run { fixture, job in
            try Self.report(["active": 1], of: job, fixture)
            try Self.create(.pod(.waiting("ContainerCreating"), at: Self.start), of: job, fixture)
            let pod = try #require(fixture.cluster.objects("Pod").first)
            let uid = pod["metadata"]?["uid"]?.string ?? ""
            try Self.tell("FailedMount", "no such volume", of: pod, fixture)
            try fixture.cluster.update("Pod", FakeObjectName("ns", "run-\(Self.start)")) {
                $0.setting("yes", at: "metadata", "labels", "touched")
            }
            try await fixture.until { fixture.reason() == "RunCannotStart" }
            #expect(Self.message(fixture)?.hasSuffix("cannot start: FailedMount: no such volume") == true)
            let looks = fixture.server.requests.filter { $0.method == "GET" && $0.target.contains("/events") }
            #expect(!looks.isEmpty && looks.allSatisfy { $0.target.contains("fieldSelector=regarding.uid%3D\(uid)") })
        }
    }

    @Test("A Job that gets no pod says why while that lasts, and at its end")
    func jobEvents() async throws {
        try await Self.run { fixture, job in
            try Self.tell("FailedCreate", "pods \"x\" is forbidden: exceeded quota", of: job, fixture)
            try Self.report([:], of: job, fixture)
            try await fixture.until { fixture.reason() == "RunCannotStart" }
            #expect(Self.message(fixture)?.contains("cannot start: FailedCreate: pods \"x\" is forbidden") == true)
            try Self.fail(job, "DeadlineExceeded", fixture)
            try await fixture.until { fixture.reason() == "ManualMaintenanceFailed" }
            #expect(Self.message(fixture)?.contains("DeadlineExceeded: FailedCreate: pods \"x\"") == true)
        }
    }

    @Test("A Job that got no pod while no controller was there says why at its end")
    func jobEventsAfterwards() async throws {
        try await Self.run { fixture, job in
            try Self.tell("FailedCreate", "exceeded quota", of: job, fixture)
            try Self.fail(job, "DeadlineExceeded", fixture)
            try await fixture.until { fixture.reason() == "ManualMaintenanceFailed" }
            #expect(Self.message(fixture)?.contains("DeadlineExceeded: FailedCreate: exceeded quota") == true)
        }
    }

    @Test("The reason is asked for again if the API server has no time, and not if it refuses", arguments: [503, 403])
    func refusedLook(code: Int) async throws {
        try await Self.run { fixture, job in
            let pod = JSONValue.pod(.ended(137, "OOMKilled"), limit: "1Gi")
            try Self.create(pod.setting("Failed", at: "status", "phase"), of: job, fixture)
            let reason = code == 503 ? "ServiceUnavailable" : "Forbidden"
            fixture.server.add(
                FakeFault(
                    "GET",
                    on: "/namespaces/ns/pods",
                    times: code == 503 ? 8 : 1,
                    .refuse(FakeStatus(code, reason))
                )
            )
            try Self.fail(job, "BackoffLimitExceeded", fixture)
            try await fixture.until { fixture.reason() == "ManualMaintenanceFailed" }
            #expect(Self.message(fixture)?.contains("OutOfMemory") == (code == 503))
            #expect(fixture.events.count { $0.reason == "ManualMaintenanceFailed" } == 1)
        }
    }

    @Test("A failure is counted once, though the answer to the write that settles it is lost")
    func countedOnce() async throws {
        try await Self.run { fixture, job in
            fixture.server.add(FakeFault("PATCH", on: "/status", .closeAfter))
            try Self.fail(job, "DeadlineExceeded", fixture)
            try await fixture.until { fixture.reason() == "ManualMaintenanceFailed" }
            try await fixture.until { Self.failures(fixture)["DeadlineExceeded"] == 1 }
            try await fixture.untilIdle()
            #expect(Self.failures(fixture) == ["BackoffLimitExceeded": 0, "DeadlineExceeded": 1])
        }
    }

    @Test("A run may call itself anything, and has no more series for it than there is room for")
    func manyReasons() async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.nightly.setting(1000, at: "failedJobsHistoryLimit"))
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            let cronJob = try #require(fixture.cluster.objects("CronJob").first)
            for index in 0..<60 { try Self.failedRun(index, of: cronJob, fixture) }
            try await fixture.until { Self.failures(fixture).values.reduce(0, +) == 60 }
            let failures = Self.failures(fixture)
            #expect(failures.count == 51 && failures["Other"] == 11)
        }
    }

    /// A run that failed for a reason of its own.
    private static func failedRun(_ index: Int, of cronJob: JSONValue, _ fixture: ControllerFixture) throws {
        let name = JSONValue.string("run-\(index)")
        let labels = cronJob["spec"]?["jobTemplate"]?["metadata"]?["labels"] ?? [:]
        try fixture.cluster.create("Job", ["metadata": ["name": name, "namespace": "ns", "labels": labels]])
        let job = try #require(fixture.cluster.object("Job", FakeObjectName("ns", "run-\(index)")))
        // Two letters, another pair for each run.
        let letters = Array("abcdefgh").map(String.init)
        let word = "Word\(letters[index / 8])\(letters[index % 8])"
        let verdict = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: \(word): x"
        let pod = JSONValue.pod(.ended(1, "Error", verdict), at: Int64(index))
        try create(pod.setting("Failed", at: "status", "phase"), of: job, fixture)
        try fail(job, "BackoffLimitExceeded", fixture)
    }
}
