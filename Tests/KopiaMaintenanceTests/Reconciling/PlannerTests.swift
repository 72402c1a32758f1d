import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The life of a KopiaMaintenance, step by step (requirements §7).
///
/// Bnn: the defect of the Go controller that must not
/// come back.
@Suite struct PlannerTests {
    private static let scheduled: JSONValue = [
        "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
    ]

    private static func manual(_ tag: String) -> JSONValue {
        ["repository": ["repository": "repo"], "trigger": ["manual": .string(tag)]]
    }

    private static func cluster(_ spec: JSONValue) throws -> SimulatedCluster {
        var cluster = SimulatedCluster()
        cluster.submit("km", spec)
        try cluster.settle()
        return cluster
    }

    @Test("A schedule becomes a CronJob, a finalizer, and a status that says when it runs next")
    func schedule() throws {
        let cluster = try Self.cluster(Self.scheduled)
        let status = MaintenanceStatus(of: cluster.maintenance("km"))
        #expect(cluster.all("CronJob").count == 1)
        #expect(cluster.maintenance("km").metadata.finalizers == [APINames.finalizer])
        #expect(status.activeCronJob == cluster.all("CronJob").first?["metadata"]?["name"]?.string)
        #expect(status.nextScheduledMaintenance?.hasSuffix("T02:00:00Z") == true)
        #expect(cluster.condition("Ready", of: "km")?["status"] == "True")
        #expect(cluster.all("Job").isEmpty)
    }

