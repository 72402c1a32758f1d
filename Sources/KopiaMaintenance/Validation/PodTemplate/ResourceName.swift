import KubernetesAPI

/// What the name of something that a container can ask for says about it.
///
/// After `pkg/apis/core/helper/helpers.go` and `k8s.io/api/core/v1/types.go`. The name is looked at once, where it
/// stands, and not kept.
struct ResourceName {
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

    private static let standard = NameTable(ofContainers + ofQuotas)
    private static let hugePagesPrefix = "hugepages-"
    private static let quotaPrefix = "requests."

    /// What is wrong with the name as that of a label.
    private let syntax: NameProblems
    /// The number among those of Kubernetes itself.
    private let number: Int?
    private let isOfQuota: Bool
    private let isOfQuotaOfHugePages: Bool
    /// True for `hugepages-` and the size of a page.
    let isHugePages: Bool
    /// True without a prefix, and with `kubernetes.io/` anywhere in it.
    private let isNative: Bool
    /// How long the prefix is; nil without one.
    private let prefixLength: Int?

    init(_ name: Span<UInt8>) {
        number = Self.standard.number(of: name)
        syntax = (number ?? .max) < Self.ofContainers.count ? [] : NameSyntax.problems(ofLabelKey: name)
        isHugePages = name.starts(with: Self.hugePagesPrefix)
        isOfQuota = name.starts(with: Self.quotaPrefix)
        isOfQuotaOfHugePages = name.starts(with: "requests.hugepages-")
        prefixLength = name.firstIndex(of: UInt8(ascii: "/"))
        isNative = prefixLength == nil || Self.isKubernetesOwn(name)
    }

    /// True for `cpu` and `memory`, of which a container that wants huge pages must ask for one.
    var isCPUOrMemory: Bool { number == 0 || number == 1 }

    /// True for what containers ask for in bytes.
    var isInBytes: Bool { number == 1 || number == 2 }

    /// True if nodes may promise more of it than they have: all that is Kubernetes' own but huge pages.
    var allowsOvercommit: Bool { isNative && !isHugePages }

    /// True for the resource of a device plugin or an administrator: whole numbers of it, named in a domain that is not
    /// Kubernetes' own.
    var isExtended: Bool { !isNative && !isOfQuota && quotaNameIsQualified }

    /// Where in the name of huge pages the size of one of them begins.
    static let pageSizeOffset = hugePagesPrefix.utf8.count
}

extension ResourceName {
    /// True if a container can ask for it.
    var isValid: Bool { syntax.isEmpty && ownProblem == nil }

    /// Tells what is wrong with the name, as the API server says it for containers (`validateContainerResourceName`).
    func addProblems(to findings: inout Findings, _ finding: (_ problem: String) -> Finding) {
        findings.append(each: syntax, finding)
        if syntax.isEmpty, let ownProblem { findings.append(finding(ownProblem)) }
    }

    /// What is wrong with a name that a label could have.
    private var ownProblem: String? {
        if let number, number < Self.ofContainers.count { return nil }
        guard prefixLength != nil else {
            if isHugePages { return nil }
            return number != nil || isOfQuotaOfHugePages
                ? "must be a standard resource for containers"
                : "must be a standard resource type or fully qualified"
        }
        return isNative || isExtended ? nil : "doesn't follow extended resource name standard"
    }

    private static let ownDomain = Array("kubernetes.io/".utf8)

    /// Byte by byte from each slash back, instead of the standard library's search for a string in a string.
    private static func isKubernetesOwn(_ bytes: Span<UInt8>) -> Bool {
        let domain = ownDomain.span
        for end in bytes.indices where bytes[end] == UInt8(ascii: "/") && end + 1 >= domain.count {
            var count = 0
            while count < domain.count, bytes[end - count] == domain[domain.count - 1 - count] { count += 1 }
            if count == domain.count { return true }
        }
        return false
    }

    /// Quotas put a prefix before the name, which must fit in front of it; nothing else about it can become wrong, or
    /// right.
    private var quotaNameIsQualified: Bool {
        guard let prefixLength, syntax.isEmpty else { return false }
        return Self.quotaPrefix.utf8.count + prefixLength <= NameSyntax.subdomainMaxLength
    }
}

extension Span<UInt8> {
    /// True if the text begins with that one.
    fileprivate func starts(with beginning: String) -> Bool {
        let others = beginning.utf8.span
        guard count >= others.count else { return false }
        for index in others.indices where self[index] != others[index] { return false }
        return true
    }
}
