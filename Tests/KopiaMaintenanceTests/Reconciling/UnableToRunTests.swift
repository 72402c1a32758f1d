import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// An object whose waiting Job it cannot let go must not keep others from the repository.
@Suite struct UnableToRunTests {
    private static let other = OwnedNames(namespace: "ns", name: "other")

    /// A way to become unable, and its end.
    struct Misfortune: CustomTestStringConvertible {
        let testDescription: String
        let befall: @Sendable (inout SimulatedCluster) -> Void
        let mend: @Sendable (inout SimulatedCluster) -> Void
    }

    static let misfortunes = [
        Misfortune(testDescription: "its claim is gone") { cluster in
            cluster.present.remove(.claim("cache"))
        } mend: { cluster in
            cluster.present.insert(.claim("cache"))
        },
        Misfortune(testDescription: "it became invalid") { cluster in
            submit(["trigger": ["schedule": "61 * * * *"]], to: &cluster)
        } mend: { cluster in
            submit(schedule, to: &cluster)
        },
    ]

    private static let schedule: JSONValue = ["trigger": ["schedule": "0 2 * * *"]]

    private static func submit(_ spec: JSONValue, to cluster: inout SimulatedCluster) {
        let cached = spec.setting("cache", at: "cachePVC")
        cluster.submit("km", cached.setting("repo", at: "repository", "repository"))
    }

    /// Two objects on one repository, on which a run of the other is under way.
    private static func busy() throws -> (cluster: SimulatedCluster, running: String) {
        var cluster = SimulatedCluster()
        cluster.present.insert(.claim("cache"))
        submit(schedule, to: &cluster)
        cluster.submit("other", ["repository": ["repository": "repo"], "trigger": ["schedule": "0 3 * * *"]])
        try cluster.settle()
        cluster.fire(other.cronJob)
        try cluster.settle()
        return (cluster, try #require(cluster.running(on: "repo").first?.name))
    }

    @Test("leaves its turn to others, and has its run once it is able again", arguments: misfortunes)
    func requested(misfortune: Misfortune) throws {
        var (cluster, running) = try Self.busy()
        cluster.annotate("km", APINames.runRequestedAnnotation, "one")
        try cluster.settle()
        let waiting = OwnedNames(namespace: "ns", name: "km").requestedJob(tag: "one")
        #expect(cluster.object("Job", waiting) != nil)

        misfortune.befall(&cluster)
        try cluster.settle()
        #expect(cluster.object("Job", waiting) == nil)
        cluster.finish(running, success: true)
        cluster.annotate("other", APINames.runRequestedAnnotation, "two")
        try cluster.settle()
        cluster.now += 10
        try cluster.settle()
        let second = Self.other.requestedJob(tag: "two")
        #expect(cluster.running(on: "repo").map(\.name) == [second])

        misfortune.mend(&cluster)
        try cluster.settle()
        cluster.finish(second, success: true)
        cluster.now += 10
        try cluster.settle()
        #expect(cluster.running(on: "repo").map(\.name) == [waiting])
    }

    @Test("leaves the turn of its schedule to others", arguments: misfortunes)
    func scheduled(misfortune: Misfortune) throws {
        var (cluster, running) = try Self.busy()
        cluster.fire(OwnedNames(namespace: "ns", name: "km").cronJob)
        try cluster.settle()
        #expect(cluster.all("Job").count == 2)

        misfortune.befall(&cluster)
        try cluster.settle()
        cluster.finish(running, success: true)
        try cluster.settle()
        cluster.fire(Self.other.cronJob)
        try cluster.settle()
        #expect(cluster.running(on: "repo").map { $0.metadata.label(ManagedLabels.maintenanceName) } == ["other"])
    }

    @Test("keeps its turn while the repository's Secret is replaced, which nobody can run without")
    func secretReplaced() throws {
        var (cluster, running) = try Self.busy()
        cluster.fire(OwnedNames(namespace: "ns", name: "km").cronJob)
        try cluster.settle()
        let jobs = cluster.all("Job").map { $0["metadata"]?["uid"] }
        cluster.present.remove(.secret("repo"))
        try cluster.settle()
        #expect(cluster.all("Job").map { $0["metadata"]?["uid"] } == jobs)
        cluster.present.insert(.secret("repo"))
        cluster.finish(running, success: true)
        try cluster.settle()
        #expect(cluster.running(on: "repo").count == 1)
    }
}
