import KubernetesAPI
import KubernetesClient

// Reading for whom a missing right is an answer too.

extension Cluster {
    /// Looks for something.
    ///
    /// - Parameters:
    ///   - subject: what it is about.
    ///   - body: the request; nil if there is no such object.
    /// - Returns: what was found; a resource that the API server does not know is absent, and what failed is unread.
    /// - Throws: ``CommandFailure`` where nothing can be asked any more.
    func look<Value>(
        _ subject: RequestSubject,
        _ body: (APIClient) async throws(KubernetesError) -> Value?
    ) async throws(CommandFailure) -> Look<Value> {
        do {
            return try await body(client).map { .found($0) } ?? .absent
        } catch {
            switch error.disposition {
            case .forbidden: return .unread(right: "\(subject.verb) \(subject.resource)")
            case .notFound: return .absent
            default: return .unread(try obstacle(error, subject))
            }
        }
    }

    /// What a request that failed says of the next.
    ///
    /// - Throws: ``CommandFailure`` if the next would fare no better.
    private func obstacle(_ error: KubernetesError, _ subject: RequestSubject) throws(CommandFailure) -> Obstacle {
        let failure = CommandFailure(error, at: address, about: subject)
        guard !error.isOfConnection else { throw failure }
        return .failure(failure.description)
    }

    /// Looks for an object.
    func look(
        for resource: APIResource,
        _ key: ObjectKey,
        metadataOnly: Bool = false
    ) async throws(CommandFailure) -> Look<JSONValue> {
        let namespace = resource.isNamespaced ? key.namespace : nil
        let subject = RequestSubject("get", resource, namespace: namespace, name: key.name)
        return try await look(subject) { client throws(KubernetesError) in
            try await client.find(resource, key, metadataOnly: metadataOnly)
        }
    }

    /// Looks for the objects of a selection.
    func look(forAll selection: ObjectSelection) async throws(CommandFailure) -> Look<[JSONValue]> {
        let subject = RequestSubject("list", selection.resource, namespace: selection.namespace)
        return try await look(subject) { client throws(KubernetesError) in try await client.list(selection).items }
    }

    /// What the API server would make of an object; nothing is stored, and nothing begins.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - namespace: where.
    ///   - object: the object.
    /// - Returns: what became of it.
    /// - Throws: ``CommandFailure`` where nothing can be asked any more.
    func rehearse(
        _ resource: APIResource,
        in namespace: String,
        _ object: JSONValue
    ) async throws(CommandFailure) -> Rehearsal {
        let subject = RequestSubject("create", resource, namespace: namespace)
        do {
            return .admitted(
                try await client.create(resource, namespace: namespace, object, options: WriteOptions.dryRun)
            )
        } catch {
            guard case .status(let status) = error, !status.isPassing else {
                return .unread(try obstacle(error, subject))
            }
            if status.isLackOfRight { return .unread(right: "\(subject.verb) \(subject.resource)") }
            if status.isLackOfNamespace { return .placeless }
            if status.message.contains("does not support dry run") { return .untried(status.message.oneLine) }
            return error.disposition == .notFound ? .impossible : .refused(status.message.oneLine)
        }
    }

    /// Asks whether the asker may do something.
    func may(_ right: AccessRight, in namespace: String?) async throws(CommandFailure) -> Look<Bool> {
        let subject = RequestSubject("create", .accessReviews, namespace: nil)
        return try await look(subject) { client throws(KubernetesError) in
            let review = right.review(in: namespace)
            return try await client.create(.accessReviews, namespace: "", review)["status"]?["allowed"]?.bool ?? false
        }
    }
}

/// What became of something that was not meant.
enum Rehearsal: Hashable {
    /// It would be stored so.
    case admitted(JSONValue)
    /// It would not be stored, by the API server's words.
    case refused(String)
    case unread(Obstacle)
    /// A webhook of the cluster takes no part in dry runs, by the API server's words (`NewDryRunUnsupportedErr`,
    /// k8s.io/apiserver/pkg/admission/plugin/webhook/errors).
    case untried(String)
    /// The namespace is not there.
    case placeless
    /// The API server does not know the resource.
    case impossible

    /// What the asker may not try.
    static func unread(right: String) -> Rehearsal { .unread(.lack(right: right)) }

    /// True if there is something to say of the object itself.
    var isPossible: Bool { self != .impossible && self != .placeless }
}

extension KubernetesError {
    /// True if every other request would fare the same: nobody answers, or not this asker.
    fileprivate var isOfConnection: Bool {
        switch self {
        case .transport(.tooLarge), .unreadableAnswer: false
        case .transport, .credentials, .cancelled, .notLeading: true
        case .status: disposition == .unauthorized
        }
    }
}

extension APIStatus {
    /// True if this says nothing about the object: the credential is not taken, or the API server is busy.
    ///
    /// That a webhook cannot be called is an internal error (500) and says much.
    fileprivate var isPassing: Bool { [401, 429, 502, 503, 504].contains(code) }

    /// True if the namespace is not there (`NamespaceLifecycle`, k8s.io/apiserver/pkg/admission/plugin/namespace).
    fileprivate var isLackOfNamespace: Bool { code == 404 && message.hasPrefix("namespaces \"") }
}

extension APIResource {
    /// `authorization.k8s.io/v1` SelfSubjectAccessReview.
    static let accessReviews = APIResource(
        group: "authorization.k8s.io",
        version: "v1",
        kind: "SelfSubjectAccessReview",
        plural: "selfsubjectaccessreviews",
        isNamespaced: false
    )

    /// Core Service.
    static let services = APIResource(group: "", version: "v1", kind: "Service", plural: "services")

    /// `discovery.k8s.io/v1` EndpointSlice.
    static let endpointSlices = APIResource(
        group: "discovery.k8s.io",
        version: "v1",
        kind: "EndpointSlice",
        plural: "endpointslices"
    )
}
