import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The scripts of a namespace: one ConfigMap, which belongs to everybody who uses it.
@Suite struct SharedScriptsTests {
    private static let repository: JSONValue = ["repository": "repo"]
    private static let spec: JSONValue = ["repository": repository, "trigger": ["schedule": "0 2 * * *"]]

    private static func cluster(_ names: [String] = ["a"]) throws -> SimulatedCluster {
        var cluster = SimulatedCluster()
        for name in names { cluster.submit(name, spec) }
        try cluster.settle()
        return cluster
    }

    private static func scripts(in cluster: SimulatedCluster) -> JSONValue? {
        cluster.object("ConfigMap", ScriptsConfigMap.name)
    }

    private static func owners(in cluster: SimulatedCluster) -> [String] {
        SharedScripts.owners(of: scripts(in: cluster)).map(\.name).sorted()
    }

    private static func kinds(_ plan: Plan) -> [String] {
        plan.actions.compactMap { action in
            switch action {
            case .apply(let object): object["kind"]?.string
            case .delete(let kind, let name, _): "delete \(kind.rawValue) \(name)"
            default: nil
            }
        }
    }

    @Test("They are there, and have an owner, before anything names them")
    func order() {
        var cluster = SimulatedCluster()
        cluster.submit("a", Self.spec)
        #expect(Self.kinds(cluster.plan("a")) == ["ConfigMap", "ServiceAccount", "CronJob"])
        var manual = SimulatedCluster()
        manual.submit("a", ["repository": Self.repository, "trigger": ["manual": "x"]])
        #expect(Self.kinds(manual.plan("a")) == ["ConfigMap", "ServiceAccount", "Job"])
    }

    @Test("They cannot be edited, and their name says what is in them")
    func content() throws {
        let configMap = try #require(Self.scripts(in: Self.cluster()))
        #expect(configMap["immutable"] == true)
        #expect(configMap["data"]?["maintain.sh"]?.string?.hasPrefix("#!/bin/sh") == true)
        #expect(configMap["metadata"]?["labels"]?[ManagedLabels.maintenance] == "true")
        #expect(configMap["metadata"]?["labels"]?[ManagedLabels.maintenanceName] == nil, "they are nobody's alone")
        #expect(configMap["metadata"]?["name"]?.string == "kopia-maintenance-\(ScriptsConfigMap.digest.prefix(16))")
    }

    @Test(
        "Only what a controller made is taken for those of another release",
        arguments: [
            ("kopia-maintenance-0123456789abcdef", true, true), ("kopia-maintenance-0123456789abcdef", false, false),
            ("kopia-maintenance-ca", true, false), ("kopia-maintenance-settings-for-us", true, false),
            ("other-0123456789abcdef", true, false), ("0123456789abcdef", true, false),
        ]
    )
    func made(name: String, isApplied: Bool, isMade: Bool) {
        let annotations: JSONValue = isApplied ? ["volsync.backube/applied-hash": "x"] : [:]
        let metadata: JSONValue = ["name": .string(name), "annotations": annotations]
        #expect(ScriptsConfigMap.isMade(["metadata": metadata]) == isMade)
    }

    @Test("All who use them own them, and none controls them")
    func owners() throws {
        var cluster = try Self.cluster(["a", "b", "c"])
        #expect(Self.owners(in: cluster) == ["a", "b", "c"])
        let references = Self.scripts(in: cluster)?["metadata"]?["ownerReferences"]?.array ?? []
        #expect(references.allSatisfy { $0["controller"] == nil && $0["blockOwnerDeletion"] == nil })
        for name in ["a", "b"] { cluster.delete(name) }
        try cluster.settle()
        #expect(Self.owners(in: cluster) == ["c"])
        cluster.delete("c")
        try cluster.settle()
        #expect(cluster.all("ConfigMap").isEmpty, "they go with the last")
    }

    @Test("One write makes owners of all that are there")
    func oneWrite() {
        var cluster = SimulatedCluster()
        for name in ["a", "b", "c"] { cluster.submit(name, Self.spec) }
        cluster.reconcile("a")
        #expect(Self.owners(in: cluster) == ["a", "b", "c"])
        #expect(Self.kinds(cluster.plan("b")) == ["ServiceAccount", "CronJob"])
    }

    @Test("A write that knows of fewer owners than there are by then is refused, and the next look makes none")
    func conflict() throws {
        var cluster = try Self.cluster(["a"])
        cluster.submit("b", Self.spec)
        let late = cluster.plan("b").actions
        cluster.submit("c", Self.spec)
        cluster.reconcile("c")
        #expect(Self.owners(in: cluster) == ["a", "b", "c"])
        let isTaken = cluster.perform(late, for: "b")
        #expect(!isTaken)
        #expect(Self.owners(in: cluster) == ["a", "b", "c"])
        #expect(Self.kinds(cluster.plan("b")) == ["ServiceAccount", "CronJob"])
    }

