import KubernetesAPI

/// Adds to conditions what only their past can say.
enum ConditionHistory {
    /// The conditions of these facts, each transition dated once.
    ///
    /// Conditions of other types belong to somebody else and are not among them: whoever applies a condition owns it.
    static func conditions(
        _ facts: [ConditionFacts],
        after stored: [JSONValue],
        generation: Int64?,
        now: Int64
    ) -> [JSONValue] {
        facts.map { fact in
            condition(fact, before: stored.first { $0["type"]?.string == fact.type }, generation: generation, now: now)
        }
    }

    private static func condition(
        _ fact: ConditionFacts,
        before: JSONValue?,
        generation: Int64?,
        now: Int64
    ) -> JSONValue {
        let status = fact.isTrue ? "True" : "False"
        let isSame = before?["status"]?.string == status
        let since = isSame ? before?["lastTransitionTime"]?.string : nil
        var members: [(String, JSONValue)] = [
            ("type", .string(fact.type)), ("status", .string(status)), ("reason", .string(fact.reason)),
            ("message", .string(fact.message)),
            ("lastTransitionTime", .string(since ?? Timestamp.string(fromUnixSeconds: now))),
        ]
        if let generation { members.append(("observedGeneration", .number(JSONNumber(generation)))) }
        return .object(JSONObject(members: members))
    }
}
