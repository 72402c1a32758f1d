import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Runs that somebody asks for by the annotation `volsync.backube/run-requested`.
@Suite struct RequestedRunTests {
    private static let names = OwnedNames(namespace: "ns", name: "km")

    /// Whatever the trigger is, a run can be asked for beside it.
    static let triggers: [JSONValue] = [
        ["trigger": ["schedule": "0 2 * * *"]], ["trigger": ["manual": ""]], ["trigger": ["manual": "done"]],
    ]

    private static func cluster(_ spec: JSONValue = Self.triggers[0]) throws -> SimulatedCluster {
        var cluster = SimulatedCluster()
        submit(spec, to: &cluster)
        try cluster.settle()
        if let job = cluster.running(on: "repo").first { cluster.finish(job.name, success: true) }
        try cluster.settle()
        return cluster
    }

    /// A cluster in which a row of failures holds the schedule.
    private static func held() throws -> SimulatedCluster {
        var cluster = try cluster()
        for _ in 0..<Planner.failureLimit {
            cluster.fire(names.cronJob)
            let job = try #require(cluster.running(on: "repo").first)
            cluster.finish(job.name, success: false)
            try cluster.settle()
        }
        return cluster
    }

    private static func submit(_ spec: JSONValue, to cluster: inout SimulatedCluster) {
        cluster.submit("km", spec.setting("repo", at: "repository", "repository"))
    }

    /// Sets the annotation, and waits until no slot can begin any more that the schedule had begun with.
    private static func request(_ tag: String?, in cluster: inout SimulatedCluster) throws {
        cluster.annotate("km", APINames.runRequestedAnnotation, tag.map(JSONValue.string))
        try cluster.settle()
        cluster.now += 10
        try cluster.settle()
    }

    private static func lastRun(_ cluster: SimulatedCluster) -> RequestedRun? {
        MaintenanceStatus(of: cluster.maintenance("km")).lastRequestedRun
    }

    @Test("runs once for each tag whatever the trigger says, and the status tells how it ended", arguments: triggers)
    func once(spec: JSONValue) throws {
        var cluster = try Self.cluster(spec)
        let before = cluster.maintenance("km").spec
        for (tag, result) in [("one", RequestedRun.Result.successful), ("two", .failed), ("one", .successful)] {
            try Self.request(tag, in: &cluster)
            let job = Self.names.requestedJob(tag: tag)
            #expect(cluster.running(on: "repo").map(\.name) == [job])
            cluster.fire(Self.names.cronJob)
            #expect(cluster.running(on: "repo").map(\.name) == [job], "no slot begins beside it")
            cluster.finish(job, success: result == .successful)
            try cluster.settle()
            #expect(cluster.running(on: "repo").isEmpty)
            #expect(Self.lastRun(cluster)?.tag == tag)
            #expect(Self.lastRun(cluster)?.job == job)
            #expect(Self.lastRun(cluster)?.result == result)
            let failures = MaintenanceStatus(of: cluster.maintenance("km")).maintenanceFailures
            #expect(failures == (result == .successful ? 0 : 1))
        }
        #expect(cluster.maintenance("km").spec == before)
        #expect(cluster.condition("Error", of: "km")?["status"] == "False")
    }

