package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.resources` (`ValidateContainerResourceRequirements`).
    package static func resources(
        _ resources: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let (limits, requests) = (Demands("limits", of: resources), Demands("requests", of: resources))
        var asked = (hugePages: false, cpuOrMemory: false)
        for demands in [limits, requests] {
            demands.forEach { demand in
                check(demand, into: &findings)
                if demand.name.isHugePages { asked.hugePages = true }
                if demand.name.isCPUOrMemory { asked.cpuOrMemory = true }
            }
        }
        if resources.isMap("limits") {
            requests.forEachNamedWell { request in
                compare(request, with: limits.demand(namedAs: request.field), of: resources, into: &findings)
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
        private lazy var byName = EntryIndex(of: entries)
        /// Those of many whose names are right: the names of the others are not looked at again.
        private var namedWell: [DecodedField] = []

        /// So few are found sooner by looking at each than by hashing.
        private static let fewLimit = 8

        init(_ name: String, of resources: DecodedField) {
            entries = resources.entries(name)
            let start = Array(entries.prefix(Self.fewLimit + 1))
            few = start.count > Self.fewLimit ? nil : start.map { Demand($0.field, amount: Amount(of: $0.field)) }
        }

        func forEach(_ body: (Demand) -> Void) {
            if let few { return few.forEach(body) }
            namedWell = []
            for entry in entries {
                let demand = Demand(entry.field)
                if demand.name.isValid { namedWell.append(entry.field) }
                body(demand)
            }
        }

        /// After ``forEach(_:)``, those alone whose names are right.
        func forEachNamedWell(_ body: (Demand) -> Void) {
            if let few { return few.filter(\.name.isValid).forEach(body) }
            for field in namedWell { body(Demand(field)) }
        }

        /// That of the name that another has.
        func demand(namedAs other: DecodedField) -> Demand? {
            if let few { return few.first { $0.field.hasSameName(as: other) } }
            return byName.field(namedAs: other).map { Demand($0) }
        }
    }

    /// So much of something, as a limit or a request.
    private struct Demand {
        let name: ResourceName
        let field: DecodedField
        private let known: Amount?

        init(_ field: DecodedField, amount: Amount? = nil) {
            (name, self.field, known) = (field.withName { ResourceName($0) }, field, amount)
        }

        /// Read now, if it was not before.
        var amount: Amount { known ?? Amount(of: field) }

        /// As the name is written; made for a message.
        var text: String { field.name }
    }

    /// How much it is.
    private struct Amount {
        /// Nil if the value is no amount.
        let quantity: Quantity?
        /// Why it is none; nil if it is, or if its type is wrong.
        let problem: QuantitySyntaxError?

        init(of field: DecodedField) {
            let read = field.withQuantityText { text in
                do throws(QuantitySyntaxError) {
                    return Amount(quantity: try .resourceAmount(text), problem: nil)
                } catch {
                    return Amount(quantity: nil, problem: error)
                }
            }
            self = read ?? Amount(quantity: nil, problem: nil)
        }

        private init(quantity: Quantity?, problem: QuantitySyntaxError?) {
            (self.quantity, self.problem) = (quantity, problem)
        }
    }

    /// What can be said of a limit or request alone.
    private static func check(_ demand: Demand, into findings: inout Findings) {
        var path: FieldPath { demand.field.path }
        var value: JSONValue { demand.field.value }
        let (name, amount) = (demand.name, demand.amount)
        name.addProblems(to: &findings) { .invalid(path, .string(demand.text), $0) }
        if let problem = amount.problem { findings.append(.invalid(path, value, problem.description)) }
        guard let amount = amount.quantity else { return }
        if amount.sign < 0 { findings.append(.invalid(path, value, "must be greater than or equal to 0")) }
        if name.isExtended, !amount.isWholeNumber { findings.append(.invalid(path, value, "must be an integer")) }
        if name.isInBytes { fractionOfByte(in: amount, at: path, into: &findings) }
        guard name.isHugePages, name.isValid, !isWholePages(amount, of: demand.field) else { return }
        findings.append(.invalid(path, value, "\(amount) is not positive integer multiple of \(demand.text)"))
    }

    private static func isWholePages(_ amount: Quantity, of field: DecodedField) -> Bool {
        field.withName { amount.isMultiple(ofPageSize: $0.extracting(ResourceName.pageSizeOffset...)) }
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
            var path: FieldPath { resources.path.field("limits").key(request.text) }
            return findings.append(.required(path, "Limit must be set for non overcommitable resources"))
        }
        guard let requested = request.amount.quantity, let limiting = limit.amount.quantity, requested != limiting
        else { return }
        let rule = name.allowsOvercommit ? "less than or equal to" : "equal to"
        if !name.allowsOvercommit || requested > limiting {
            let detail = "must be \(rule) \(request.text) limit of \(limiting)"
            findings.append(.invalid(request.field.path, request.field.value, detail))
        }
    }
}
