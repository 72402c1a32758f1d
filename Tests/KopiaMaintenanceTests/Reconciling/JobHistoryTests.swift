import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Which finished Jobs stay: never one whose outcome is not in the status, and no other than the user wants.
@Suite struct JobHistoryTests {
    private static let name = OwnedNames(namespace: "ns", name: "km").cronJob

    private static func spec(_ fields: JSONValue) -> JSONValue {
        fields.setting(["repository": "repo"], at: "repository")
    }

    private static func scheduled(_ fields: JSONValue = [:]) -> JSONValue {
        spec(fields).setting(["schedule": "0 2 * * *"], at: "trigger")
    }

    private static func manual(_ tag: String, _ fields: JSONValue = [:]) -> JSONValue {
        spec(fields).setting(["manual": .string(tag)], at: "trigger")
    }

    private static func cluster(_ spec: JSONValue) throws -> SimulatedCluster {
        var cluster = SimulatedCluster()
        cluster.submit("km", spec)
        try cluster.settle()
        return cluster
    }

    private static func status(_ cluster: SimulatedCluster) -> MaintenanceStatus {
        MaintenanceStatus(of: cluster.maintenance("km"))
    }

    /// Starts the run that is due and ends it.
    private static func run(_ cluster: inout SimulatedCluster, success: Bool) throws {
        cluster.fire(name)
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: success)
    }

    struct Limits: Sendable, CustomTestStringConvertible {
        let successes: Int64
        let failures: Int64
        var testDescription: String { "\(successes) successes, \(failures) failures" }
        var fields: JSONValue {
            [
                "successfulJobsHistoryLimit": .number(JSONNumber(successes)),
                "failedJobsHistoryLimit": .number(JSONNumber(failures)),
            ]
        }
    }

    private static let limits = [
        Limits(successes: 0, failures: 0), Limits(successes: 3, failures: 1), Limits(successes: 0, failures: 2),
    ]

    @Test("Four failures that nobody saw are counted once each, and then kept as the limits say", arguments: limits)
    func failuresUnseen(limits: Limits) throws {
        var cluster = try Self.cluster(Self.scheduled(limits.fields))
        for _ in 0..<4 {
            try Self.run(&cluster, success: false)
            cluster.cleanUp(Self.name)
        }
        #expect(cluster.all("Job").count == 4, "Kubernetes keeps what nobody has seen")
        try cluster.settle()
        #expect(Self.status(cluster).maintenanceFailures == 4)
        #expect(cluster.events.count { $0.reason == "MaintenanceFailed" } == 4)
        #expect(cluster.all("Job").count == Int(limits.failures))
        try cluster.settle()
        #expect(Self.status(cluster).maintenanceFailures == 4)
    }

    @Test("A success that nobody saw is in the status, and ends the failures before it", arguments: limits)
    func successUnseen(limits: Limits) throws {
        var cluster = try Self.cluster(Self.scheduled(limits.fields))
        try Self.run(&cluster, success: false)
        try cluster.settle()
        try Self.run(&cluster, success: true)
        let time = Timestamp.string(fromUnixSeconds: cluster.now)
        cluster.cleanUp(Self.name, conflict: true)
        try Self.run(&cluster, success: false)
        cluster.cleanUp(Self.name)
        try cluster.settle()
        #expect(Self.status(cluster).lastMaintenanceTime == time)
        #expect(Self.status(cluster).maintenanceFailures == 1)
    }

    @Test("A Job goes after the status that tells of it, and as that very Job")
    func order() throws {
        var cluster = try Self.cluster(Self.scheduled(Limits(successes: 0, failures: 0).fields))
        try Self.run(&cluster, success: false)
        let job = try #require(cluster.all("Job").first.map { ObservedJob($0) })
        let actions = cluster.plan("km").actions
        let write = try #require(actions.firstIndex { if case .writeStatus = $0 { true } else { false } })
        let deletion = try #require(actions.firstIndex(of: .delete(kind: .job, name: job.name, uid: job.uid)))
        #expect(write < deletion)
    }

    @Test("A Job stays until its CronJob tells of its end, too, for others ask that")
    func toldByCronJob() throws {
        var cluster = try Self.cluster(Self.scheduled(Limits(successes: 0, failures: 0).fields))
        try Self.run(&cluster, success: true)
        try cluster.settle()
        #expect(Self.status(cluster).lastMaintenanceTime != nil)
        #expect(cluster.all("Job").count == 1)
        cluster.cleanUp(Self.name)
        try cluster.settle()
        #expect(cluster.all("Job").isEmpty)
        try Self.run(&cluster, success: false)
        let (job, cronJob) = (cluster.all("Job").first?["metadata"]?["uid"], cluster.object("CronJob", Self.name))
        let active: JSONValue = [["uid": job ?? .null]]
        cluster.store("CronJob", try #require(cronJob).setting(active, at: "status", "active"))
        try cluster.settle()
        #expect(Self.status(cluster).maintenanceFailures == 1)
        #expect(cluster.all("Job").count == 1)
    }

    @Test("Larger limits of the user's own stand in the CronJob as they are, smaller ones do not")
    func rendered() throws {
        let large = try Self.cluster(Self.scheduled(Limits(successes: 7, failures: 1000).fields))
        #expect(large.object("CronJob", Self.name)?["spec"]?["successfulJobsHistoryLimit"] == 7)
        #expect(large.object("CronJob", Self.name)?["spec"]?["failedJobsHistoryLimit"] == 1000)
        let small = try Self.cluster(Self.scheduled(Limits(successes: 0, failures: 0).fields))
        #expect(small.object("CronJob", Self.name)?["spec"]?["successfulJobsHistoryLimit"] == 1)
        #expect(small.object("CronJob", Self.name)?["spec"]?["failedJobsHistoryLimit"] == 100)
    }

    @Test("A CronJob of the release before gets the larger limits in one apply, and nothing else")
    func upgrade() throws {
        var cluster = try Self.cluster(Self.scheduled())
        let new = try #require(cluster.object("CronJob", Self.name))
        cluster.store(
            "CronJob",
            new.setting(1, at: "spec", "failedJobsHistoryLimit")
                .setting("0123456789abcdef", at: "metadata", "annotations", "volsync.backube/applied-hash")
        )
        let actions = cluster.plan("km").actions
        #expect(actions.count == 1)
        guard case .apply = actions.first else { throw Expectation.unmet }
        cluster.reconcile("km")
        let unversioned = { (object: JSONValue?) in object?.setting(nil, at: "metadata", "resourceVersion") }
        #expect(unversioned(cluster.object("CronJob", Self.name)) == unversioned(new))
        #expect(cluster.all("Job").isEmpty)
    }

    private enum Expectation: Error { case unmet }

    /// A failed Job with the labels of the object's.
    private static func strange(_ name: String, owner: JSONValue?) -> JSONValue {
        let condition: JSONValue = [
            "type": "Failed", "status": "True", "reason": "BackoffLimitExceeded",
            "lastTransitionTime": "2020-01-01T00:00:00Z",
        ]
        return [
            "kind": "Job", "status": ["conditions": [condition]],
            "metadata": [
                "name": .string(name), "ownerReferences": owner.map { [$0] } ?? [],
                "labels": ["volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": "km"],
            ],
        ]
    }

    @Test("Jobs that bear the object's labels and that neither it nor its CronJob made are left alone")
    func strangers() throws {
        var cluster = SimulatedCluster()
        cluster.store("Job", Self.strange("nobodys", owner: nil))
        cluster.store("Job", Self.strange("somebodys", owner: ["uid": "somebody", "controller": true]))
        let manual = Self.strange("by-hand", owner: ["uid": "somebody", "controller": true])
        cluster.store("Job", manual.setting("manual", at: "metadata", "labels", "volsync.backube/maintenance-type"))
        let fields = Limits(successes: 0, failures: 0).fields.setting(0, at: "ttlSecondsAfterFinished")
        cluster.submit("km", Self.scheduled(fields))
        try cluster.settle()
        try Self.run(&cluster, success: true)
        cluster.cleanUp(Self.name)
        try cluster.settle()
        #expect(cluster.all("Job").count == 3)
    }

    @Test("The history of scheduled Jobs has nothing to do with that of manual ones")
    func apart() throws {
        var cluster = try Self.cluster(Self.manual("x", Limits(successes: 1, failures: 1).fields))
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: true)
        cluster.submit("km", Self.scheduled(Limits(successes: 1, failures: 1).fields))
        try cluster.settle()
        for _ in 0..<3 {
            try Self.run(&cluster, success: true)
            cluster.cleanUp(Self.name)
            try cluster.settle()
        }
        #expect(cluster.all("Job").map { ObservedJob($0).isManual }.sorted { $0 && !$1 } == [true, false])
    }
}

