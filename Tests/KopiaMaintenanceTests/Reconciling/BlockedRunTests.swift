import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// What becomes of a run that cannot begin, and of one that ends for a reason that it cannot tell.
@Suite struct BlockedRunTests {
    private static let scheduled: JSONValue = [
        "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
    ]
    private static let byHand: JSONValue = ["repository": ["repository": "repo"], "trigger": ["manual": "x"]]

    /// A cluster in which a run of that spec is under way.
    private static func cluster(_ spec: JSONValue) throws -> (SimulatedCluster, job: String) {
        var cluster = SimulatedCluster()
        cluster.submit("km", spec)
        try cluster.settle()
        if let cronJob = cluster.all("CronJob").first?["metadata"]?["name"]?.string { cluster.fire(cronJob) }
        try cluster.settle()
        return (cluster, try #require(cluster.running(on: "repo").first?.name))
    }

    private static func block(_ cluster: inout SimulatedCluster, _ job: String, _ word: String, _ message: String) {
        let pod = JSONValue.pod(.waiting(word, message), at: cluster.now)
        cluster.starts = [job: RunStart(pods: [ObservedPod(pod)])]
    }

    @Test("While it lasts the conditions say so, and not before it has lasted", arguments: [scheduled, byHand])
    func whileItLasts(spec: JSONValue) throws {
        var (cluster, job) = try Self.cluster(spec)
        let isManual = spec == Self.byHand
        let before = cluster.condition("Ready", of: "km")
        let next = MaintenanceStatus(of: cluster.maintenance("km")).nextScheduledMaintenance
        Self.block(&cluster, job, "CreateContainerConfigError", "secret \"repo\" not found")
        #expect(cluster.plan("km").actions.isEmpty)
        #expect(cluster.plan("km").requeue == .after(.seconds(StartVerdict.patience)))
        cluster.now += StartVerdict.patience
        try cluster.settle()
        for (type, status) in [("Ready", "False"), ("Reconciling", isManual ? "True" : "False"), ("Error", "True")] {
            let condition = cluster.condition(type, of: "km")
            #expect(condition?["status"]?.string == status, "\(type)")
            #expect(condition?["reason"] == "RunCannotStart")
            #expect(
                condition?["message"]?.string
                    == "Job \(job) cannot start: CreateContainerConfigError: secret \"repo\" not found"
            )
        }
        #expect(cluster.events.filter { $0.reason == "RunCannotStart" }.map(\.level) == [.warning])
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).nextScheduledMaintenance == next)
        cluster.starts = [:]
        #expect(cluster.plan("km").actions.isEmpty, "its pod may be gone because time is over")
        cluster.store("Job", try #require(cluster.object("Job", job)).setting(1, at: "status", "ready"))
        try cluster.settle()
        #expect(cluster.condition("Ready", of: "km")?["reason"] == before?["reason"])
        #expect(cluster.condition("Error", of: "km")?["status"] == "False")
    }

    @Test(
        "At its end the outcome says it, though no pod is left that could, or only one that had failed before",
        arguments: [scheduled, byHand],
        [nil, RunReport(failureReason: "Unreachable: no route", tail: "")]
    )
    func atTheEnd(spec: JSONValue, report: RunReport?) throws {
        var (cluster, job) = try Self.cluster(spec)
        Self.block(&cluster, job, "ErrImagePull", "not found")
        cluster.now += StartVerdict.patience
        try cluster.settle()
        cluster.starts = [:]
        try cluster.settle()
        cluster.report = report
        cluster.finish(job, success: false, reason: "DeadlineExceeded")
        try cluster.settle()
        let told = "Job \(job) failed: DeadlineExceeded: ErrImagePull: not found"
        let event = spec == Self.byHand ? "ManualMaintenanceFailed" : "MaintenanceFailed"
        #expect(cluster.events.filter { $0.reason == event }.map(\.note) == [told])
        #expect(
            cluster.condition("MaintenanceHealthy", of: "km")?["message"]?.string
                == "1 failure in a row, the last: \(told)"
        )
        if spec == Self.byHand { #expect(cluster.condition("Ready", of: "km")?["message"]?.string == told) }
        #expect(cluster.failureWords == ["ErrImagePull"])
    }

    @Test("A run that could begin in the end says itself why it failed")
    func begunInTheEnd() throws {
        var (cluster, job) = try Self.cluster(Self.scheduled)
        Self.block(&cluster, job, "ErrImagePull", "not found")
        cluster.now += StartVerdict.patience
        try cluster.settle()
        cluster.starts = [:]
        cluster.finish(job, success: false, reason: "PodFailurePolicy")
        try cluster.settle()
        #expect(cluster.failureWords == ["WrongPassword"])
    }

    @Test("An image that cannot be pulled is told once, with the reason, however often it is tried")
    func noFlapping() throws {
        var (cluster, job) = try Self.cluster(Self.scheduled)
        let says = { (cluster: SimulatedCluster) in cluster.condition("Error", of: "km")?["message"]?.string }
        let pod = { (word: String, message: String) in
            RunStart(pods: [ObservedPod(.pod(.waiting(word, message), at: cluster.now - StartVerdict.patience))])
        }
        cluster.starts = [job: pod("ImagePullBackOff", "Back-off pulling image")]
        try cluster.settle()
        #expect(says(cluster)?.hasSuffix("ImagePullBackOff: Back-off pulling image") == true)
        cluster.starts = [job: pod("ErrImagePull", "not found")]
        try cluster.settle()
        #expect(says(cluster)?.hasSuffix("ErrImagePull: not found") == true)
        for (word, message) in [("ImagePullBackOff", "Back-off"), ("ErrImagePull", "dial tcp 10.0.0.1:4711")] {
            cluster.starts = [job: pod(word, message)]
            #expect(cluster.plan("km").actions.isEmpty)
        }
        cluster.starts = [job: pod("CreateContainerError", "no command")]
        try cluster.settle()
        #expect(says(cluster)?.hasSuffix("CreateContainerError: no command") == true)
        #expect(cluster.events.count { $0.reason == "RunCannotStart" } == 1)
    }

    @Test("The run's own word is counted where there is one, else the Job's, each failure once")
    func words() throws {
        var (cluster, first) = try Self.cluster(Self.scheduled)
        let cronJob = try #require(cluster.all("CronJob").first?["metadata"]?["name"]?.string)
        let reports: [RunReport?] = [
            RunReport(failureReason: "OutOfMemory: more than 1Gi", tail: ""), nil,
            RunReport(failureReason: "Could not establish maintenance ownership", tail: ""),
        ]
        for (index, report) in reports.enumerated() {
            if index > 0 { cluster.fire(cronJob) }
            let job = index == 0 ? first : try #require(cluster.running(on: "repo").first?.name)
            cluster.report = report
            cluster.finish(job, success: false)
            try cluster.settle()
            cluster.now += 3600
            try cluster.settle()
        }
        #expect(cluster.failureWords == ["OutOfMemory", "BackoffLimitExceeded", "BackoffLimitExceeded"])
    }

    @Test("Why the last run failed stays in a condition until one succeeds")
    func lastFailure() throws {
        var (cluster, job) = try Self.cluster(Self.scheduled)
        let cronJob = try #require(cluster.all("CronJob").first?["metadata"]?["name"]?.string)
        let message = { (cluster: SimulatedCluster) in
            cluster.condition("MaintenanceHealthy", of: "km")?["message"]?.string
        }
        cluster.report = RunReport(failureReason: "NoSpace: full", tail: "a\nlog")
        cluster.finish(job, success: false)
        try cluster.settle()
        let told = "1 failure in a row, the last: Job \(job) failed: BackoffLimitExceeded: NoSpace: full"
        #expect(message(cluster) == told)
        cluster.submit("km", Self.scheduled.setting("30 2 * * *", at: "trigger", "schedule"))
        try cluster.settle()
        #expect(message(cluster) == told)
        cluster.fire(cronJob)
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: true)
        try cluster.settle()
        #expect(message(cluster) == "")
    }
}
