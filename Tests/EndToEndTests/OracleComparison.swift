import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// What validation and the API server say of one object.
struct OracleComparison: Sendable {
    /// A question to which the API server said no.
    struct Refusal: Sendable {
        let question: OracleQuestion
        let status: APIStatus
    }

    let object: JSONValue
    let capabilities: ClusterCapabilities
    /// The same cluster, for those who are told less.
    private let kinder: [ClusterCapabilities]
    let findings: [Finding]
    /// What validation warns of.
    let advice: [String]
    /// The object as it would be stored and then read by the controller; nil if it would not be stored.
    let stored: JSONValue?
    let refusals: [Refusal]
    /// What the API server warns of.
    let warnings: [OracleWarning]
    /// The fields that the API server does not know, as the controller names them to users.
    let leftOut: Set<String>
    let questionCount: Int

    /// Asks the API server about an object.
    ///
    /// - Parameters:
    ///   - object: the object as a user writes it.
    ///   - findings: what validation says of it, unless it is asked.
    ///   - advice: what validation warns of, unless it is asked.
    ///   - options: how it is rendered.
    ///   - cluster: whom to ask.
    /// - Throws: what kept the API server from answering.
    init(
        of object: JSONValue,
        findings: [Finding]? = nil,
        advice: [String]? = nil,
        options: RenderingOptions = RenderingOptions(),
        by cluster: OracleCluster
    ) async throws(KubernetesError) {
        self.object = object
        capabilities = cluster.release.capabilities
        kinder = cluster.release.toldLess
        let validation = Validation(object, on: capabilities)
        self.findings = findings ?? Array(validation.findings)
        self.advice = advice ?? validation.warnings
        let storage = OracleQuestion.storage(of: Defaulting(object).object)
        switch try await cluster.answer(to: storage) {
        case .refused(let status):
            stored = nil
            refusals = [Refusal(question: storage, status: status)]
            (leftOut, warnings) = ([], [])
            questionCount = 1
        case .taken(let answer, _):
            // The controller does not know who wrote what; here nobody but the question did.
            let stored = Defaulting(answer.withoutManagedFields).object
            let questions = OracleQuestion.all(about: stored, options: options)
            var refusals: [Refusal] = []
            var leftOut: Set<String> = []
            var warnings: [OracleWarning] = []
            for question in questions {
                let settlement = try await cluster.settle(question)
                leftOut.formUnion(settlement.leftOut)
                if let refusal = settlement.refusal { refusals.append(Refusal(question: question, status: refusal)) }
                warnings += settlement.warnings.map { OracleWarning($0, about: question) }
            }
            self.stored = stored
            self.warnings = warnings
            self.leftOut = leftOut
            self.refusals = refusals
            questionCount = 1 + questions.count
        }
    }

    /// True if validation has nothing against the object.
    var isAdmitted: Bool { findings.isEmpty }
}

// MARK: - Disagreements

extension OracleComparison {
    /// Where the two disagree, one line each; empty if they are of one mind.
    var disagreements: [String] {
        guard let stored else { return disagreementsAboutTypes }
        let mistyped = findings.filter { $0.cause == .typeInvalid }.map { "only validation: \($0)" }
        return mistyped + disagreementsAfterStorage(stored) + disagreementsAboutUnknownFields(stored)
            + disagreementsAsAWhole + onlyTheServer + onlyValidation(KopiaMaintenance(stored).spec)
            + disagreementsAboutWarnings + disagreementsUntold
    }

    /// What the definition refuses has the wrong type somewhere.
    private var disagreementsAboutTypes: [String] {
        findings.contains { $0.cause == .typeInvalid } ? [] : refusals.map { "only the API server: \($0.status)" }
    }

    /// The judgement is the same before and after the API server has dropped what it drops.
    private func disagreementsAfterStorage(_ stored: JSONValue) -> [String] {
        let later = Validation(stored, on: capabilities).findings
        let (before, after) = (Set(findings.map(Place.init)), Set(later.map(Place.init)))
        return before == after ? [] : ["stored, it is judged anew: \(later)"]
    }

    /// Where and of which kind a finding is.
    private struct Place: Hashable {
        let path: String
        let cause: Finding.Cause

