import KubernetesAPI
import KubernetesClient

// What failures of the client mean for the person at the command line: one line each, with what to do.

extension CommandFailure {
    /// A kubeconfig that cannot be used.
    init(_ error: ConfigurationError) {
        let advice =
            switch error {
            case .nothingFound: ": name one by --kubeconfig or $KUBECONFIG, or an API server by --server"
            case .missingEntry(let list, _): ": kubectl config get-\(list) shows those that there are"
            case .noCurrentContext: ": name one by --context; kubectl config get-contexts shows those that there are"
            case .unreadableFile, .malformedFile, .invalidField, .invalidURL, .unsupported: ""
            }
        self.init("\(Self.words(of: error))\(advice)", code: .usage)
    }

    private static func words(of error: ConfigurationError) -> String {
        switch error {
        case .missingEntry(let list, let name): "the \(list.dropLast()) \(name.goQuoted) does not exist"
        default: error.description
        }
    }

    /// A request that did not succeed.
    ///
    /// - Parameters:
    ///   - error: what became of it.
    ///   - cluster: the address of the cluster that was asked.
    ///   - subject: what it was about.
    init(_ error: KubernetesError, at cluster: String, about subject: RequestSubject) {
        switch error {
        case .status(let status): self.init(status, at: cluster, about: subject)
        case .transport(let failure): self.init(Self.words(of: failure, at: cluster))
        case .credentials(let problem): self.init("no credential for \(cluster): \(problem)")
        case .cancelled: self.init("interrupted", code: .interrupted)
        case .unreadableAnswer, .notLeading: self.init("\(cluster): \(error)")
        }
        if case .retry = error.disposition { mayPass = true }
    }

    private init(_ status: APIStatus, at cluster: String, about subject: RequestSubject) {
        let said = status.message.printable
        switch KubernetesError.status(status).disposition {
        case .unauthorized:
            self.init(
                "\(cluster) does not accept the credential (401): it has expired, or is of another cluster; log in again"
            )
        case .forbidden where status.isLackOfRight:
            self.init("not allowed: \(said): ask for the right to \(subject.verb) \(subject.resource)")
        case .notFound:
            self.init(status.isAboutNothing ? subject.lackOfDefinition(at: cluster) : subject.lackOfObject)
            isLackOfObject = !status.isAboutNothing
        case .terminal where status.code == 400 && subject.selector != nil:
            self.init("--selector: \(said)", code: .usage)
        case .retry where status.code == 429 || status.code >= 500:
            self.init("\(cluster) cannot answer now (\(status.code)): \(said): try again")
        default: self.init("\(cluster) refuses to \(subject.verb) \(subject.name ?? subject.resource): \(said)")
        }
    }

    private static func words(of failure: TransportFailure, at cluster: String) -> String {
        switch failure {
        case .notConnected(let detail):
            "cannot reach \(cluster): \(reason(detail)): "
                + "is the cluster up, and is this the right context (kubectl config current-context)?"
        case .tls(let detail):
            "\(cluster) does not prove who it is (\(detail.printable)): the kubeconfig's certificate-authority is another's"
        case .timedOut, .silent: "\(cluster) gave no answer in time: try again, or give it longer by --request-timeout"
        default: "\(cluster): \(failure.description.printable)"
        }
    }

    /// What the client says behind the address, which stands in front already.
    private static func reason(_ detail: String) -> String {
        let detail = detail.printable
        guard let colon = detail.firstRange(of: ": ") else { return detail }
        return String(detail[colon.upperBound...])
    }
}

/// What a request was about, for the sentence that says why it failed.
struct RequestSubject: Hashable {
    /// As RBAC has it.
    let verb: String
    /// With its group: `kopiamaintenances.volsync.backube`.
    let resource: String
    let kind: String
    /// The namespace; nil for all of them.
    let namespace: String?
    /// The object; nil for a list.
    var name: String?
    /// The label selector that the user gave, if any.
    var selector: String?

    init(
        _ verb: String,
        _ resource: APIResource,
        namespace: String?,
        name: String? = nil,
        selector: String? = nil,
        subresource: String? = nil
    ) {
        self.verb = verb
        let plural = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
        let place = subresource.map { "\(plural)/\($0)" } ?? plural
        self.resource = namespace.map { "\(place) in namespace \($0)" } ?? place
        kind = resource.kind
        self.namespace = namespace
        self.name = name
        self.selector = selector
    }

    /// About a path that is no resource.
    init(_ verb: String, path: String) {
        (self.verb, resource, kind, namespace) = (verb, path, path, nil)
    }

    private var isPath: Bool { resource.hasPrefix("/") }

    fileprivate func lackOfDefinition(at cluster: String) -> String {
        guard !isPath else { return "\(cluster) has no \(resource): is it the API server of a cluster?" }
        return
            "\(cluster) knows no \(kind): install its definition (kubectl apply -k deploy/crd), or choose another context"
    }

    fileprivate var lackOfObject: String {
        let place = namespace.map { " in namespace \($0)" } ?? ""
        let lists =
            kind == APIResource.kopiaMaintenances.kind ? ": kubectl kopia-maintenance status -A lists all" : ""
        return "no \(kind) \((name ?? "").goQuoted)\(place)\(lists)"
    }
}

extension APIStatus {
    /// True if the asker lacks a right, rather than that a policy or a quota refuses the object (`Forbidden`,
    /// k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go).
    var isLackOfRight: Bool {
        KubernetesError.status(self).disposition == .forbidden && message.contains("\" cannot ")
    }

    /// True if the server does not know the resource, rather than the object.
    fileprivate var isAboutNothing: Bool { details?.name.isEmpty ?? true }
}