    @Test("makes the schedule stand back, and the schedule goes on afterwards")
    func schedule() throws {
        var cluster = try Self.cluster()
        try Self.request("one", in: &cluster)
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "StandingBack")
        cluster.finish(Self.names.requestedJob(tag: "one"), success: true)
        try cluster.settle()
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "MaintenanceActive")
        cluster.fire(Self.names.cronJob)
        #expect(cluster.running(on: "repo").count == 1)
    }

    @Test("says how far it is where there is no schedule", arguments: triggers.dropFirst())
    func conditions(spec: JSONValue) throws {
        var cluster = try Self.cluster(spec)
        let idle = cluster.condition("Ready", of: "km")?["reason"]
        try Self.request("one", in: &cluster)
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "ManualMaintenanceRunning")
        cluster.finish(Self.names.requestedJob(tag: "one"), success: false)
        try cluster.settle()
        #expect(cluster.condition("Ready", of: "km")?["reason"] == idle)
    }

    @Test("waits for a run of the schedule, of another object, or of a manual tag")
    func waits() throws {
        var cluster = try Self.cluster()
        cluster.fire(Self.names.cronJob)
        let first = try #require(cluster.running(on: "repo").first?.name)
        cluster.submit("other", ["repository": ["repository": "repo"], "trigger": ["manual": "now"]])
        try cluster.settle()
        try Self.request("one", in: &cluster)
        #expect(cluster.running(on: "repo").map(\.name) == [first])
        var seen = [first]
        while let job = cluster.running(on: "repo").first?.name {
            cluster.finish(job, success: true)
            try cluster.settle()
            seen += cluster.running(on: "repo").map(\.name)
        }
        let other = OwnedNames(namespace: "ns", name: "other").manualJob(tag: "now")
        #expect(Set(seen) == [first, other, Self.names.requestedJob(tag: "one")])
        #expect(seen.count == 3)
    }

    @Test("makes schedules of other objects on the repository stand back, too")
    func neighbours() throws {
        var cluster = try Self.cluster()
        cluster.submit("other", ["repository": ["repository": "repo"], "trigger": ["schedule": "0 3 * * *"]])
        try cluster.settle()
        cluster.fire(OwnedNames(namespace: "ns", name: "other").cronJob)
        try cluster.settle()
        let first = try #require(cluster.running(on: "repo").first?.name)
        try Self.request("one", in: &cluster)
        cluster.fire(OwnedNames(namespace: "ns", name: "other").cronJob)
        cluster.fire(Self.names.cronJob)
        try cluster.settle()
        #expect(cluster.condition("Ready", of: "other")?["reason"] == "StandingBack")
        cluster.finish(first, success: true)
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == [Self.names.requestedJob(tag: "one")])
    }

    @Test(
        "is held by suspend and by enabled, and begins when they let it",
        arguments: [["suspend": true], ["enabled": false]] as [JSONValue]
    )
    func held(hold: JSONValue) throws {
        var cluster = try Self.cluster()
        Self.submit(hold, to: &cluster)
        try cluster.settle()
        try Self.request("one", in: &cluster)
        #expect(cluster.running(on: "repo").isEmpty)
        #expect(Self.lastRun(cluster) == nil)
        Self.submit(Self.triggers[0], to: &cluster)
        try cluster.settle()
        cluster.now += 10
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == [Self.names.requestedJob(tag: "one")])
    }

    @Test("is not held by a row of failures, and its success ends that")
    func afterFailures() throws {
        var cluster = try Self.held()
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "ExcessiveFailures")
        try Self.request("mended", in: &cluster)
        cluster.finish(Self.names.requestedJob(tag: "mended"), success: true)
        try cluster.settle()
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "MaintenanceActive")
    }

    @Test("is withdrawn before it begins, and goes on to its end afterwards", arguments: [nil, "two"])
    func withdrawn(next: String?) throws {
        var cluster = try Self.cluster()
        cluster.fire(Self.names.cronJob)
        let first = try #require(cluster.running(on: "repo").first?.name)
        try Self.request("one", in: &cluster)
        try Self.request(next, in: &cluster)
        #expect(cluster.object("Job", Self.names.requestedJob(tag: "one")) == nil)
        try Self.request("three", in: &cluster)
        cluster.finish(first, success: true)
        try cluster.settle()
        try Self.request(next, in: &cluster)
        #expect(cluster.running(on: "repo").map(\.name) == [Self.names.requestedJob(tag: "three")])
        cluster.finish(Self.names.requestedJob(tag: "three"), success: true)
        try cluster.settle()
        #expect(Self.lastRun(cluster)?.tag == "three")
        #expect(cluster.running(on: "repo").map(\.name) == (next.map { [Self.names.requestedJob(tag: $0)] } ?? []))
    }

    @Test(
        "asks for nothing with a tag that is none",
        arguments: ["", "a\nb", "\u{9F}", String(repeating: "x", count: RunTag.limit + 1)]
    )
    func noTag(tag: String) throws {
        var cluster = try Self.cluster()
        try Self.request(tag, in: &cluster)
        #expect(cluster.all("Job").isEmpty)
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "MaintenanceActive")
    }

    @Test("has another Job than a manual trigger of the same tag")
    func sameTag() throws {
        var cluster = try Self.cluster(Self.triggers[2])
        try Self.request("done", in: &cluster)
        #expect(cluster.running(on: "repo").map(\.name) == [Self.names.requestedJob(tag: "done")])
    }

    @Test("lets a slot have its run that began while the schedule was being suspended")
    func straggler() throws {
        var cluster = try Self.cluster()
        let before = try #require(cluster.object("CronJob", Self.names.cronJob))
        cluster.annotate("km", APINames.runRequestedAnnotation, "one")
        try cluster.settle()
        let suspended = try #require(cluster.object("CronJob", Self.names.cronJob))
        #expect(suspended["spec"]?["suspend"] == true)
        #expect(cluster.plan("km").requeue == .after(.seconds(10)))
        // The CronJob controller acts on what it has read.
        cluster.store("CronJob", before)
        cluster.fire(Self.names.cronJob)
        cluster.store("CronJob", suspended)
        cluster.now += 10
        try cluster.settle()
        let slot = try #require(cluster.running(on: "repo").first)
        #expect(cluster.running(on: "repo").count == 1 && !slot.isManual)
        cluster.finish(slot.name, success: true)
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == [Self.names.requestedJob(tag: "one")])
    }

    @Test("that cannot be made holds up nobody: neither its own schedule nor another's")
    func cannotBeMade() throws {
        var cluster = try Self.cluster()
        cluster.submit("other", ["repository": ["repository": "repo"], "trigger": ["schedule": "0 3 * * *"]])
        Self.submit(["cachePVC": "not-there"], to: &cluster)
        try cluster.settle()
        try Self.request("one", in: &cluster)
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "ClaimNotFound")
        #expect(cluster.condition("Ready", of: "other")?["reason"] == "MaintenanceActive")
    }

    @Test("that cannot begin is told while failures hold the schedule")
    func blocked() throws {
        var cluster = try Self.held()
        try Self.request("mended", in: &cluster)
        let job = Self.names.requestedJob(tag: "mended")
        let pod = JSONValue.pod(.waiting("ErrImagePull", "no such host"), at: cluster.now)
        cluster.starts = [job: RunStart(pods: [ObservedPod(pod)])]
        cluster.now += StartVerdict.patience
        try cluster.settle()
        #expect(cluster.condition("Error", of: "km")?["reason"] == "RunCannotStart")
        let message = cluster.condition("Error", of: "km")?["message"]?.string
        #expect(message == "Job \(job) cannot start: ErrImagePull: no such host")
    }

    @Test("leaves the words of a manual run that failed")
    func afterManualFailure() throws {
        var cluster = SimulatedCluster()
        Self.submit(["trigger": ["manual": "x"]], to: &cluster)
        try cluster.settle()
        cluster.finish(Self.names.manualJob(tag: "x"), success: false)
        try cluster.settle()
        let words = cluster.condition("Error", of: "km")?["message"]
        try Self.request("one", in: &cluster)
        cluster.finish(Self.names.requestedJob(tag: "one"), success: true)
        try cluster.settle()
        #expect(cluster.condition("Error", of: "km")?["message"] == words)
        #expect(cluster.condition("Error", of: "km")?["reason"] == "ManualMaintenanceFailed")
    }

    @Test("is remembered though an older release has written the status since")
    func olderRelease() throws {
        var cluster = try Self.cluster()
        try Self.request("one", in: &cluster)
        cluster.finish(Self.names.requestedJob(tag: "one"), success: true)
        try cluster.settle()
        let run = Self.lastRun(cluster)
        let object = try #require(cluster.object("KopiaMaintenance", "km"))
        cluster.store("KopiaMaintenance", object.setting(nil, at: "status", "lastRequestedRun"))
        try cluster.settle()
        #expect(cluster.running(on: "repo").isEmpty)
        #expect(Self.lastRun(cluster) == run)
    }
}
