import KubernetesAPI

/// The conditions of an object, and what of them is news.
struct ConditionReport {
    private let basis: PlanBasis
    private let situation: Situation

    /// All conditions, in the order in which they are written.
    let facts: [ConditionFacts]

    /// The report on an object.
    ///
    /// - Parameters:
    ///   - basis: what is observed.
    ///   - situation: what was decided.
    ///   - failures: failed runs since the last success.
    init(_ basis: PlanBasis, _ situation: Situation, failures: FailureRow) {
        self.basis = basis
        self.situation = situation
        facts =
            situation.conditions + [failures.condition, Self.sharing(basis), Self.cache(basis)]
    }

    /// Events for conditions that turned since the last look.
    var announcements: [Event] {
        let old = MaintenanceStatus(of: basis.object)
        return facts.compactMap { fact in
            guard old.condition(fact.type)?["reason"]?.string != fact.reason else { return nil }
            return isNewsworthy(fact) ? .warning(fact.reason, fact.message) : nil
        }
    }

    private func isNewsworthy(_ fact: ConditionFacts) -> Bool {
        switch fact.type {
        case "Error": fact.isTrue && situation.announcesItself
        case "RepositoryShared": fact.isTrue
        case "CacheAsRequested": !fact.isTrue
        default: false
        }
    }
}

extension ConditionReport {
    /// Two schedules on one repository work, for their runs take turns; but one of them is hardly meant.
    private static func sharing(_ basis: PlanBasis) -> ConditionFacts {
        let neighbours = basis.object.spec.effectiveSchedule == nil ? [] : basis.observation.neighbours
        let others = neighbours.filter(\.isScheduled).compactMap(\.object.metadata.name).sorted()
        return ConditionFacts(
            type: "RepositoryShared",
            isTrue: !others.isEmpty,
            reason: others.isEmpty ? "OnlySchedule" : "OtherSchedules",
            message: others.isEmpty
                ? "" : "also maintained on a schedule by \(others.joined(separator: ", ")): keep one of them"
        )
    }

    /// A claim that cannot become what the spec wants is used as it is.
    private static func cache(_ basis: PlanBasis) -> ConditionFacts {
        let claim = basis.rendering.cacheClaim
        let complaint = claim.flatMap { CacheClaimPlan(basis.observation, basis.object).complaint(about: $0) }
        return ConditionFacts(
            type: "CacheAsRequested",
            isTrue: complaint == nil,
            reason: complaint?.reason ?? "AsRequested",
            message: complaint?.message ?? ""
        )
    }
}

extension Situation {
    /// False where the account of runs has said it already.
    fileprivate var announcesItself: Bool {
        if case .manualFailed = self { false } else { true }
    }
}