// MARK: - Time

extension JobHistoryTests {
    @Test("A Job is deleted when its time is over, not before, and the object is looked at again then")
    func expiry() throws {
        var cluster = try Self.cluster(Self.scheduled(["ttlSecondsAfterFinished": 600]))
        try Self.run(&cluster, success: false)
        try cluster.settle()
        cluster.now += 100
        #expect(cluster.plan("km").requeue == .after(.seconds(500)))
        try cluster.settle()
        #expect(cluster.all("Job").count == 1)
        cluster.now += 500
        try cluster.settle()
        #expect(cluster.all("Job").isEmpty)
        #expect(Self.status(cluster).maintenanceFailures == 1)
        #expect(cluster.plan("km").requeue != .after(.seconds(1)))
    }

    @Test(
        "A tag whose Job is past its time is not run again, and a failure keeps its reason",
        arguments: [true, false]
    )
    func expiredTag(success: Bool) throws {
        var cluster = try Self.cluster(Self.manual("x", ["ttlSecondsAfterFinished": 0]))
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: success)
        for _ in 0..<3 {
            try cluster.settle()
            cluster.now += 86_400
        }
        #expect(cluster.all("Job").isEmpty)
        #expect(Self.status(cluster).lastManualSync == (success ? "x" : nil))
        #expect(Self.status(cluster).lastManualFailure == (success ? nil : "x"))
        let message = cluster.condition("Ready", of: "km")?["message"]?.string
        #expect(success || message?.contains("WrongPassword: it opens nothing") == true)
    }

    @Test("A reset runs a tag again whose Job is past its time")
    func resetExpiredTag() throws {
        var cluster = try Self.cluster(Self.manual("x", ["ttlSecondsAfterFinished": 0]))
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: false)
        try cluster.settle()
        cluster.annotate("km", APINames.resetFailuresAnnotation, "true")
        try cluster.settle()
        #expect(cluster.running(on: "repo").count == 1)
    }

    @Test("Without the field nothing is looked for, and a time that no calendar has deletes nothing")
    func withoutTime() throws {
        var cluster = try Self.cluster(Self.manual("x"))
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: true)
        try cluster.settle()
        #expect(cluster.plan("km").requeue == .awaitChange)
        cluster.submit("km", Self.manual("x", ["ttlSecondsAfterFinished": .number(JSONNumber(Int64.max))]))
        try cluster.settle()
        #expect(cluster.all("Job").count == 1)
    }
}

