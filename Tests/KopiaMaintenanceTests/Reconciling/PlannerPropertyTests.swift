import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// What holds in every world that planning can get into, tried on long random lives.
@Suite struct PlannerPropertyTests {
    /// The seeds of one property: few, or as many as `KM_PLANNER_SEEDS` says.
    private static func seeds(_ first: UInt64, _ usual: UInt64) -> ClosedRange<UInt64> {
        let wanted = ProcessInfo.processInfo.environment["KM_PLANNER_SEEDS"].flatMap(UInt64.init)
        return first...first + max(wanted ?? usual, 1) - 1
    }

    private static let names = ["a", "b", "c"]
    private static let secrets = ["repo", "other"]

    private static let specs: [JSONValue] = [
        ["trigger": ["schedule": "0 2 * * *"]], ["trigger": ["schedule": "@every 2h"]], ["trigger": ["manual": "x"]],
        ["trigger": ["manual": "y"]], ["trigger": ["manual": ""]], ["enabled": false], ["suspend": true],
        ["trigger": ["manual": "x"], "suspend": true], ["cacheCapacity": "5Gi"], ["cacheCapacity": "8Gi"],
        ["successfulJobsHistoryLimit": 0, "failedJobsHistoryLimit": 0, "trigger": ["manual": "z"]],
        ["successfulJobsHistoryLimit": 0, "failedJobsHistoryLimit": 0], ["ttlSecondsAfterFinished": 0],
        ["trigger": ["schedule": "never"]],
    ]

    private static let formerScripts = ["kopia-maintenance-0123456789abcdef", "kopia-maintenance-fedcba9876543210"]

    /// One step of a random life; what users, time and failures do.
    private static func step(_ cluster: inout SimulatedCluster, _ random: inout SeededGenerator) {
        let name = names.randomElement(using: &random) ?? "a"
        let secret = secrets.randomElement(using: &random) ?? "repo"
        let jobs = cluster.all("Job").compactMap { $0["metadata"]?["name"]?.string }
        switch Int.random(in: 0..<17, using: &random) {
        case 0, 1:
            let spec = specs.randomElement(using: &random) ?? [:]
            cluster.submit(name, spec.setting(["repository": .string(secret)], at: "repository"))
        case 2: cluster.annotate(name, APINames.resetFailuresAnnotation, "true")
        case 3: if Int.random(in: 0..<3, using: &random) == 0 { cluster.delete(name) }
        case 4, 5, 6: cluster.fire(OwnedNames(namespace: "ns", name: name).cronJob)
        case 7, 8: if let job = jobs.randomElement(using: &random) { cluster.finish(job, success: true) }
        case 9: if let job = jobs.randomElement(using: &random) { cluster.finish(job, success: false) }
        case 10: cluster.cleanUp(OwnedNames(namespace: "ns", name: name).cronJob, conflict: .random(using: &random))
        case 11: loseScripts(&cluster, &random)
        case 12: cluster.present.formSymmetricDifference([.secret(secret)])
        case 13:
            let tag: JSONValue? = ["p", "q", nil].randomElement(using: &random) ?? nil
            cluster.annotate(name, APINames.runRequestedAnnotation, tag)
        case 14, 15: recallRelease(&cluster, &random)
        default: cluster.now += 3600
        }
    }

    /// Somebody deletes the scripts, or has put others in their place.
    private static func loseScripts(_ cluster: inout SimulatedCluster, _ random: inout SeededGenerator) {
        guard let scripts = cluster.object("ConfigMap", ScriptsConfigMap.name) else { return }
        guard Bool.random(using: &random) else {
            let isImmutable = JSONValue.bool(.random(using: &random))
            let others = scripts.setting(["maintain.sh": "exit 0"], at: "data").setting(isImmutable, at: "immutable")
            return cluster.store("ConfigMap", others)
        }
        let uid = scripts["metadata"]?["uid"]?.string ?? ""
        cluster.perform(.delete(kind: .configMap, name: ScriptsConfigMap.name, uid: uid), for: "a")
    }

    /// Scripts of a release before are there, for a CronJob and a Job that name them; or somebody clears away finished Jobs
    /// that do.
    private static func recallRelease(_ cluster: inout SimulatedCluster, _ random: inout SeededGenerator) {
        let name = formerScripts.randomElement(using: &random) ?? ""
        guard Bool.random(using: &random) else {
            let cleared = cluster.all("Job").filter { $0.scripts == [name] }.map { ObservedJob($0) }
            for job in cleared where !job.isUnfinished {
                cluster.perform(.delete(kind: .job, name: job.name, uid: job.uid), for: "a")
            }
            return
        }
        let users = ["CronJob", "Job"].compactMap { kind -> (kind: String, name: String)? in
            guard Bool.random(using: &random) else { return nil }
            let names = cluster.all(kind).compactMap { $0["metadata"]?["name"]?.string }
            return names.randomElement(using: &random).map { (kind, $0) }
        }
        cluster.recall(scripts: name, mountedBy: users)
    }

