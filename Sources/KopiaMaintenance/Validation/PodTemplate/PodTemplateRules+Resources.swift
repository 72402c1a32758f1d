package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.resources` (`ValidateContainerResourceRequirements`).
    package static func resources(
        _ resources: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let limits = resources.entries("limits").map(Demand.init)
        let requests = resources.entries("requests").map(Demand.init)
        for limit in limits { check(limit, into: &findings) }
        for request in requests { check(request, into: &findings) }
        if resources.isMap("limits") {
            let limit = lookUp(limits)
            for request in requests where request.hasValidName {
                compare(request, with: limit(request.name.text), of: resources, into: &findings)
            }
            if resources.isMap("requests") { hugePages(limits, requests, of: resources, into: &findings) }
        }
        claims(of: resources, on: cluster, into: &findings)
    }

    /// So few are found sooner by looking at each than by hashing.
    private static let scanLimit = 8

    private static func lookUp(_ demands: [Demand]) -> (String) -> Demand? {
        guard demands.count > scanLimit else { return { name in demands.first { $0.name.text == name } } }
        let byName = Dictionary(demands.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
        return { byName[$0] }
    }

    /// Who wants huge pages says how much of the rest, too.
    private static func hugePages(
        _ limits: [Demand],
        _ requests: [Demand],
        of resources: DecodedField,
        into findings: inout Findings
    ) {
        let wantsHugePages = { (demand: Demand) in demand.name.hugePageSize != nil }
        guard limits.contains(where: wantsHugePages) || requests.contains(where: wantsHugePages),
            !limits.contains(where: \.name.isCPUOrMemory), !requests.contains(where: \.name.isCPUOrMemory)
        else { return }
        findings.append(.forbidden(resources.path, "HugePages require cpu or memory"))
    }

    /// So much of something, as a limit or a request; lists and dictionaries share one instead of copying its parts.
    private final class Demand {
        let name: ResourceName
        let nameProblems: [String]
        let field: DecodedField
        /// Nil if the value is no amount.
        let amount: Quantity?
        /// Why it is none; nil if it is, or if its type is wrong.
        let problem: QuantitySyntaxError?

        init(_ entry: DecodedField.Entry) {
            name = ResourceName(entry.key)
            nameProblems = name.problems
            field = entry.field
            do throws(QuantitySyntaxError) {
                amount = try Self.text(of: entry.field).map(Quantity.resourceAmount)
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
