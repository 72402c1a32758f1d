import KubernetesAPI
package import KubernetesClient
import TLS
package import WebhookCertificates

/// Looks after the webhook's certificates: reads the four objects, does what the plan says, reads again.
///
/// It decides nothing and remembers nothing, so it may be stopped between any two writes. Each write is refused by the API
/// server if the object has changed since it was read, so two of them, one stalled, do no harm to each other.
package struct CertificateKeeper: Sendable {
    /// The longest way from nothing to everything has six writes; more in one go means that somebody undoes them.
    private static let stepLimit = 16
    /// How often it is looked whether others have done what they have to: four requests each time.
    private static let pollInterval = Duration.seconds(2)

    private let client: APIClient
    private let objects: CertificateObjects
    private let settings: CertificateSettings
    private let clock: @Sendable () -> Int64
    private let report: @Sendable (CertificateReport) -> Void

    /// A keeper that has done nothing.
    ///
    /// - Parameters:
    ///   - client: for reading and writing; fenced where only a leader may write.
    ///   - duty: where the certificates live, and what they are to be like.
    ///   - clock: unix seconds.
    ///   - report: is told of every look and every write.
    package init(
        client: APIClient,
        duty: CertificateDuty,
        clock: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable (CertificateReport) -> Void
    ) {
        self.client = client
        objects = duty.objects
        settings = duty.settings
        self.clock = clock
        self.report = report
    }

    /// Does everything that is to be done now.
    ///
    /// - Returns: the plan that had nothing left to do.
    /// - Throws: ``CertificateTrouble``; what was done until then stays done.
    package func tend() async throws(CertificateTrouble) -> CertificatePlan {
        for _ in 0..<Self.stepLimit {
            let observation = try await observe()
            let now = clock()
            let plan = CertificatePlan(observation, settings, now: now)
            report(.looked(plan, observation))
            guard let step = plan.step else { return plan }
            let write: CertificateWrite?
            do throws(TLSError) {
                write = try CertificateWrite.make(step, observation, objects, settings, now: now)
            } catch {
                throw .certificate(error)
            }
            if let write, try await perform(write) { report(.did(step, observation)) }
        }
        throw .unsettled(steps: Self.stepLimit)
    }

    /// Does everything that is to be done, and waits for what others have to do first.
    ///
    /// What fails is tried again: the cluster may be about to get what is missing.
    ///
    /// - Parameters:
    ///   - limit: how long to try.
    ///   - time: the clock by which it is measured.
    ///   - failed: is told of every failure.
    /// - Throws: ``CertificateTrouble/unfinished(_:after:)``.
    package func settle(
        within limit: Duration,
        time: TimeSource = .system,
        failed: (CertificateTrouble) -> Void
    ) async throws(CertificateTrouble) {
        let deadline = time.now() + limit
        while true {
            let problem: String
            do throws(CertificateTrouble) {
                guard let obstacle = try await tend().obstacle else { return }
                problem = obstacle
            } catch {
                failed(error)
                problem = "\(error)"
            }
            _ = try? await time.sleep(Self.pollInterval)
            guard !Task.isCancelled, time.now() < deadline else { throw .unfinished(problem, after: limit) }
        }
    }

    /// Reads everything that the plan depends on, from the API server itself.
    ///
    /// - Throws: ``CertificateTrouble/cluster(_:doing:)``.
    package func observe() async throws(CertificateTrouble) -> CertificateObservation {
        var found: [WebhookConfigurationName: JSONValue] = [:]
        for name in objects.configurations {
            found[name] = try await attempt("read \(name)") { (client) throws(KubernetesError) in
                try await client.find(name.resource, name.key)
            }
        }
        return CertificateObservation(
            names: objects,
            authorities: try await secret(objects.authoritySecret),
            serving: try await secret(objects.servingSecret),
            configurations: found
        )
    }

    private func secret(_ name: String) async throws(CertificateTrouble) -> JSONValue? {
        let key = ObjectKey(namespace: objects.namespace, name: name)
        return try await attempt("read secret \(key)") { (client) throws(KubernetesError) in
            try await client.find(.secrets, key)
        }
    }

    /// Writes; false if somebody else was faster.
    private func perform(_ write: CertificateWrite) async throws(CertificateTrouble) -> Bool {
        let manager = PlanExecutor.fieldManager
        let namespace = objects.namespace
        do throws(CertificateTrouble) {
            _ = try await attempt(write.name) { (client) throws(KubernetesError) in
                switch write {
                case .create(let name, let object):
                    try await client.apply(
                        .secrets,
                        ObjectKey(namespace: namespace, name: name),
                        object,
                        fieldManager: manager
                    )
                case .merge(let name, let patch):
                    try await client.mergePatch(
                        .secrets,
                        ObjectKey(namespace: namespace, name: name),
                        patch,
                        fieldManager: manager
                    )
                case .apply(let name, let object):
                    try await client.apply(name.resource, name.key, object, fieldManager: manager)
                }
            }
            return true
        } catch .cluster(let error, _) where [.conflict, .alreadyExists, .notFound].contains(error.disposition) {
            return false
        }
    }

    private func attempt<Answer>(
        _ what: String,
        _ ask: (APIClient) async throws(KubernetesError) -> Answer
    ) async throws(CertificateTrouble) -> Answer {
        do throws(KubernetesError) {
            return try await ask(client)
        } catch {
            throw .cluster(error, doing: what)
        }
    }
}

/// What a keeper is to look after.
package struct CertificateDuty: Sendable, Equatable {
    /// Where the certificates live.
    package let objects: CertificateObjects
    /// What they are to be like.
    package let settings: CertificateSettings

    /// A duty of these parts.
    package init(objects: CertificateObjects, settings: CertificateSettings) {
        self.objects = objects
        self.settings = settings
    }
}

/// What the keeper did.
package enum CertificateReport: Sendable {
    /// It looked, and found that.
    case looked(CertificatePlan, CertificateObservation)
    /// It wrote.
    case did(CertificateStep, CertificateObservation)
}

extension WebhookConfigurationName {
    var resource: APIResource {
        switch kind {
        case .mutating: .mutatingWebhookConfigurations
        case .validating: .validatingWebhookConfigurations
        }
    }

    var key: ObjectKey { ObjectKey(namespace: "", name: name) }
}

extension CertificateWrite {
    fileprivate var name: String {
        switch self {
        case .create(let name, _): "create secret \(name)"
        case .merge(let name, _): "change secret \(name)"
        case .apply(let name, _): "change \(name)"
        }
    }
}