    @Test("The next start is reckoned anew once it has passed, even if nothing ran; without one nothing is waited for")
    func missedSlot() throws {
        var cluster = try Self.cluster(Self.scheduled)
        guard case .after(let delay) = cluster.plan("km").requeue else { throw Expectation.unmet }
        #expect(delay <= .seconds(86401))
        let before = MaintenanceStatus(of: cluster.maintenance("km")).nextScheduledMaintenance ?? ""
        cluster.now += delay.components.seconds
        try cluster.settle()
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).nextScheduledMaintenance ?? "" > before)
        let suspended = try Self.cluster(Self.scheduled.setting(true, at: "suspend"))
        #expect(suspended.plan("km").requeue == .awaitChange)
    }

    private enum Expectation: Error { case unmet }

    @Test("Without its Secret an object waits for it, and goes on when it appears (B30)")
    func missingSecret() throws {
        var cluster = SimulatedCluster()
        cluster.present = []
        cluster.submit("km", Self.scheduled)
        try cluster.settle()
        #expect(cluster.all("CronJob").isEmpty)
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "SecretNotFound")
        #expect(cluster.events.map(\.reason) == ["SecretNotFound"])
        cluster.present = [.secret("repo")]
        try cluster.settle()
        #expect(cluster.all("CronJob").count == 1)
        #expect(cluster.condition("Ready", of: "km")?["status"] == "True")
    }

    @Test("A manual run makes one Job, and only its success sets lastManualSync (B13)")
    func manualSuccess() throws {
        var cluster = try Self.cluster(Self.manual("x"))
        let job = try #require(cluster.all("Job").first.map { ObservedJob($0) })
        #expect(job.mayRun)
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).lastManualSync == nil)
        #expect(cluster.condition("Ready", of: "km")?["status"] == "False")
        cluster.finish(job.name, success: true)
        try cluster.settle()
        let status = MaintenanceStatus(of: cluster.maintenance("km"))
        #expect(status.lastManualSync == "x")
        #expect(status.lastMaintenanceTime == Timestamp.string(fromUnixSeconds: cluster.now))
        #expect(cluster.condition("Ready", of: "km")?["status"] == "True")
        #expect(cluster.all("Job").count == 1)
    }

    @Test("A failed manual run is not tried again until the tag changes, and keeps its reason (B7, B14, B15)")
    func manualFailure() throws {
        var cluster = try Self.cluster(Self.manual("x"))
        let job = try #require(cluster.all("Job").first?["metadata"]?["name"]?.string)
        cluster.finish(job, success: false)
        try cluster.settle()
        let status = MaintenanceStatus(of: cluster.maintenance("km"))
        #expect(status.lastManualSync == nil)
        #expect(status.maintenanceFailures == 1)
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "ManualMaintenanceFailed")
        let message = cluster.condition("Ready", of: "km")?["message"]?.string
        #expect(message?.contains("BackoffLimitExceeded: WrongPassword") == true)
        #expect(cluster.all("Job").count == 1, "the failed Job is kept")
        cluster.submit("km", Self.manual("y"))
        try cluster.settle()
        #expect(cluster.running(on: "repo").count == 1)
    }

    @Test("A reset forgets failures, lets the same tag run again, and leaves no annotation (B5)")
    func reset() throws {
        var cluster = try Self.cluster(Self.manual("x"))
        cluster.finish(try #require(cluster.all("Job").first?["metadata"]?["name"]?.string), success: false)
        try cluster.settle()
        cluster.annotate("km", APINames.resetFailuresAnnotation, "true")
        try cluster.settle()
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).maintenanceFailures == 0)
        #expect(cluster.maintenance("km").metadata.annotation(APINames.resetFailuresAnnotation) == nil)
        #expect(cluster.running(on: "repo").count == 1)
        #expect(cluster.events.count { $0.reason == "FailuresReset" } == 1)
    }

    @Test("Failures are counted once each, across clean-up, and five hold the schedule until a reset (B6)")
    func failureCount() throws {
        var cluster = try Self.cluster(Self.scheduled)
        let cronJob = try #require(cluster.all("CronJob").first?["metadata"]?["name"]?.string)
        for count in 1...5 {
            cluster.fire(cronJob)
            let job = try #require(cluster.running(on: "repo").first?.name)
            cluster.finish(job, success: false)
            try cluster.settle()
            #expect(MaintenanceStatus(of: cluster.maintenance("km")).maintenanceFailures == Int64(count))
            if let uid = cluster.object("Job", job)?["metadata"]?["uid"]?.string {
                cluster.perform(.delete(kind: .job, name: job, uid: uid), for: "km")
            }
            try cluster.settle()
            #expect(MaintenanceStatus(of: cluster.maintenance("km")).maintenanceFailures == Int64(count))
        }
        #expect(cluster.object("CronJob", cronJob)?["spec"]?["suspend"] == true)
        #expect(cluster.condition("MaintenanceHealthy", of: "km")?["status"] == "False")
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).nextScheduledMaintenance == nil)
        cluster.annotate("km", APINames.resetFailuresAnnotation, "true")
        try cluster.settle()
        #expect(cluster.object("CronJob", cronJob)?["spec"]?["suspend"] == false)
    }

    @Test("A success ends a row of failures")
    func successAfterFailure() throws {
        var cluster = try Self.cluster(Self.scheduled)
        let cronJob = try #require(cluster.all("CronJob").first?["metadata"]?["name"]?.string)
        for success in [false, false, true] {
            cluster.fire(cronJob)
            cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: success)
            try cluster.settle()
        }
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).maintenanceFailures == 0)
    }

    @Test("Disabling waits for a running Job before the CronJob goes (B28)")
    func disable() throws {
        var cluster = try Self.cluster(Self.scheduled)
        let cronJob = try #require(cluster.all("CronJob").first?["metadata"]?["name"]?.string)
        cluster.fire(cronJob)
        cluster.submit("km", Self.scheduled.setting(false, at: "enabled"))
        try cluster.settle()
        #expect(cluster.object("CronJob", cronJob)?["spec"]?["suspend"] == true)
        let job = try #require(cluster.running(on: "repo").first?.name)
        cluster.finish(job, success: true)
        try cluster.settle()
        #expect(cluster.all("CronJob").isEmpty)
        let status = MaintenanceStatus(of: cluster.maintenance("km"))
        #expect(status.activeCronJob == nil)
        #expect(status.nextScheduledMaintenance == nil, "B27")
    }

    @Test("A tag that has had its run leaves no CronJob and no next time behind, and no success is dated back (B27)")
    func processedTag() throws {
        var cluster = try Self.cluster(Self.manual("x"))
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: true)
        try cluster.settle()
        let succeeded = try #require(MaintenanceStatus(of: cluster.maintenance("km")).lastMaintenanceTime)
        cluster.submit("km", Self.scheduled)
        try cluster.settle()
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).lastMaintenanceTime == succeeded)
        cluster.submit("km", Self.manual("x"))
        try cluster.settle()
        let status = MaintenanceStatus(of: cluster.maintenance("km"))
        #expect(status.activeCronJob == nil)
        #expect(status.nextScheduledMaintenance == nil)
        #expect(status.lastMaintenanceTime == succeeded)
        #expect(cluster.all("CronJob").isEmpty)
        #expect(cluster.all("Job").count == 1)
    }

    @Test("A manual run that is under way goes on when the object gets a schedule (B27)")
    func scheduledMeanwhile() throws {
        var cluster = try Self.cluster(Self.manual("x"))
        let job = try #require(cluster.running(on: "repo").first?.name)
        cluster.submit("km", Self.scheduled)
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == [job])
        cluster.finish(job, success: true)
        try cluster.settle()
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).lastMaintenanceTime != nil)
    }

    @Test("A condition that somebody else wrote is neither written nor missed")
    func foreignCondition() throws {
        var cluster = try Self.cluster(Self.scheduled)
        let theirs: JSONValue = ["type": "Audited", "status": "True", "reason": "Passed"]
        let object = try #require(cluster.object("KopiaMaintenance", "km"))
        let ours = try #require(object["status"]?["conditions"]?.array)
        cluster.store("KopiaMaintenance", object.setting(.array([theirs] + ours), at: "status", "conditions"))
        #expect(cluster.plan("km").actions.isEmpty)
        cluster.submit("km", Self.scheduled.setting(true, at: "suspend"))
        for case .writeStatus(let status) in cluster.plan("km").actions {
            #expect(status["conditions"]?.array?.contains { $0["type"] == "Audited" } == false)
        }
        try cluster.settle()
        #expect(cluster.condition("Audited", of: "km") == theirs)
    }

    @Test("Suspending stops both kinds of run, and a Job that runs goes on")
    func suspend() throws {
        var cluster = try Self.cluster(Self.scheduled.setting(true, at: "suspend"))
        #expect(cluster.all("CronJob").first?["spec"]?["suspend"] == true)
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).nextScheduledMaintenance == nil)
        cluster.submit("km", Self.manual("x").setting(true, at: "suspend"))
        try cluster.settle()
        #expect(cluster.all("Job").isEmpty)
        cluster.submit("km", Self.manual("x"))
        try cluster.settle()
        #expect(cluster.running(on: "repo").count == 1)
        cluster.submit("km", Self.manual("x").setting(true, at: "suspend"))
        try cluster.settle()
        #expect(cluster.running(on: "repo").count == 1)
    }

    @Test("A manual run waits for one that runs, and siblings' schedules stand back while it runs (B4)")
    func exclusion() throws {
        var cluster = try Self.cluster(Self.scheduled)
        let cronJob = try #require(cluster.all("CronJob").first?["metadata"]?["name"]?.string)
        cluster.fire(cronJob)
        let first = try #require(cluster.running(on: "repo").first?.name)
        cluster.submit("by-hand", Self.manual("x"))
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == [first])
        #expect(cluster.condition("Ready", of: "by-hand")?["reason"] == "ManualMaintenanceWaiting")
        #expect(cluster.object("CronJob", cronJob)?["spec"]?["suspend"] == true)
        cluster.finish(first, success: true)
        try cluster.settle()
        let second = try #require(cluster.running(on: "repo").first)
        #expect(second.isManual)
        #expect(cluster.object("CronJob", cronJob)?["spec"]?["suspend"] == true)
        cluster.finish(second.name, success: true)
        try cluster.settle()
        #expect(cluster.object("CronJob", cronJob)?["spec"]?["suspend"] == false)
    }

    @Test("Two schedules on one repository take turns, and each names the other")
    func sharedSchedules() throws {
        var cluster = SimulatedCluster()
        cluster.submit("a", Self.scheduled)
        cluster.submit("b", Self.scheduled)
        try cluster.settle()
        #expect(cluster.condition("RepositoryShared", of: "a")?["message"]?.string?.contains("by b:") == true)
        for name in cluster.all("CronJob").compactMap({ $0["metadata"]?["name"]?.string }) { cluster.fire(name) }
        #expect(cluster.all("Job").count == 2)
        #expect(cluster.running(on: "repo").isEmpty)
        try cluster.settle()
        #expect(cluster.running(on: "repo").count == 1)
        cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: true)
        try cluster.settle()
        #expect(cluster.running(on: "repo").count == 1)
    }

    @Test("An invalid object is released when it is deleted, and so is one without its Secret (B9)")
    func deletion() throws {
        for (spec, present) in [(["repository": ["repository": "Bad_Name"]], true), (Self.scheduled, false)]
            as [(JSONValue, Bool)]
        {
            var cluster = try Self.cluster(Self.scheduled)
            cluster.submit("km", spec)
            if !present { cluster.present = [] }
            try cluster.settle()
            cluster.delete("km")
            try cluster.settle()
            #expect(cluster.all("KopiaMaintenance").isEmpty)
            #expect(cluster.all("CronJob").isEmpty)
        }
    }

    @Test("A CronJob of the same name that belongs to somebody else is left alone and reported")
    func foreignCronJob() throws {
        var cluster = SimulatedCluster()
        let name = OwnedNames(namespace: "ns", name: "km").cronJob
        let theirs: JSONValue = [
            "kind": "CronJob", "spec": ["schedule": "0 1 * * *"],
            "metadata": ["name": .string(name), "ownerReferences": [["uid": "somebody", "controller": true]]],
        ]
        cluster.store("CronJob", theirs)
        let stored = cluster.object("CronJob", name)
        cluster.submit("km", Self.scheduled)
        try cluster.settle()
        #expect(cluster.object("CronJob", name) == stored)
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "NameTaken")
        cluster.delete("km")
        try cluster.settle()
        #expect(cluster.object("CronJob", name) == stored)
    }

    @Test("Changing the repository reaches the CronJob (B10)")
    func repositoryChange() throws {
        var cluster = try Self.cluster(Self.scheduled)
        cluster.submit("km", Self.scheduled.setting("other", at: "repository", "repository"))
        try cluster.settle()
        let text = try #require(cluster.all("CronJob").first?.jsonText)
        #expect(text.contains("\"other\""))
        #expect(!text.contains("\"repo\""))
    }

    @Test("A Job that waits is let go after its object's neighbour has left, wherever a crash falls", arguments: 0...4)
    func neighbourGone(crash: Int) throws {
        var cluster = SimulatedCluster()
        cluster.submit("a", Self.scheduled)
        cluster.submit("b", Self.scheduled)
        try cluster.settle()
        cluster.fire(OwnedNames(namespace: "ns", name: "a").cronJob)
        cluster.delete("b")
        cluster.reconcile("b")
        cluster.reconcile("a", upTo: crash)
        try cluster.settle()
        let job = try #require(cluster.running(on: "repo").first)
        cluster.finish(job.name, success: true)
        try cluster.settle()
        let template = cluster.all("CronJob").first?["spec"]?["jobTemplate"]?["spec"]
        #expect(template?["suspend"]?.bool != true, "alone, its Jobs begin by themselves")
    }

    @Test("A scheduled Job that still waits when its object becomes manual is removed, and never begins")
    func staleWaitingJob() throws {
        var cluster = SimulatedCluster()
        cluster.submit("a", Self.scheduled)
        cluster.submit("b", Self.scheduled)
        try cluster.settle()
        cluster.fire(OwnedNames(namespace: "ns", name: "a").cronJob)
        let waiting = try #require(cluster.all("Job").map { ObservedJob($0) }.first)
        #expect(waiting.isSuspended)
        cluster.submit("a", Self.manual("x"))
        let actions = cluster.plan("a").actions
        #expect(actions.contains(.delete(kind: .job, name: waiting.name, uid: waiting.uid)))
        #expect(!actions.contains(.release(job: waiting.name, uid: waiting.uid, pod: nil)))
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.isManual) == [true])
    }

    @Test("A Job that waits on a repository which the object has left is removed, and the schedule goes on")
    func leftRepository() throws {
        var cluster = SimulatedCluster()
        cluster.submit("a", Self.scheduled)
        cluster.submit("b", Self.scheduled)
        try cluster.settle()
        for name in cluster.all("CronJob").compactMap({ $0["metadata"]?["name"]?.string }) { cluster.fire(name) }
        try cluster.settle()
        let jobs = cluster.all("Job").map { ObservedJob($0) }
        let waiting = try #require(jobs.first { $0.isSuspended })
        let label = waiting.metadata.label("volsync.backube/maintenance-name")
        let owner = ["a", "b"].first { OwnedNames(namespace: "ns", name: $0).labelValue == label } ?? ""
        cluster.submit(owner, Self.scheduled.setting("other", at: "repository", "repository"))
        try cluster.settle()
        #expect(cluster.object("Job", waiting.name) == nil)
        cluster.fire(OwnedNames(namespace: "ns", name: owner).cronJob)
        try cluster.settle()
        #expect(cluster.running(on: "other").count == 1)
    }
}
