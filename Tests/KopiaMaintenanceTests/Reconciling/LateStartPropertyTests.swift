import CronSchedule
import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Long random lives of one schedule, beside a CronJob controller whose clock is another.
@Suite struct LateStartPropertyTests {
    /// The seeds: few, or as many as `KM_PLANNER_SEEDS` says.
    private static var seeds: ClosedRange<UInt64> {
        let wanted = ProcessInfo.processInfo.environment["KM_PLANNER_SEEDS"].flatMap(UInt64.init)
        return 1...max(wanted ?? 6, 1)
    }

    @Test(
        "Every slot that is wanted starts, even after an hour without a control plane, and no other ever does",
        arguments: seeds
    )
    func slots(seed: UInt64) throws {
        var life = try ScheduleLife(seed: seed)
        for _ in 0..<120 { try life.step() }
        #expect(life.starts > 0, "a life without a run tests nothing, seed \(seed)")
    }

    @Test("A schedule that is left alone has the usual deadline and is not written again", arguments: seeds)
    func rest(seed: UInt64) throws {
        var life = try ScheduleLife(seed: seed)
        for _ in 0..<10 {
            try life.step()
            var alone = life
            try alone.pause()
            let writes = try alone.rest()
            #expect(writes <= 1, "one change of the deadline at most, seed \(seed)")
        }
    }
}

/// The life of a schedule: what its user, its cluster and time do, and what must come of it.
private struct ScheduleLife {
    private var cluster = SimulatedCluster()
    private var random: SeededGenerator
    private let seed: UInt64

    /// Since when the user has wanted the schedule as it is; nil while the user does not.
    private var wantedSince: Int64?
    private var spec: JSONValue = Self.spec("0 2 * * *")
    /// How far the CronJob controller's clock is ahead.
    private var skew: Int64 = 0
    /// The last slot that was started or could not be.
    private var settled: Int64 = 0
    private var nextLook: Int64 = .max

    /// How many runs have begun.
    private(set) var starts = 0

    private static let cronJob = OwnedNames(namespace: "ns", name: "km").cronJob
    private static let schedules = [
        "0 2 * * *", "*/7 * * * *", "30 * * * *", "0,20 * * * *", "15 1-23/2 * * *", "* * * * *", "*/7 * * * *",
    ]
    /// The shortest deadline there is: a slot of so many seconds ago is still on time.
    private static let grace: Int64 = 10

    private var schedule: CronSchedule? {
        spec["trigger"]?["schedule"]?.string.flatMap { try? CronSchedule(parsing: $0) }
    }