// MARK: - Manual runs that failed

extension JobHistoryTests {
    /// An object of which the run of the tag `x` has failed.
    private static func failedByHand() throws -> SimulatedCluster {
        var cluster = try Self.cluster(Self.manual("x", ["failedJobsHistoryLimit": 5]))
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: false)
        try cluster.settle()
        return cluster
    }

    private static func failedManualJobs(_ cluster: SimulatedCluster) -> Int {
        cluster.all("Job").map { ObservedJob($0) }.count { job in
            if case .failed = job.phase { job.isManual } else { false }
        }
    }

    @Test("The failed Job of an older tag goes once a scheduled run has succeeded, and not before")
    func supersededBySchedule() throws {
        var cluster = try Self.failedByHand()
        cluster.submit("km", Self.scheduled(["failedJobsHistoryLimit": 5]))
        try cluster.settle()
        try Self.run(&cluster, success: false)
        try cluster.settle()
        #expect(Self.failedManualJobs(cluster) == 1)
        try Self.run(&cluster, success: true)
        try cluster.settle()
        #expect(Self.failedManualJobs(cluster) == 0)
        #expect(cluster.all("Job").count == 2, "scheduled ones are kept as the limits say")
    }

    @Test("The failed Job of an older tag goes once the run of another has succeeded; that of the current tag stays")
    func supersededByTag() throws {
        var cluster = try Self.failedByHand()
        cluster.submit("km", Self.manual("y", ["failedJobsHistoryLimit": 5]))
        try cluster.settle()
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: true)
        try cluster.settle()
        #expect(Self.failedManualJobs(cluster) == 0)
        cluster.submit("km", Self.manual("z", ["failedJobsHistoryLimit": 5]))
        try cluster.settle()
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: false)
        try cluster.settle()
        #expect(Self.failedManualJobs(cluster) == 1)
    }
}
