package import KubernetesAPI

/// Decides about the claim of the cache: it is made, it may grow, and nothing else about it ever changes.
package struct CacheClaimPlan {
    private let observation: Observation
    private let object: KopiaMaintenance

    package init(_ observation: Observation, _ object: KopiaMaintenance) {
        self.observation = observation
        self.object = object
    }

    func actions(for desired: JSONValue) -> [Action] {
        guard let existing = observation.cacheClaim else {
            return DesiredState.actions(for: desired, onto: nil)
        }
        guard Ownership(of: existing, by: object) != .foreign, let metadata = existing.living,
            let wanted = Self.storage(of: desired), let size = Self.size(of: desired),
            let present = Self.size(of: existing),
            present < size, observation.growthRefusal == nil
        else { return [] }
        return [.grow(claim: metadata.name ?? "", uid: metadata.uid ?? "", storage: wanted)]
    }

    /// What the user should hear of a claim that is not as the spec wants it.
    package func complaint(about desired: JSONValue) -> (reason: String, message: String)? {
        guard let existing = observation.cacheClaim else { return nil }
        if Ownership(of: existing, by: object) == .foreign {
            return ("CacheClaimForeign", "the claim for the cache belongs to somebody else and is used as it is")
        }
        guard let wanted = Self.size(of: desired), let present = Self.size(of: existing) else { return nil }
        if wanted < present {
            return ("CacheClaimKept", "the claim for the cache keeps its size: a claim cannot shrink")
        }
        guard present < wanted, let refusal = observation.growthRefusal else { return nil }
        return ("CacheClaimKept", "the claim for the cache keeps its size: \(refusal)")
    }

    private static func storage(of claim: JSONValue) -> JSONValue? {
        claim["spec"]?["resources"]?["requests"]?["storage"]
    }

    private static func size(of claim: JSONValue) -> Quantity? {
        storage(of: claim)?.quantityText.flatMap { Quantity($0) }
    }
}
