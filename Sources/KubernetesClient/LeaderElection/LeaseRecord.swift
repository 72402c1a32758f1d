package import KubernetesAPI

/// What a Lease says (`coordination.k8s.io/v1` LeaseSpec), as a view on the object.
package struct LeaseRecord: Hashable, Sendable {
    /// The whole Lease, as it was read.
    package let json: JSONValue

    /// A view on that Lease.
    package init(_ json: JSONValue) { self.json = json }

    /// Who leads; empty if nobody does.
    package var holder: String { json["spec"]?["holderIdentity"]?.string ?? "" }

    /// How long the holder may be silent; nil if the Lease does not say.
    package var duration: Duration? {
        guard let seconds = json["spec"]?["leaseDurationSeconds"]?.int64, seconds > 0 else { return nil }
        return .seconds(seconds)
    }

    /// How often leadership has changed hands.
    package var transitions: Int64 { json["spec"]?["leaseTransitions"]?.int64 ?? 0 }

    /// True if the other says the same; labels and the like do not count as a sign of life.
    package func saysTheSame(as other: LeaseRecord) -> Bool { json["spec"] == other.json["spec"] }
}

extension LeaseRecord {
    /// The Lease with which its reader renews or takes over leadership.
    ///
    /// It keeps the resource version, so that it is a
    /// conflict if somebody else was faster.
    func held(by identity: String, for duration: Duration, at now: WallTime) -> JSONValue {
        var spec = json["spec"]?.object ?? JSONObject()
        let isRenewal = holder == identity
        spec["holderIdentity"] = .string(identity)
        spec["leaseDurationSeconds"] = .number(JSONNumber(duration.components.seconds))
        spec["renewTime"] = .string(now.microTime)
        if !isRenewal || spec["acquireTime"] == nil { spec["acquireTime"] = .string(now.microTime) }
        let next = transitions.addingReportingOverflow(isRenewal ? 0 : 1).partialValue
        // The field has 32 bits.
        spec["leaseTransitions"] = .number(JSONNumber(Int64(Int32(clamping: next))))
        return with(spec)
    }

    /// The Lease with which its holder gives leadership up: nobody holds it, and it ends in a second.
    func released(at now: WallTime) -> JSONValue {
        var spec = json["spec"]?.object ?? JSONObject()
        spec["holderIdentity"] = ""
        spec["leaseDurationSeconds"] = 1
        spec["renewTime"] = .string(now.microTime)
        return with(spec)
    }

    /// A Lease that does not exist yet, held.
    static func new(_ key: ObjectKey, heldBy identity: String, for duration: Duration, at now: WallTime) -> JSONValue {
        let empty = LeaseRecord([
            "apiVersion": .string(APIResource.leases.apiVersion), "kind": .string(APIResource.leases.kind),
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)],
            "spec": ["holderIdentity": .string(identity)],
        ])
        return empty.held(by: identity, for: duration, at: now)
    }

    private func with(_ spec: JSONObject) -> JSONValue {
        guard case .object(var object) = json.withoutManagedFields else { return json }
        object["spec"] = .object(spec)
        return .object(object)
    }
}
