import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Something that the asker needs to be allowed for a command of the plugin.
struct AccessRight: Hashable {
    let verb: String
    let resource: APIResource
    var subresource: String?
    /// True if it is needed in all namespaces, whatever one asks about.
    var isEverywhere = false
    /// The commands that need it.
    let commands: String

    /// `list jobs.batch`.
    var description: String {
        let plural = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
        return "\(verb) \(plural)\(subresource.map { "/\($0)" } ?? "")"
    }

    /// What the commands of the plugin need, besides what only a doctor looks at.
    static let needed: [AccessRight] = [
        AccessRight(verb: "get", resource: .kopiaMaintenances, commands: "all commands"),
        AccessRight(verb: "list", resource: .kopiaMaintenances, commands: "status, suspend --all"),
        AccessRight(verb: "watch", resource: .kopiaMaintenances, commands: "status -w, trigger --wait"),
        AccessRight(verb: "patch", resource: .kopiaMaintenances, commands: "trigger, suspend, resume, reset-failures"),
        AccessRight(verb: "create", resource: .kopiaMaintenances, commands: "migrate --cluster"),
        AccessRight(verb: "list", resource: .replicationSources, commands: "migrate --cluster"),
        AccessRight(verb: "patch", resource: .replicationSources, commands: "migrate --cluster"),
        AccessRight(verb: "list", resource: .jobs, commands: "status, logs, trigger --wait"),
        AccessRight(verb: "list", resource: .pods, commands: "logs, trigger --wait"),
        AccessRight(verb: "get", resource: .pods, subresource: "log", commands: "logs, trigger --follow"),
        AccessRight(verb: "get", resource: .cronJobs, commands: "status NAME"),
        AccessRight(verb: "get", resource: .persistentVolumeClaims, commands: "status NAME"),
        AccessRight(verb: "list", resource: .events, commands: "status NAME"),
        AccessRight(verb: "list", resource: .deployments, isEverywhere: true, commands: "version"),
        AccessRight(verb: "list", resource: .namespaces, isEverywhere: true, commands: "the completion of -n"),
    ]

    /// Where it is asked about, for people.
    ///
    /// - Parameter namespace: whose objects somebody asks about; nil for those of all.
    /// - Returns: an adverb; empty for what is in no namespace.
    func place(in namespace: String?) -> String {
        guard resource.isNamespaced else { return "" }
        return isEverywhere ? " in all namespaces" : RightsChecks.place(namespace)
    }

    /// The question whether the asker has it.
    ///
    /// - Parameter namespace: where; nil for everywhere.
    /// - Returns: a `SelfSubjectAccessReview`.
    func review(in namespace: String?) -> JSONValue {
        let attributes: JSONValue = .present([
            ("namespace", isEverywhere ? nil : namespace.map(JSONValue.string)), ("verb", .string(verb)),
            ("group", .string(resource.group)), ("version", .string(resource.version)),
            ("resource", .string(resource.plural)), ("subresource", subresource.map(JSONValue.string)),
        ])
        return [
            "apiVersion": .string(APIResource.accessReviews.apiVersion),
            "kind": .string(APIResource.accessReviews.kind), "spec": ["resourceAttributes": attributes],
        ]
    }
}

/// Judges what the asker may do.
enum RightsChecks {
    /// A line for all that is allowed, and one for each that is not; its absence is nothing wrong with the cluster.
    ///
    /// - Parameters:
    ///   - rights: the answers, in order.
    ///   - namespace: where they were asked about; nil for everywhere.
    /// - Returns: the checks.
    static func checks(_ rights: [(right: AccessRight, answer: Look<Bool>)], in namespace: String?) -> [Check] {
        let others = rights.filter { $0.answer != .found(true) }
        guard !others.isEmpty else {
            return [.sound("you may do what all commands of the plugin need\(place(namespace))")]
        }
        return others.map { right, answer in
            let title = "\(right.description)\(right.place(in: namespace))"
            if case .unread(.failure(let words)) = answer {
                return .unread("whether you may \(title)", .failure(words))
            }
            return .unknown("you may not \(title)", mend: "ask for that right, for \(right.commands)")
        }
    }

    fileprivate static func place(_ namespace: String?) -> String {
        namespace.map { " in namespace \($0)" } ?? " in all namespaces"
    }
}
