import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Looks at everything, and puts together what is found; each part is judged by the checks of its own.
struct Doctor {
    private let cluster: Cluster
    /// Nil for all.
    private let namespace: String?
    private let now: Int64

    /// - Parameters:
    ///   - cluster: where.
    ///   - namespace: whose objects; nil for those of all.
    ///   - now: unix seconds.
    init(_ cluster: Cluster, namespace: String?, now: Int64) {
        self.cluster = cluster
        self.namespace = namespace
        self.now = now
    }

    /// The report.
    ///
    /// - Throws: ``CommandFailure`` where the cluster does not answer.
    func report() async throws(CommandFailure) -> CheckReport {
        let record = try await InstallationRecord(in: cluster)
        var sections = [
            CheckSection(title: "Installation", checks: installation(record)),
            CheckSection(title: "You", checks: try await rights()),
        ]
        let selection = ObjectSelection(.kopiaMaintenances, namespace: namespace)
        switch try await cluster.look(forAll: selection) {
        case .absent: break
        case .unread(let right):
            sections.append(CheckSection(title: "Objects", checks: [.unread("objects", without: right)]))
        case .found(let objects):
            sections += try await self.sections(of: Self.sorted(objects))
            sections.append(CheckSection(title: "Together", checks: try await together(objects, record)))
        }
        return CheckReport(sections: sections)
    }

    private func installation(_ record: InstallationRecord) -> [Check] {
        DefinitionChecks.checks(record.definition, now: now) + WebhookChecks(record, now: now).checks
            + ControllerChecks(record, now: now).checks
    }

    private func rights() async throws(CommandFailure) -> [Check] {
        var answers: [(right: AccessRight, answer: Look<Bool>)] = []
        for right in AccessRight.needed { answers.append((right, try await cluster.may(right, in: namespace))) }
        return RightsChecks.checks(answers, in: namespace.map { "in namespace \($0)" } ?? "in all namespaces")
    }

    private static func sorted(_ objects: [JSONValue]) -> [JSONValue] {
        objects.compactMap { object in ObjectKey(of: object).map { ($0, object) } }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// So many objects are looked at side by side: somebody waits, and the API server has others to serve.
    private static let width = 8

    private func sections(of objects: [JSONValue]) async throws(CommandFailure) -> [CheckSection] {
        let outcomes = await withTaskGroup(of: (Int, Result<CheckSection, CommandFailure>).self) { group in
            var outcomes: [Int: Result<CheckSection, CommandFailure>] = [:]
            for (index, object) in objects.enumerated() {
                if index >= Self.width, let (done, outcome) = await group.next() { outcomes[done] = outcome }
                group.addTask { (index, await section(of: object)) }
            }
            for await (done, outcome) in group { outcomes[done] = outcome }
            return outcomes
        }
        var sections: [CheckSection] = []
        for index in objects.indices { if let outcome = outcomes[index] { sections.append(try outcome.get()) } }
        return sections
    }

    private func section(of object: JSONValue) async -> Result<CheckSection, CommandFailure> {
        do throws(CommandFailure) {
            let record = try await ObjectRecord(object, in: cluster)
            return .success(CheckSection(title: record.key.description, checks: ObjectChecks(record).checks))
        } catch {
            return .failure(error)
        }
    }

    /// Objects of other namespaces are looked at too, where the asker may.
    private func together(_ objects: [JSONValue], _ record: InstallationRecord) async throws(CommandFailure) -> [Check]
    {
        var all = objects
        var gaps: [Check] = []
        if namespace != nil {
            switch try await cluster.look(forAll: ObjectSelection(.kopiaMaintenances)) {
            case .found(let others): all = others
            case .unread(let right): gaps = [.unread("objects of other namespaces", without: right)]
            case .absent: break
            }
        }
        let zone = record.deployments.value?.lazy.compactMap { $0.flag("time-zone") }.first ?? "UTC"
        return TogetherChecks(all, zoneName: zone, now: now).checks + gaps
    }
}
