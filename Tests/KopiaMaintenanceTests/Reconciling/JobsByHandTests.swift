import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Jobs that somebody makes with `kubectl create job --from=cronjob/…`, of which the CronJob controller knows nothing.
@Suite struct JobsByHandTests {
    private static let scheduled: JSONValue = [
        "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
    ]
    private static let name = OwnedNames(namespace: "ns", name: "km").cronJob

    private static func cluster() throws -> SimulatedCluster {
        var cluster = SimulatedCluster()
        cluster.submit("km", scheduled)
        try cluster.settle()
        return cluster
    }

    @Test("The schedule stands back while such a Job runs, and its end is counted", arguments: [true, false])
    func standsBack(success: Bool) throws {
        var cluster = try Self.cluster()
        cluster.instantiate(Self.name, as: "kopia-maint-x")
        try cluster.settle()
        #expect(cluster.condition("Ready", of: "km")?["reason"] == "StandingBack")
        let message = cluster.condition("Ready", of: "km")?["message"]?.string
        #expect(message?.contains("Job kopia-maint-x runs by hand") == true)
        cluster.fire(Self.name)
        #expect(cluster.running(on: "repo").map(\.name) == ["kopia-maint-x"])
        cluster.finish("kopia-maint-x", success: success)
        try cluster.settle()
        #expect(MaintenanceStatus(of: cluster.maintenance("km")).maintenanceFailures == (success ? 0 : 1))
        #expect((MaintenanceStatus(of: cluster.maintenance("km")).lastMaintenanceTime != nil) == success)
        #expect(cluster.object("CronJob", Self.name)?["spec"]?["suspend"] == false)
        cluster.fire(Self.name)
        #expect(cluster.running(on: "repo").count == 1)
    }

    @Test("One that is made while the schedule's own runs waits for that, and then has its run")
    func waits() throws {
        var cluster = try Self.cluster()
        cluster.fire(Self.name)
        let first = try #require(cluster.running(on: "repo").first?.name)
        cluster.instantiate(Self.name, as: "kopia-maint-x")
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == [first])
        cluster.finish(first, success: true)
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == ["kopia-maint-x"])
        cluster.finish("kopia-maint-x", success: true)
        try cluster.settle()
        #expect(cluster.object("CronJob", Self.name)?["spec"]?["suspend"] == false)
        #expect(cluster.object("CronJob", Self.name)?["spec"]?["jobTemplate"]?["spec"]?["suspend"]?.bool != true)
    }

    @Test("A run of a tag waits for it, of this object or of another")
    func manualRunWaits() throws {
        var cluster = try Self.cluster()
        cluster.instantiate(Self.name, as: "kopia-maint-x")
        cluster.submit("other", ["repository": ["repository": "repo"], "trigger": ["manual": "now"]])
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == ["kopia-maint-x"])
        #expect(cluster.condition("Ready", of: "other")?["reason"] == "ManualMaintenanceWaiting")
        cluster.finish("kopia-maint-x", success: true)
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.isManual) == [true])
    }

    @Test("A tag's run that goes on while its object gets a schedule is not joined by a slot of that")
    func tagBeforeSchedule() throws {
        var cluster = SimulatedCluster()
        cluster.submit("km", ["repository": ["repository": "repo"], "trigger": ["manual": "now"]])
        try cluster.settle()
        let first = try #require(cluster.running(on: "repo").first?.name)
        cluster.submit("km", Self.scheduled)
        try cluster.settle()
        cluster.fire(Self.name)
        #expect(cluster.running(on: "repo").map(\.name) == [first])
    }

    @Test("Several made at once run one after the other, wherever a crash falls", arguments: 0...3)
    func several(crash: Int) throws {
        var cluster = try Self.cluster()
        for job in ["a", "b", "c"] { cluster.instantiate(Self.name, as: "kopia-maint-\(job)") }
        cluster.reconcile("km", upTo: crash)
        var ran: [String] = []
        for _ in 0..<3 {
            try cluster.settle()
            let running = cluster.running(on: "repo").map(\.name)
            #expect(running.count == 1)
            cluster.finish(try #require(running.first), success: true)
            ran += running
        }
        #expect(ran.sorted() == ["kopia-maint-a", "kopia-maint-b", "kopia-maint-c"])
    }
}
