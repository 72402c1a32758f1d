import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite struct LeaseRecordTests {
    static let now = WallTime(microseconds: 1_767_225_600_000_042)
    static let time: JSONValue = "2026-01-01T00:00:00.000042Z"

    static let stored = LeaseRecord([
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": ["name": "l", "resourceVersion": "7", "labels": ["a": "b"], "managedFields": []],
        "spec": [
            "holderIdentity": "other", "leaseDurationSeconds": 20, "acquireTime": "then", "renewTime": "then",
            "leaseTransitions": 4, "strategy": "kept",
        ],
    ])

    @Test("taking over counts, and keeps what it does not know; the version guards against others")
    func takeover() {
        let expected: JSONValue = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": ["name": "l", "resourceVersion": "7", "labels": ["a": "b"]],
            "spec": [
                "holderIdentity": "me", "leaseDurationSeconds": 15, "acquireTime": Self.time, "renewTime": Self.time,
                "leaseTransitions": 5, "strategy": "kept",
            ],
        ]
        #expect(Self.stored.held(by: "me", for: .seconds(15), at: Self.now) == expected)
    }

    @Test("a renewal changes its time alone")
    func renewal() {
        let spec = Self.stored.held(by: "other", for: .seconds(20), at: Self.now)["spec"]
        #expect(spec?["acquireTime"] == "then")
        #expect(spec?["renewTime"] == Self.time)
        #expect(spec?["leaseTransitions"] == 4)
    }

    @Test("giving it back leaves it to nobody, and short")
    func release() {
        let spec = Self.stored.released(at: Self.now)["spec"]
        #expect(spec?["holderIdentity"] == "")
        #expect(spec?["leaseDurationSeconds"] == 1)
        #expect(LeaseRecord(Self.stored.released(at: Self.now)).holder.isEmpty)
    }

    @Test("a new Lease is held from its beginning, which is no change of hands")
    func new() {
        let key = ObjectKey(namespace: "ns", name: "l")
        let lease = LeaseRecord.new(key, heldBy: "me", for: .seconds(15), at: Self.now)
        #expect(lease["metadata"] == ["name": "l", "namespace": "ns"])
        #expect(LeaseRecord(lease).holder == "me")
        #expect(LeaseRecord(lease).transitions == 0)
        #expect(lease["spec"]?["acquireTime"] == Self.time)
    }

    @Test("a count that cannot go on stays")
    func overflow() {
        let lease = LeaseRecord(["spec": ["holderIdentity": "x", "leaseTransitions": 2_147_483_647]])
        #expect(LeaseRecord(lease.held(by: "me", for: .seconds(1), at: Self.now)).transitions == 2_147_483_647)
    }
}