    private static func spec(_ schedule: String) -> JSONValue {
        ["repository": ["repository": "repo"], "trigger": ["schedule": .string(schedule)]]
    }

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        self.seed = seed
        wantedSince = cluster.now
        settled = cluster.now
        cluster.submit("km", spec)
        try look()
    }

    mutating func step() throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: try edit(Self.spec(Self.schedules.randomElement(using: &random) ?? "* * * * *"))
        case 2: try edit(spec.setting(spec["suspend"] == true ? nil : true, at: "suspend"))
        case 3: try edit(spec.setting(spec["enabled"] == false ? nil : false, at: "enabled"))
        case 4: skew = Int64.random(in: -5...5, using: &random)
        case 5: try holdForAWhile()
        case 6: try passWithoutControlPlane(Int64.random(in: 1...3500, using: &random))
        default: try pass(Int64.random(in: 1...1500, using: &random))
        }
    }

    /// The user changes the object; the controller may die at it.
    private mutating func edit(_ spec: JSONValue) throws {
        let isWanted = spec["suspend"]?.bool != true && spec["enabled"]?.bool != false
        let isSame = spec["trigger"] == self.spec["trigger"]
        self.spec = spec
        if !isWanted { wantedSince = nil } else if wantedSince == nil || !isSame { wantedSince = cluster.now }
        cluster.submit("km", spec)
        cluster.reconcile("km", upTo: Int.random(in: 0...3, using: &random))
        try look()
    }

    /// The user suspends the schedule for a while, and resumes another.
    mutating func pause() throws {
        try edit(spec.setting(true, at: "suspend"))
        try pass(Int64.random(in: 1...1500, using: &random))
        try edit(Self.spec(Self.schedules.randomElement(using: &random) ?? "* * * * *"))
    }

    /// The Secret is away for a while: what passes meanwhile starts when it is back.
    private mutating func holdForAWhile() throws {
        cluster.present = []
        try look()
        cluster.now += Int64.random(in: 1...600, using: &random)
        cluster.present = [.secret("repo")]
        try look()
        startDue(isOnTime: false)
    }

    /// Neither this controller nor the CronJob controller works for a while.
    private mutating func passWithoutControlPlane(_ seconds: Int64) throws {
        cluster.now += seconds
        // Who comes back first is a matter of luck.
        if Bool.random(using: &random) { try look() }
        startDue(isOnTime: false)
        try look()
    }

    /// Time passes, from slot to slot; the CronJob controller looks within seconds of each.
    private mutating func pass(_ seconds: Int64) throws {
        let end = cluster.now + seconds
        while cluster.now < end {
            let slot = schedule?.nextFire(after: settled, in: UTC()) ?? end
            let look = slot - skew + Int64.random(in: 0...4, using: &random)
            cluster.now = min(end, max(cluster.now + 1, min(look, nextLook)))
            startDue(isOnTime: true)
            if cluster.now >= nextLook { try self.look() }
        }
    }

    private mutating func look() throws {
        try cluster.settle()
        nextLook = .max
        if case .after(let delay) = cluster.plan("km").requeue { nextLook = cluster.now + delay.components.seconds }
    }

    /// The CronJob controller looks.
    private mutating func startDue(isOnTime: Bool) {
        let clock = cluster.now + skew
        let slot = cluster.startDueSlot(of: Self.cronJob, at: clock)
        if let slot {
            #expect(slot > (wantedSince ?? .max) - Self.grace - 5, "started \(slot) at \(clock), seed \(seed)")
            starts += 1
            endRuns()
        }
        expectStart(slot, at: clock, isOnTime: isOnTime)
        settled = max(settled, clock)
    }

    /// Every run succeeds at once, and nothing of it is kept.
    private mutating func endRuns() {
        for job in cluster.running(on: "repo") {
            let now = cluster.now
            cluster.finish(job.name, success: true)
            cluster.now = now
            cluster.perform(.delete(kind: .job, name: job.name, uid: job.uid), for: "km")
        }
    }

    /// A slot that has passed since the last look must have been started: if it is a matter of seconds in any case, and
    /// for as long as a run may be late if nothing has changed in the last hour.
    private func expectStart(_ slot: Int64?, at clock: Int64, isOnTime: Bool) {
        guard let since = wantedSince, let schedule else { return }
        let latest = isOnTime ? 9 : Self.usual - 60
        guard isOnTime || clock - since > Self.usual + 60 else { return }
        let start = max(settled, since + 5, clock - latest)
        guard let due = schedule.nextFire(after: start, in: UTC()), due <= clock else { return }
        #expect((slot ?? 0) >= due, "\(spec.jsonText) was due at \(due), it is \(clock), seed \(seed)")
    }

    private static let usual: Int64 = 3600

    /// The controller looks again and again.
    private struct Restless: Error {}

    /// Lets two hours pass in which nothing starts and nobody changes anything.
    ///
    /// - Returns: how often the CronJob was written.
    mutating func rest() throws -> Int {
        let end = cluster.now + 2 * Self.usual
        var (writes, looks) = (0, 0)
        while cluster.now < end {
            // One for each slot, and one for the deadline.
            looks += 1
            guard looks <= 2 * Self.usual / 60 + 2 else { throw Restless() }
            for action in cluster.plan("km").actions {
                if case .apply = action { writes += 1 }
                cluster.perform(action, for: "km")
            }
            #expect(cluster.plan("km").actions.isEmpty, "seed \(seed)")
            try look()
            cluster.now = min(end, nextLook)
        }
        try cluster.settle()
        if let spec = cluster.object("CronJob", Self.cronJob)?["spec"] {
            #expect(spec["startingDeadlineSeconds"]?.int64 == Self.usual, "seed \(seed)")
        }
        return writes
    }
}
