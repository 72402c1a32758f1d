import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// No run starts for a slot from before the schedule was wanted, and none is lost that is wanted (requirements §7).
@Suite struct LateStartTests {
    /// Half past twelve.
    private static let start: Int64 = 1_790_000_000 / 86_400 * 86_400 + 45_000

    private static let cronJob = OwnedNames(namespace: "ns", name: "km").cronJob

    private static func spec(_ schedule: String) -> JSONValue {
        ["repository": ["repository": "repo"], "trigger": ["schedule": .string(schedule)]]
    }

    /// A cluster in which a schedule of 20:00 is a day old, at half past twelve.
    private static func cluster() throws -> SimulatedCluster {
        var cluster = SimulatedCluster()
        cluster.now = start - 86_400
        cluster.submit("km", spec("0 20 * * *"))
        try cluster.settle()
        cluster.startDueSlot(of: cronJob, at: start - 60_000)
        for job in cluster.running(on: "repo") { cluster.finish(job.name, success: true) }
        cluster.now = start
        try cluster.settle()
        return cluster
    }

    private static func deadline(_ cluster: SimulatedCluster) -> Int64? {
        cluster.object("CronJob", cronJob)?["spec"]?["startingDeadlineSeconds"]?.int64
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        let schedule: String
        /// The deadline after the edit at half past twelve, in seconds.
        let deadline: Int64
        var testDescription: String { schedule }

        init(_ schedule: String, _ deadline: Int64) {
            self.schedule = schedule
            self.deadline = deadline
        }
    }

