package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.resources` (`ValidateContainerResourceRequirements`).
    package static func resources(
        _ resources: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let (limits, requests) = (Demands(resources.entries("limits")), Demands(resources.entries("requests")))
        var asked = (hugePages: false, cpuOrMemory: false)
        for demands in [limits, requests] {
            demands.forEach { demand in
                check(demand, into: &findings)
                if demand.name.hugePageSize != nil { asked.hugePages = true }
                if demand.name.isCPUOrMemory { asked.cpuOrMemory = true }
            }
        }
        if resources.isMap("limits") {
            requests.forEach { request in
                guard request.hasValidName else { return }
                compare(request, with: limits.demand(request.name.text), of: resources, into: &findings)
            }
            // Who wants huge pages says how much of the rest, too.
            if resources.isMap("requests"), asked.hugePages, !asked.cpuOrMemory {
                findings.append(.forbidden(resources.path, "HugePages require cpu or memory"))
            }
        }
        claims(of: resources, on: cluster, into: &findings)
    }

    /// Limits or requests.
    ///
    /// The few that a container has are read once. Thousands are read anew by each who looks at them: kept, each takes
    /// ten times the room that it has in a document.
    private final class Demands {
        private let entries: DecodedField.Entries
        private let few: [Demand]?
        private lazy var byName = Dictionary(
            entries.map { ($0.key, $0.field) },
            uniquingKeysWith: { first, _ in first }
        )

        /// So few are found sooner by looking at each than by hashing.
        private static let fewLimit = 8

        init(_ entries: DecodedField.Entries) {
            self.entries = entries
            let start = Array(entries.prefix(Self.fewLimit + 1))
            few = start.count > Self.fewLimit ? nil : start.map(Demand.init)
        }

        func forEach(_ body: (Demand) -> Void) {
            if let few { return few.forEach(body) }
            for entry in entries { body(Demand(entry)) }
        }

        /// That of a name.
        func demand(_ name: String) -> Demand? {
            if let few { return few.first { $0.name.text == name } }
            return byName[name].map { Demand(name, $0) }
        }
    }

    /// So much of something, as a limit or a request.
    private struct Demand {
        let name: ResourceName
        let nameProblems: [String]
        let field: DecodedField
        /// Nil if the value is no amount.
        let amount: Quantity?
        /// Why it is none; nil if it is, or if its type is wrong.
        let problem: QuantitySyntaxError?

        init(_ entry: DecodedField.Entry) { self.init(entry.key, entry.field) }

        init(_ name: String, _ field: DecodedField) {
            self.name = ResourceName(name)
            nameProblems = self.name.problems
            self.field = field
            do throws(QuantitySyntaxError) {
                amount = try Self.text(of: field).map(Quantity.resourceAmount)
                problem = nil
            } catch {
                amount = nil
                problem = error
            }
        }

        var hasValidName: Bool { nameProblems.isEmpty }

        /// The amount as it was written; nil for a wrong type, `0` for `null`.
        static func text(of field: DecodedField) -> String? { field.isNull ? "0" : field.quantityText }
    }

    /// What can be said of a limit or request alone.
    private static func check(_ demand: Demand, into findings: inout Findings) {
        var path: FieldPath { demand.field.path }
        var value: JSONValue { demand.field.value }
        if !demand.hasValidName {
            findings.append(each: demand.nameProblems) { .invalid(path, .string(demand.name.text), $0) }
        }
        if let problem = demand.problem { findings.append(.invalid(path, value, problem.description)) }
        guard let amount = demand.amount else { return }
        if amount.sign < 0 { findings.append(.invalid(path, value, "must be greater than or equal to 0")) }
        if demand.name.isExtended, !amount.isWholeNumber {
            findings.append(.invalid(path, value, "must be an integer"))
        }
        if demand.name.isInBytes { fractionOfByte(in: amount, at: path, into: &findings) }
        guard demand.hasValidName, let pageSize = demand.name.hugePageSize else { return }
        if !amount.isMultiple(ofPageSize: pageSize) {
            let detail = "\(amount) is not positive integer multiple of \(demand.name.text)"
            findings.append(.invalid(path, value, detail))
        }
    }

    /// The API server stores half a byte, and warns of it: `500m` of memory is what people write who think of processors.
    static func fractionOfByte(
        in amount: Quantity,
        at path: @autoclosure () -> FieldPath,
        into findings: inout Findings
    ) {
        guard !amount.isWholeNumber else { return }
        findings.warn(path(), "fractional byte value \"\(amount)\" is invalid, must be an integer")
    }

    /// A request is at most its limit; of what nodes cannot promise twice it is its limit.
    private static func compare(
        _ request: Demand,
        with limit: Demand?,
        of resources: DecodedField,
        into findings: inout Findings
    ) {
        let name = request.name
        guard let limit else {
            guard !name.allowsOvercommit else { return }
            let path = resources.path.field("limits").key(name.text)
            return findings.append(.required(path, "Limit must be set for non overcommitable resources"))
        }
        guard let requested = request.amount, let limiting = limit.amount, requested != limiting else { return }
        let rule = name.allowsOvercommit ? "less than or equal to" : "equal to"
        if !name.allowsOvercommit || requested > limiting {
            let detail = "must be \(rule) \(name.text) limit of \(limiting)"
            findings.append(.invalid(request.field.path, request.field.value, detail))
        }
    }
}