    @Test("Never do two Jobs run on one repository, wherever a crash falls", arguments: seeds(1, 10))
    func exclusion(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var cluster = SimulatedCluster()
        for _ in 0..<300 {
            Self.step(&cluster, &random)
            if let name = Self.names.randomElement(using: &random), Bool.random(using: &random) {
                cluster.reconcile(name, upTo: Int.random(in: 0...4, using: &random))
            }
            for secret in Self.secrets {
                let running = cluster.running(on: secret).map(\.name)
                #expect(running.count <= 1, "\(running) on \(secret), seed \(seed)")
            }
        }
    }

    @Test(
        "A world left alone comes to rest, and then no plan has anything to do",
        arguments: seeds(1000, 6)
    )
    func convergence(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var cluster = SimulatedCluster()
        for _ in 0..<60 {
            for _ in 0..<5 { Self.step(&cluster, &random) }
            try cluster.settle()
        }
    }

    @Test(
        "A crash after any action, then one more look, ends in the same world",
        arguments: seeds(80, 6)
    )
    func crashes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var cluster = SimulatedCluster()
        for _ in 0..<60 {
            Self.step(&cluster, &random)
            guard let name = Self.names.randomElement(using: &random) else { continue }
            let count = cluster.plan(name).actions.count
            var whole = cluster
            try Self.finishAll(&whole)
            for stop in 0..<count {
                var crashed = cluster
                crashed.reconcile(name, upTo: stop)
                try Self.finishAll(&crashed)
                #expect(Self.fingerprint(crashed) == Self.fingerprint(whole), "seed \(seed), after \(stop) actions")
            }
            cluster.reconcile(name)
        }
    }

    @Test(
        "Two who act at once on what both saw end in the world of one after the other",
        arguments: seeds(400, 3)
    )
    func writers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var cluster = SimulatedCluster()
        for _ in 0..<60 {
            Self.step(&cluster, &random)
            let pair = Array(Self.names.shuffled(using: &random).prefix(2))
            // Those of one repository take turns.
            guard Set(pair.map { cluster.maintenance($0).spec.repository.secretName }).count == 2 else { continue }
            var whole = cluster
            try Self.finishAll(&whole)
            let (first, second) = (cluster.plan(pair[0]).actions, cluster.plan(pair[1]).actions)
            for stop in 0...first.count {
                var both = cluster
                both.perform(first.prefix(stop), for: pair[0])
                both.perform(second, for: pair[1])
                both.perform(first.dropFirst(stop), for: pair[0])
                try Self.finishAll(&both)
                #expect(Self.fingerprint(both) == Self.fingerprint(whole), "seed \(seed), after \(stop) actions")
            }
            for name in pair { cluster.reconcile(name) }
        }
    }

    @Test("Deletion always ends with the object gone", arguments: seeds(2000, 10))
    func deletion(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var cluster = SimulatedCluster()
        for _ in 0..<50 { Self.step(&cluster, &random) }
        for name in Self.names { cluster.delete(name) }
        try cluster.settle()
        #expect(cluster.all("KopiaMaintenance").isEmpty)
        #expect(cluster.all("CronJob").isEmpty)
        #expect(cluster.all("ConfigMap").isEmpty)
    }

    /// Lets every run that begins succeed, until there is nothing to do: in which order they take turns may differ.
    private static func finishAll(_ cluster: inout SimulatedCluster) throws {
        try cluster.settle()
        // No slot begins any more: what was requested may.
        cluster.now += 10
        try cluster.settle()
        while let job = secrets.flatMap({ cluster.running(on: $0) }).first {
            cluster.finish(job.name, success: true)
            try cluster.settle()
        }
    }

    /// The world without what depends on when and in which order it was reached: UIDs and times.
    private static func fingerprint(_ cluster: SimulatedCluster) -> [String] {
        cluster.all("KopiaMaintenance").map(KopiaMaintenance.init).map { object in
            let status = MaintenanceStatus(of: object)
            let conditions = status.conditions.map { "\($0["type"]?.string ?? "")=\($0["status"]?.string ?? "")" }
            return "\(object.metadata.name ?? "") \(status.maintenanceFailures) \(status.lastManualSync ?? "-") "
                + "\(status.lastManualFailure ?? "-") \(status.lastRequestedRun?.tag ?? "-") \(conditions.joined(separator: ","))"
        } + cluster.all("CronJob").map { "\($0["metadata"]?["name"]?.string ?? "") \($0["spec"]?.jsonText ?? "")" }
            + cluster.all("Job").map {
                "\($0["metadata"]?["name"]?.string ?? "") \($0["spec"]?["suspend"]?.jsonText ?? "")"
            }
            + cluster.all("ConfigMap").map(\.withShortTexts).map { configMap in
                "\(configMap["metadata"]?["name"]?.string ?? "") \(configMap["immutable"]?.jsonText ?? "") "
                    + "\(configMap["data"]?.jsonText ?? "") "
                    + SharedScripts.owners(of: configMap).map(\.name).sorted().joined(separator: ",")
            }
    }
}
