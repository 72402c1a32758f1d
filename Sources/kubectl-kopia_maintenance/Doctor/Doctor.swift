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

    /// The report; a request that fails is one of its checks.
    ///
    /// - Parameter tell: is given each section as soon as it is known.
    /// - Returns: all sections.
    /// - Throws: ``CommandFailure`` where the cluster does not answer while nothing is known yet.
    func report(_ tell: (CheckSection) -> Void = { _ in }) async throws(CommandFailure) -> CheckReport {
        let record = try await InstallationRecord(in: cluster)
        var sections: [CheckSection] = []
        func add(_ title: String, _ checks: [Check]) {
            sections.append(CheckSection(title: title, checks: checks))
            sections.suffix(1).forEach(tell)
        }
        add("Installation", installation(record))
        do throws(CommandFailure) {
            add("You", try await rights())
            let selection = ObjectSelection(.kopiaMaintenances, namespace: namespace)
            switch try await cluster.look(forAll: selection) {
            case .absent: break
            case .unread(let obstacle): add("Objects", [.unread("objects", obstacle)])
            case .found(let objects):
                let (known, failure) = await self.sections(of: Self.sorted(objects), on: record.capabilities)
                for section in known { add(section.title, section.checks) }
                if let failure { throw failure }
                add("Together", try await together(objects, record))
            }
        } catch {
            add("The rest", [.unread("the rest", .failure(error.description))])
        }
        return CheckReport(sections: sections)
    }

    private func installation(_ record: InstallationRecord) -> [Check] {
        NamespaceChecks.checks(lacking: record.lackingNamespace, isChosen: namespace != nil)
            + DefinitionChecks.checks(record.definition, now: now) + WebhookChecks(record, now: now).checks
            + ControllerChecks(record, now: now).checks
    }

    private func rights() async throws(CommandFailure) -> [Check] {
        var answers: [(right: AccessRight, answer: Look<Bool>)] = []
        for right in AccessRight.needed { answers.append((right, try await cluster.may(right, in: namespace))) }
        return RightsChecks.checks(answers, in: namespace)
    }

    private static func sorted(_ objects: [JSONValue]) -> [JSONValue] {
        objects.compactMap { object in ObjectKey(of: object).map { ($0, object) } }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// So many objects are looked at side by side: somebody waits, and the API server has others to serve.
    private static let width = 8

    /// The sections of all objects, or those that were known when nobody answered any more.
    private func sections(
        of objects: [JSONValue],
        on capabilities: ClusterCapabilities
    ) async -> (known: [CheckSection], failure: CommandFailure?) {
        let shared = SharedLooks(at: cluster)
        return await withTaskGroup(of: (Int, Result<CheckSection, CommandFailure>).self) { group in
            var known: [Int: CheckSection] = [:]
            var failure: CommandFailure?
            func note(_ index: Int, _ outcome: Result<CheckSection, CommandFailure>) {
                switch outcome {
                case .success(let section): known[index] = section
                // Those that are ended by the first say nothing.
                case .failure(let error): failure = failure ?? error
                }
            }
            for (index, object) in objects.enumerated() {
                if index >= Self.width, let (done, outcome) = await group.next() { note(done, outcome) }
                guard failure == nil else { break }
                group.addTask { (index, await section(of: object, on: capabilities, shared)) }
            }
            while let (done, outcome) = await group.next() {
                note(done, outcome)
                if failure != nil { group.cancelAll() }
            }
            return (known.sorted { $0.key < $1.key }.map(\.value), failure)
        }
    }

    private func section(
        of object: JSONValue,
        on capabilities: ClusterCapabilities,
        _ shared: SharedLooks
    ) async -> Result<CheckSection, CommandFailure> {
        do throws(CommandFailure) {
            let record = try await ObjectRecord(object, in: cluster, shared)
            let checks = ObjectChecks(record, on: capabilities).checks
            return .success(CheckSection(title: record.key.description, checks: checks))
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
            case .unread(let obstacle): gaps = [.unread("objects of other namespaces", obstacle)]
            case .absent: break
            }
        }
        let zone = record.deployments.value?.lazy.compactMap { $0.flag("time-zone") }.first ?? "UTC"
        return TogetherChecks(all, zoneName: zone, now: now).checks + gaps
    }
}
