import KubernetesAPI

/// The account and the claim that runs use.
struct RunSupport {
    /// What makes them as they are to be.
    private(set) var actions: [Action] = []

    /// The situation, if somebody else has the name of one.
    private(set) var taken: Situation?

    /// The support for the runs of the object.
    init(_ basis: PlanBasis) {
        if let account = basis.rendering.serviceAccount {
            let existing = basis.observation.serviceAccount
            if let existing, Ownership(of: existing, by: basis.object) == .foreign {
                taken = .foreign(kind: .serviceAccount, name: ObjectMetadata(existing["metadata"]).name ?? "")
            } else {
                actions += DesiredState.actions(for: account, onto: existing)
            }
        }
        if let claim = basis.rendering.cacheClaim {
            actions += CacheClaimPlan(basis.observation, basis.object).actions(for: claim)
        }
    }
}
