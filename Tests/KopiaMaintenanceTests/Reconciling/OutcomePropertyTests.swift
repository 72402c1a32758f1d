import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// No outcome of a run is lost and none is counted twice, whatever is deleted by whom, and whenever the controller looks.
@Suite struct OutcomePropertyTests {
    /// Few, or as many as `KM_PLANNER_SEEDS` says.
    private static let seeds: Range<UInt64> = {
        let wanted = ProcessInfo.processInfo.environment["KM_PLANNER_SEEDS"].flatMap(UInt64.init)
        return 0..<max(wanted ?? 20, 1)
    }()

    private static let name = OwnedNames(namespace: "ns", name: "km").cronJob

    private static func job(of tag: String) -> String {
        OwnedNames(namespace: "ns", name: "km").manualJob(tag: tag)
    }

    private static let keeping: [JSONValue] = [
        ["successfulJobsHistoryLimit": 0, "failedJobsHistoryLimit": 0], ["failedJobsHistoryLimit": 0],
        ["ttlSecondsAfterFinished": 0], ["ttlSecondsAfterFinished": 3600, "successfulJobsHistoryLimit": 2], [:],
    ]

    /// What a person who watches everything would know.
    private struct Ledger {
        var failures: Int64 = 0
        var allFailures = 0
        var lastSuccess: String?
        var outcomes: [String: Bool] = [:]

        mutating func note(_ job: String, success: Bool, at time: Int64) {
            outcomes[job] = success
            failures = success ? 0 : failures + 1
            if success { lastSuccess = Timestamp.string(fromUnixSeconds: time) } else { allFailures += 1 }
        }
    }

    /// One step of a life: runs, the CronJob controller, edits, and a controller that ends in the middle of its work.
    ///
    /// Either runs overlap, as where somebody starts them by hand, or the CronJob controller fails to say when one last
    /// succeeded: of a success that both is not the last to begin and goes unsaid, nobody can know.
    private static func step(
        _ cluster: inout SimulatedCluster,
        _ ledger: inout Ledger,
        _ tag: inout Int,
        overlaps: Bool,
        _ random: inout SeededGenerator
    ) {
        let mayStart = overlaps || cluster.running(on: "repo").isEmpty
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<4 where !mayStart: break
        case 0, 1, 2: cluster.fire(name)
        case 3: cluster.instantiate(name, as: "by-hand-\(cluster.now)")
        case 4, 5, 6:
            guard let job = cluster.running(on: "repo").randomElement(using: &random) else { return }
            let success = Int.random(in: 0..<3, using: &random) == 0
            cluster.finish(job.name, success: success)
            ledger.note(job.name, success: success, at: cluster.now)
        case 7: cluster.cleanUp(name, conflict: !overlaps && Bool.random(using: &random))
        case 8: cluster.now += 1800
        case 9:
            if Bool.random(using: &random) { tag += 1 }
            let trigger: JSONValue =
                Bool.random(using: &random) ? ["manual": .string("\(tag)")] : ["schedule": "0 2 * * *"]
            let fields = keeping.randomElement(using: &random) ?? [:]
            let spec = fields.setting(["repository": "repo"], at: "repository").setting(trigger, at: "trigger")
            // A tag that comes back after another is asked for anew; here each is asked for once.
            if trigger["manual"] == nil || ledger.outcomes[job(of: "\(tag)")] == nil { cluster.submit("km", spec) }
        default: cluster.reconcile("km", upTo: Int.random(in: 0...8, using: &random))
        }
    }

    @Test("Every end of a run is in the status once, at any limit, wherever a crash falls", arguments: seeds)
    func everyOutcome(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var cluster = SimulatedCluster()
        var (ledger, tag) = (Ledger(), 0)
        cluster.submit("km", ["repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"]])
        try cluster.settle()
        for _ in 0..<150 { Self.step(&cluster, &ledger, &tag, overlaps: seed.isMultiple(of: 2), &random) }
        try cluster.settle()
        let status = MaintenanceStatus(of: cluster.maintenance("km"))
        #expect(status.maintenanceFailures == ledger.failures)
        #expect(status.lastMaintenanceTime == ledger.lastSuccess)
        #expect(cluster.events.count { $0.reason.hasSuffix("MaintenanceFailed") } >= ledger.allFailures)
        if let tag = cluster.maintenance("km").spec.trigger.manual,
            let success = ledger.outcomes[Self.job(of: tag)]
        {
            #expect((success ? status.lastManualSync : status.lastManualFailure) == tag)
            let running = cluster.running(on: "repo").map(\.name)
            #expect(!running.contains(Self.job(of: tag)), "a tag that has had its run is not run again")
        }
    }

    @Test("In whatever order the ends of runs and what the CronJob says of them are seen, the account is the same")
    func anyOrder() throws {
        var cluster = SimulatedCluster()
        cluster.submit("km", ["repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"]])
        try cluster.settle()
        for success in [false, true, false] {
            cluster.fire(Self.name)
            cluster.finish(try #require(cluster.running(on: "repo").first?.name), success: success)
        }
        var told = cluster
        told.cleanUp(Self.name)
        let cronJob = try #require(told.object("CronJob", Self.name))
        let jobs = cluster.all("Job")
        let sights = jobs.map { ("Job", $0) } + [("CronJob", cronJob)]
        for order in Self.permutations(sights.count) {
            var seen = cluster
            for job in jobs { seen.store("Job", job.setting(nil, at: "status")) }
            for index in order {
                seen.store(sights[index].0, sights[index].1)
                try seen.settle()
            }
            let status = MaintenanceStatus(of: seen.maintenance("km"))
            #expect(status.maintenanceFailures == 1, "\(order)")
            #expect(status.lastMaintenanceTime == cronJob["status"]?["lastSuccessfulTime"]?.string, "\(order)")
        }
    }

    private static func permutations(_ count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return permutations(count - 1).flatMap { shorter in
            (0...shorter.count).map { place in Array(shorter[..<place]) + [count - 1] + Array(shorter[place...]) }
        }
    }
}
