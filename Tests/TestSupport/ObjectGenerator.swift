package import KubernetesAPI

/// Makes KopiaMaintenance objects of every sort: valid ones, ones with a mistake or several, and ones of the wrong type.
///
/// Every field of the shapes occurs, alone and beside others, with values that users write and values at the borders of
/// the rules. What would harm an API server that is asked about it is left out (``Trap``).
package struct ObjectGenerator {
    private var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// How an object is made; of ten objects about that many.
    private enum Manner: Int, CaseIterable {
        /// With care: most of these are valid.
        case careful = 4
        /// With care, but for one slip.
        case slipping = 3
        /// Carelessly, one field or two, so that their mistakes are judged alone.
        case focused = 2
        /// Carelessly altogether.
        case careless = 1
    }

    /// The next object; `wellTyped` leaves out values of a wrong JSON type, which the API server would refuse unseen.
    package mutating func next(wellTyped: Bool = false) -> JSONValue {
        var draw = Draw(random: random)
        let manner = Manner.allCases.flatMap { Array(repeating: $0, count: $0.rawValue) }
            .randomElement(using: &draw.random)
        var slips = 0
        var spec: JSONValue
        switch manner {
        case .careful, nil: spec = draw.spec()
        case .slipping:
            spec = draw.spec()
            slips = 1
        case .focused:
            draw.carelessness = draw.number(in: 10...60)
            spec = draw.spec(ofFields: draw.number(in: 1...2))
        case .careless:
            draw.carelessness = draw.number(in: 5...40)
            spec = draw.spec()
            slips = draw.number(in: 0...3)
        }
        let metadata = draw.metadata()
        var mutation = Mutation(draw, keepsTypes: wellTyped)
        for _ in 0..<slips { spec = mutation.changing(spec) }
        random = mutation.random
        return .kopiaMaintenance(spec, metadata: metadata)
    }
}

// MARK: - The whole

extension Draw {
    fileprivate mutating func metadata() -> JSONValue {
        let name = Names.ofObjects.randomElement(using: &random) ?? "generated"
        return ["name": .string(oneIn(2) ? name : "generated"), "namespace": "default"]
    }

    /// A spec with few fields, with several, or with all.
    fileprivate mutating func spec() -> JSONValue {
        let rarity = oneIn(40) ? 1 : number(in: 3...16)
        var spec = JSONObject()
        for (name, recipe) in Self.fields where oneIn(rarity) { spec[name] = recipe(&self) }
        // Most objects name their repository, or little else would ever be judged alone.
        if carelessness == 0 || !oneIn(10) {
            spec["repository"] = oneIn(3) ? repository() : ["repository": "prod-backup-config"]
        }
        return .object(spec)
    }

    /// A spec with that many fields beside the repository.
    fileprivate mutating func spec(ofFields count: Int) -> JSONValue {
        var spec = JSONObject(members: [("repository", ["repository": "prod-backup-config"])])
        for (name, recipe) in Self.fields.shuffled(using: &random).prefix(count) { spec[name] = recipe(&self) }
        return .object(spec)
    }

    /// The fields; those that hold much stand twice.
    private static let fields: [(String, @Sendable (inout Draw) -> JSONValue)] = [
        ("repository", { $0.repository() }),
        ("trigger", { $0.trigger() }),
        ("trigger", { $0.trigger() }),
        ("schedule", { .string($0.schedule()) }),
        ("enabled", { $0.flag() }),
        ("suspend", { $0.flag() }),
        ("successfulJobsHistoryLimit", { $0.limit(from: 0) }),
        ("failedJobsHistoryLimit", { $0.limit(from: 0) }),
        ("activeDeadlineSeconds", { $0.limit(from: 600) }),
        ("ttlSecondsAfterFinished", { $0.limit(from: 0) }),
        ("resources", { $0.resources() }),
        ("resources", { $0.resources() }),
        ("serviceAccountName", { $0.name() }),
        ("podSecurityContext", { $0.podSecurityContext() }),
        ("containerSecurityContext", { $0.containerSecurityContext() }),
        ("moverPodLabels", { $0.labels() }),
        ("nodeSelector", { $0.labels() }),
        ("tolerations", { $0.tolerations() }),
        ("affinity", { $0.affinity() }),
        ("affinity", { $0.affinity() }),
        ("cacheCapacity", { $0.quantity() }),
        ("cacheStorageClassName", { $0.name() }),
        ("cacheAccessModes", { $0.accessModes() }),
        ("metadataCacheSizeLimitMB", { $0.limit(from: 0) }),
        ("contentCacheSizeLimitMB", { $0.limit(from: 0) }),
        ("cachePVC", { $0.name() }),
        ("moverVolumes", { $0.moverVolumes() }),
    ]
}