        init(_ finding: Finding) {
            path = finding.path.description
            cause = finding.cause
        }
    }

    /// A refusal without causes says no more than that something is wrong.
    private var disagreementsAsAWhole: [String] {
        refusals.filter { isAdmitted && $0.isAsAWhole }
            .map { "only the API server: \($0.question.resource.plural): \($0.status)" }
    }

    /// Users are warned of what their cluster will not know.
    private func disagreementsAboutUnknownFields(_ stored: JSONValue) -> [String] {
        let unknown = PassedThroughFields.unknown(in: KopiaMaintenance(stored).spec)
        let warned = Set(unknown.map { Self.name($0.description) })
        let leftOut = Set(self.leftOut.map(Self.name))
        // Of several sources of a volume one is rendered; that there are several is a mistake.
        let agree = isAdmitted ? leftOut == warned : leftOut.isSubset(of: warned)
        return agree ? [] : ["unknown to validation: \(warned.sorted()); to the API server: \(leftOut.sorted())"]
    }

    /// Volumes have an index in the object and a name in the pod.
    private static func name(_ field: String) -> String {
        guard field.hasPrefix("spec.moverVolumes[") else { return field }
        return "spec.moverVolumes…\(field.split(separator: ".").last ?? "")"
    }

    /// A pod is refused for what its Job was refused for, and for what follows from that.
    private var onlyTheServer: [String] {
        let ofPodsToo = isAdmitted && !refusals.contains(where: \.isAsAWhole)
        let refusals = refusals.filter { !$0.isOfPod || ofPodsToo }
        let unexplained = refusals.flatMap(\.causes).filter { cause in !findings.contains(where: cause.agrees(with:)) }
        // A Secret's name stands in a hundred places of the pod.
        return Set(unexplained.map { "only the API server: \($0)" }).sorted()
    }

    private func onlyValidation(_ spec: KopiaMaintenanceSpec) -> [String] {
        guard !refusals.contains(where: { $0.isAsAWhole && !$0.isOfPod }) else { return [] }
        let causes = refusals.flatMap(\.causes)
        return findings.filter { finding in
            finding.cause != .typeInvalid && !OracleOwnRule.explain(finding, of: spec)
                && !causes.contains { $0.agrees(with: finding) }
        }.map { "only validation: \($0)" }
    }
}

// MARK: - Warnings

extension OracleComparison {
    /// What this cluster takes is admitted where its gates are not told, and where nothing is.
    ///
    /// Of an object that is refused all the same, other mistakes may be told.
    private var disagreementsUntold: [String] {
        guard isAdmitted else { return [] }
        return kinder.flatMap { cluster in
            Validation(object, on: cluster).findings.map { "only validation, told of \(cluster): \($0)" }
        }
    }

    /// What is admitted is warned of in the API server's words, and all that is in them is the API server's.
    ///
    /// Of an object that is refused the API server warns of nothing.
    private var disagreementsAboutWarnings: [String] {
        guard isAdmitted, refusals.isEmpty else { return [] }
        let theirs = Set(warnings.compactMap(\.told))
        let ours = Set(advice.filter(OracleWarning.isOfServer).map(OracleWarning.shortened))
        return theirs.subtracting(ours).filter { !isOfLimit($0, warnedOf: ours) }.sorted()
            .map { "only the API server warns: \($0)" }
            + ours.subtracting(theirs).sorted().map { "only validation warns: \($0)" }
    }
}

extension OracleComparison {
    /// A limit without a request counts as a request as well, and is warned of twice.
    private func isOfLimit(_ warning: String, warnedOf ours: Set<String>) -> Bool {
        let given = object["spec"]?["resources"]?["requests"]?.object?.members ?? []
        return ours.contains(warning.replacing(".requests[", with: ".limits["))
            && !given.contains { $0.value != .null && warning.hasPrefix("spec.resources.requests[\($0.name)]") }
    }
}

extension OracleComparison.Refusal {
    var isOfPod: Bool { question.resource == .pods }

    var isAsAWhole: Bool { status.details?.causes.isEmpty ?? true }

    var causes: [OracleCause] {
        (status.details?.causes ?? []).map { cause in
            OracleCause(path: question.origin(of: cause.field), cause: cause)
        }
    }
}