    @Test(
        "An edit starts no slot of the past, and shortens the deadline no more than that takes",
        arguments: [
            // Half an hour ago, half a minute ago, ten minutes ago; and not in the last hour.
            Edit("0 12 * * *", 900), Edit("29 12 * * *", 28), Edit("20 12 * * *", 450), Edit("0 11 * * *", 3600),
            Edit("*/5 * * * *", 10), Edit("1-59/5 * * * *", 225), Edit("45 * * * *", 1800), Edit("0 2 * * *", 3600),
            Edit("@every 2h", 3600 + 7200),
        ]
    )
    func edit(_ example: Edit) throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec(example.schedule))
        try cluster.settle()
        #expect(Self.deadline(cluster) == example.deadline)
        guard !example.schedule.hasPrefix("@every"), example.schedule != "*/5 * * * *" else { return }
        for skew in [-5, 0, 5] as [Int64] {
            #expect(cluster.startDueSlot(of: Self.cronJob, at: Self.start + skew) == nil)
        }
    }

    @Test("What was shortened is the usual again when the slot is out of reach, at the time that the plan names")
    func restored() throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 12 * * *"))
        try cluster.settle()
        guard case .after(let delay) = cluster.plan("km").requeue else { throw Unmet.requeue }
        #expect(delay <= .seconds(3660))
        cluster.now += delay.components.seconds
        try cluster.settle()
        #expect(Self.deadline(cluster) == 3600)
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now - 10) == nil)
        #expect(
            cluster.startDueSlot(of: Self.cronJob, at: Self.start + 86_400 - 1800 + 3599) != nil,
            "late, not too late"
        )
    }

    private enum Unmet: Error { case requeue }

    @Test("A slot right after the edit starts, and with it the deadline is the usual again")
    func next() throws {
        var cluster = try Self.cluster()
        cluster.now += 57
        cluster.submit("km", Self.spec("*/30,31 * * * *"))
        try cluster.settle()
        #expect(Self.deadline(cluster) == 28)
        #expect(cluster.startDueSlot(of: Self.cronJob, at: Self.start + 60) == Self.start + 60)
        try cluster.settle()
        #expect(Self.deadline(cluster) == 3600)
    }

    @Test("Resumed, a schedule does not make up for what was suspended; a Job that waited is gone")
    func resumed() throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 * * * *").setting(true, at: "suspend"))
        try cluster.settle()
        cluster.now += 1800 + 60
        try cluster.settle()
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now) == nil)
        cluster.submit("km", Self.spec("0 * * * *"))
        try cluster.settle()
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now) == nil)
        #expect(cluster.startDueSlot(of: Self.cronJob, at: Self.start + 5400) == Self.start + 5400)
    }

    @Test("After a reset of failures the schedule goes on with its next slot")
    func reset() throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 * * * *"))
        for _ in 1...Planner.failureLimit {
            cluster.fire(Self.cronJob)
            cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: false)
            try cluster.settle()
        }
        cluster.now = Self.start + 1860
        cluster.annotate("km", APINames.resetFailuresAnnotation, "true")
        try cluster.settle()
        #expect(cluster.object("CronJob", Self.cronJob)?["spec"]?["suspend"] == false)
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now) == nil)
    }

    @Test(
        "What was disabled while it ran, and is enabled again, does not make up for the time between",
        arguments: 0...3
    )
    func enabled(crash: Int) throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 * * * *"))
        try cluster.settle()
        cluster.fire(Self.cronJob)
        cluster.submit("km", Self.spec("0 * * * *").setting(false, at: "enabled"))
        try cluster.settle()
        let job = try #require(cluster.running(on: "repo").first?.name)
        cluster.now = Self.start + 1860
        cluster.submit("km", Self.spec("0 * * * *"))
        cluster.reconcile("km", upTo: crash)
        try cluster.settle()
        cluster.finish(job, success: true)
        try cluster.settle()
        #expect(cluster.object("CronJob", Self.cronJob)?["spec"]?["suspend"] == false)
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now) == nil)
    }

    @Test("What only the controller held makes up for its slot: the user wanted it", arguments: [true, false])
    func held(bySecret: Bool) throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 * * * *"))
        try cluster.settle()
        cluster.now = Self.start + 1790
        if bySecret {
            cluster.present = []
        } else {
            cluster.submit("by-hand", ["repository": ["repository": "repo"], "trigger": ["manual": "x"]])
        }
        try cluster.settle()
        cluster.now = Self.start + 1860
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now) == nil)
        cluster.present = [.secret("repo")]
        if !bySecret { cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: true) }
        try cluster.settle()
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now) == Self.start + 1800)
    }

    @Test("Suspended and resumed while the controller holds it, a schedule makes up for what comes after that only")
    func resumedWhileHeld() throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 * * * *").setting(true, at: "suspend"))
        cluster.present = []
        try cluster.settle()
        cluster.now = Self.start + 1860
        cluster.submit("km", Self.spec("0 * * * *"))
        try cluster.settle()
        cluster.present = [.secret("repo")]
        try cluster.settle()
        #expect(cluster.startDueSlot(of: Self.cronJob, at: cluster.now) == nil)
    }

    @Test("Another time zone is another schedule")
    func zone() throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 * * * *"))
        cluster.now = Self.start + 600
        try cluster.settle()
        let cronJob = try #require(cluster.object("CronJob", Self.cronJob))
        cluster.store("CronJob", cronJob.setting("Asia/Kolkata", at: "spec", "timeZone"))
        try cluster.settle()
        let annotation = cluster.object("CronJob", Self.cronJob)?["metadata"]?["annotations"]?[
            LateStart.sinceAnnotation
        ]
        #expect(annotation?.string == Timestamp.string(fromUnixSeconds: cluster.now))
        #expect(Self.deadline(cluster) == 1800)
    }

    struct Memory: Sendable, CustomTestStringConvertible {
        let name: String
        let annotation: String?
        let isSuspended: Bool
        let deadline: Int64
        var testDescription: String { name }
    }

    @Test(
        "What a CronJob says of itself is believed if it can be",
        arguments: [
            Memory(name: "runs and says nothing", annotation: nil, isSuspended: false, deadline: 3600),
            Memory(name: "was suspended", annotation: nil, isSuspended: true, deadline: 900),
            Memory(name: "nonsense", annotation: "yesterday", isSuspended: true, deadline: 900),
            Memory(name: "wanted for long", annotation: "2001-01-01T00:00:00Z", isSuspended: true, deadline: 3600),
            Memory(name: "not before next year", annotation: "2060-01-01T00:00:00Z", isSuspended: true, deadline: 900),
        ]
    )
    func memory(_ example: Memory) throws {
        var cluster = try Self.cluster()
        cluster.submit("km", Self.spec("0 12 * * *"))
        try cluster.settle()
        cluster.now += 7200
        try cluster.settle()
        cluster.now = Self.start + 86_400
        let cronJob = try #require(cluster.object("CronJob", Self.cronJob))
        let text = example.annotation.map(JSONValue.string)
        cluster.store(
            "CronJob",
            cronJob.setting(text, at: "metadata", "annotations", LateStart.sinceAnnotation)
                .setting(.bool(example.isSuspended), at: "spec", "suspend")
        )
        try cluster.settle()
        #expect(Self.deadline(cluster) == example.deadline)
    }
}
