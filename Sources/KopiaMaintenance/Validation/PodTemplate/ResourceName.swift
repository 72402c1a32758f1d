import KubernetesAPI

/// The name of something that a container can ask for, and what its name alone says about it.
///
/// After `pkg/apis/core/helper/helpers.go` and `k8s.io/api/core/v1/types.go`.
struct ResourceName {
    /// The name as it was written.
    let text: String

    /// What Kubernetes itself has for containers (`standardContainerResources`).
    private static let ofContainers = ["cpu", "memory", "ephemeral-storage"]

    /// What Kubernetes counts or limits elsewhere, in quotas above all (`standardResources`, without those of
    /// containers).
    private static let ofQuotas = [
        "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
        "configmaps", "persistentvolumeclaims", "storage", "requests.storage", "services.nodeports",
        "services.loadbalancers",
    ]

    private static let hugePagesPrefix = "hugepages-"
    private static let quotaPrefix = "requests."

    init(_ text: String) { self.text = text }

    /// The size of one huge page as its resource's name ends in it; nil for other resources.
    var hugePageSize: Substring? {
        isHugePages ? text[text.utf8.index(text.startIndex, offsetBy: Self.hugePagesPrefix.utf8.count)...] : nil
    }

    /// True for `cpu` and `memory`, of which a container that wants huge pages must ask for one.
    var isCPUOrMemory: Bool { text == "cpu" || text == "memory" }

    /// True for what containers ask for in bytes.
    var isInBytes: Bool { text == "memory" || text == "ephemeral-storage" }

    /// True if nodes may promise more of it than they have: all that is Kubernetes' own but huge pages.
    var allowsOvercommit: Bool { isNative && !isHugePages }

    /// True for the resource of a device plugin or an administrator: whole numbers of it, named in a domain that is not
    /// Kubernetes' own.
    var isExtended: Bool { !isNative && !isOfQuota && quotaNameIsQualified }
}

extension ResourceName {
    /// What is wrong with the name, as the API server says it for containers (`validateContainerResourceName`).
    var problems: [String] {
        if Self.ofContainers.contains(text) { return [] }
        let problems = NameSyntax.labelKey(text)
        guard problems.isEmpty else { return problems }
        guard isPrefixed else {
            if isHugePages { return [] }
            let isKnown = Self.ofQuotas.contains(text) || text.utf8.starts(with: "requests.hugepages-".utf8)
            return isKnown
                ? ["must be a standard resource for containers"]
                : ["must be a standard resource type or fully qualified"]
        }
        return isNative || isExtended ? [] : ["doesn't follow extended resource name standard"]
    }

    private var isHugePages: Bool { text.utf8.starts(with: Self.hugePagesPrefix.utf8) }
    private var isOfQuota: Bool { text.utf8.starts(with: Self.quotaPrefix.utf8) }
    private var isPrefixed: Bool { text.utf8.contains(UInt8(ascii: "/")) }

    /// True without a prefix, and with `kubernetes.io/` anywhere in it.
    private var isNative: Bool { !isPrefixed || isKubernetesOwn }

    private static let ownDomain = Array("kubernetes.io/".utf8)

    /// Byte by byte from each slash back, instead of the standard library's search for a string in a string.
    private var isKubernetesOwn: Bool {
        let (bytes, domain) = (text.utf8.span, Self.ownDomain.span)
        for end in bytes.indices where bytes[end] == UInt8(ascii: "/") && end + 1 >= domain.count {
            var count = 0
            while count < domain.count, bytes[end - count] == domain[domain.count - 1 - count] { count += 1 }
            if count == domain.count { return true }
        }
        return false
    }

    /// Quotas put a prefix before the name, which must fit in front of it.
    private var quotaNameIsQualified: Bool {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")), NameSyntax.labelKey(text).isEmpty else {
            return NameSyntax.labelKey(Self.quotaPrefix + text).isEmpty
        }
        // Of a name that is right as it is the domain alone becomes longer.
        let length = Self.quotaPrefix.utf8.count + text.utf8.distance(from: text.startIndex, to: slash)
        return length <= NameSyntax.subdomainMaxLength
    }
}
