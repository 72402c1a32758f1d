/// A place in an AdmissionReview where somebody can put as much as they want.
package struct HostilePlace: Sendable {
    /// What may stand there.
    package enum Contents: Sendable {
        case elements
        case members
        /// Characters of a string.
        case text
    }

    /// What the place is part of.
    enum Outside: Sendable {
        case document
        case request
        case object
    }

    package let name: String
    let outside: Outside
    var isMetadata = false
    let before: String
    let after: String
    package let holds: Contents

    /// A list, an object or a string under that name.
    private init(_ outside: Outside, _ path: String, _ holds: Contents, isMetadata: Bool = false) {
        let steps = path.split(separator: ".").map(String.init)
        let brackets: (String, String) =
            switch holds {
            case .elements: ("[", "]")
            case .members: ("{", "}")
            case .text: ("\"", "\"")
            }
        var (before, closers) = ("", "")
        for (index, step) in steps.enumerated() {
            // A step that ends so is a list of which the rest is the one element.
            let isList = step.hasSuffix("[]")
            before += (index == 0 ? "," : "") + "\"\(isList ? String(step.dropLast(2)) : step)\":"
            guard index < steps.count - 1 else { break }
            before += isList ? "[{" : "{"
            closers = (isList ? "}]" : "}") + closers
        }
        (name, self.outside, self.isMetadata) = (path, outside, isMetadata)
        (self.before, after, self.holds) = (before + brackets.0, brackets.1 + closers, holds)
    }

    private init(document name: String, _ before: String, _ after: String, _ holds: Contents) {
        (self.name, outside, self.before, self.after, self.holds) = (name, .document, before, after, holds)
    }

    /// Inside the manifest that kubectl says it has applied: a document in a string.
    private init(applied name: String, _ before: String, _ after: String) {
        (self.name, outside, holds) = ("an applied manifest with \(name)", .object, .text)
        self.before = ",\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":\"\(before)"
        (self.after, isMetadata) = ("\(after)\"}", true)
    }

    /// Every place.
    package static let all: [HostilePlace] =
        [
            HostilePlace(document: "a list", "[", "]", .elements),
            HostilePlace(document: "an object", "{", "}", .members),
            HostilePlace(document: "a string", "\"", "\"", .text),
            HostilePlace(document: "a list without an end", "[", "", .elements),
        ]
        + [("options", .elements), ("userInfo.extra", .members), ("userInfo.username", .text)].map {
            HostilePlace(.request, $0, $1)
        }
        + [
            ("annotations", .members), ("labels", .members), ("managedFields", .elements),
            ("managedFields[].fieldsV1.f:spec", .members),
        ].map { HostilePlace(.object, $0, $1, isMetadata: true) }
        + [("a list", "[0", "0]"), ("an object", #"{\"\":0"#, "}")].map {
            HostilePlace(applied: $0, $1, $2)
        }
        + inSpec.map { HostilePlace(.object, $0, $1) }

    /// The fields of the spec, one that there is not, and some that are of another type.
    private static let inSpec: [(String, Contents)] = [
        ("unknown", .elements), ("unknown", .members), ("unknown", .text),
        ("trigger.schedule", .text), ("trigger.manual", .text), ("schedule", .elements),
        ("resources.limits", .members), ("resources.requests", .members), ("resources.claims", .elements),
        ("serviceAccountName", .text),
        ("podSecurityContext", .members), ("podSecurityContext.sysctls", .elements),
        ("podSecurityContext.supplementalGroups", .elements), ("podSecurityContext.seLinuxOptions", .members),
        ("containerSecurityContext.capabilities.add", .elements),
        ("moverPodLabels", .members), ("nodeSelector", .members), ("nodeSelector", .elements),
        ("tolerations", .elements), ("tolerations", .members),
        ("affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", .elements),
        (
            "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[]"
                + ".matchExpressions[].values", .elements
        ),
        ("affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution", .elements),
        (
            "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector.matchLabels",
            .members
        ),
        ("podSecurityContext.windowsOptions.runAsUserName", .text),
        ("podSecurityContext.seccompProfile.localhostProfile", .text), ("tolerations[].value", .text),
        ("moverVolumes[].volumeSource.secret.items[].path", .text), ("moverVolumes[].volumeSource.nfs.path", .text),
        ("cacheAccessModes", .elements), ("cacheCapacity", .text), ("moverVolumes", .elements),
        ("moverVolumes[].volumeSource.secret.items", .elements), ("enabledd", .members),
    ]
}