    @Test("In a large namespace some own them for all, and others follow when those have gone")
    func someForAll() throws {
        let names = (0..<SharedScripts.mostOwners + 3).map { "object-\($0)" }
        var cluster = try Self.cluster(names)
        let first = Self.owners(in: cluster)
        #expect(first.count == SharedScripts.mostOwners)
        for name in first { cluster.delete(name) }
        try cluster.settle()
        #expect(Self.owners(in: cluster) == names.filter { !first.contains($0) }.sorted())
    }

    @Test("Deleted, they are made again, also for an object that its user has broken since")
    func deleted() throws {
        for broken in [Self.spec, Self.spec.setting("never", at: "trigger", "schedule")] {
            var cluster = try Self.cluster()
            cluster.submit("a", broken)
            try cluster.settle()
            let uid = Self.scripts(in: cluster)?["metadata"]?["uid"]?.string ?? ""
            cluster.perform(.delete(kind: .configMap, name: ScriptsConfigMap.name, uid: uid), for: "a")
            #expect(Self.kinds(cluster.plan("a")) == ["ConfigMap"])
        }
    }

    @Test(
        "Somebody else's under that name are replaced, whatever they have",
        arguments: [
            { $0.setting(["maintain.sh": "#!/bin/sh"], at: "data") },
            { $0.setting("exit 0", at: "data", "extra.sh") },
            { $0.setting(["extra.sh": "ZXhpdCAw"], at: "binaryData") },
            { $0.setting(nil, at: "data") },
        ] as [@Sendable (JSONValue) -> JSONValue]
    )
    func replaced(change: @Sendable (JSONValue) -> JSONValue) throws {
        var cluster = try Self.cluster()
        let ours = try #require(Self.scripts(in: cluster))
        cluster.store("ConfigMap", change(ours))
        #expect(Self.kinds(cluster.plan("a")) == ["delete ConfigMap \(ScriptsConfigMap.name)", "ConfigMap"])
        try cluster.settle()
        #expect(Self.scripts(in: cluster)?["data"] == ours["data"])
        #expect(Self.scripts(in: cluster)?["binaryData"] == nil)
    }

    @Test("Those that can be edited are made such that they cannot")
    func immutable() throws {
        var cluster = try Self.cluster()
        let ours = try #require(Self.scripts(in: cluster))
        cluster.store("ConfigMap", ours.setting(false, at: "immutable"))
        try cluster.settle()
        #expect(Self.scripts(in: cluster)?["immutable"] == true)
    }

    @Test("What is kept of them is small, and yet is seen to be as wished")
    func abbreviated() throws {
        var cluster = try Self.cluster()
        let whole = try #require(Self.scripts(in: cluster))
        #expect(whole.withShortTexts.jsonBytes.count * 10 < whole.jsonBytes.count)
        cluster.store("ConfigMap", whole.withShortTexts)
        #expect(cluster.plan("a").actions.isEmpty)
    }

    @Test("An object that starts nothing needs none")
    func idle() throws {
        for fields in [["enabled": false], ["trigger": ["manual": ""]], ["suspend": true, "trigger": ["manual": "x"]]]
            as [JSONValue]
        {
            var cluster = SimulatedCluster()
            let spec = (fields.object?.members ?? []).reduce(Self.spec) { $0.setting($1.value, at: $1.name) }
            cluster.submit("a", spec)
            try cluster.settle()
            #expect(cluster.all("ConfigMap").isEmpty, "\(fields.jsonText)")
        }
    }

    @Test("Those of another release stay for the runs that began with them, and go with the last")
    func otherRelease() throws {
        var cluster = try Self.cluster()
        let name = "kopia-maintenance-0123456789abcdef"
        let ours = try #require(Self.scripts(in: cluster))
        cluster.store(
            "ConfigMap",
            ours.setting(.string(name), at: "metadata", "name").setting(nil, at: "metadata", "uid")
        )
        let cronJob = OwnedNames(namespace: "ns", name: "a").cronJob
        cluster.fire(cronJob)
        let job = try #require(cluster.all("Job").first)
        let volumes: JSONValue = [["name": "maintenance-scripts", "configMap": ["name": .string(name)]]]
        cluster.store("Job", job.setting(volumes, at: "spec", "template", "spec", "volumes"))
        try cluster.settle()
        #expect(cluster.object("ConfigMap", name) != nil)
        cluster.finish(job["metadata"]?["name"]?.string ?? "", success: true)
        try cluster.settle()
        #expect(cluster.object("ConfigMap", name) != nil, "the Job is there")
        for _ in 0..<5 {
            cluster.fire(cronJob)
            let next = cluster.all("Job").last { ObservedJob($0).isUnfinished }
            cluster.finish(next?["metadata"]?["name"]?.string ?? "", success: true)
            cluster.cleanUp(cronJob)
            try cluster.settle()
        }
        #expect(cluster.object("ConfigMap", name) == nil)
        #expect(Self.scripts(in: cluster) == ours)
    }
}
