import KopiaMaintenance
import Testing

@Suite("Names of resources")
struct ResourceNameTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    static let cases = taken.map { limit(of: $0) } + refused.map { limit(of: $0.name, $0.problem) }

    /// A limit of a thousand of it, beside the cpu without which there are no huge pages.
    private static func limit(of name: String, _ problem: String? = nil) -> PodTemplateCase {
        PodTemplateCase(
            name,
            .resources,
            #"{"limits": {"\#(name)": 1000, "cpu": 1}}"#,
            problem.map { [.invalid("spec.resources.limits[\(name)]: Invalid value: \"\(name)\": \($0)")] } ?? []
        )
    }

    private static let label63 = String(repeating: "a", count: 63)

    /// The longest domain that still fits behind `requests.`: 244 of 253 bytes.
    private static let longestDomain = "\(label63).\(label63).\(label63).\(String(repeating: "d", count: 52))"

    private static let taken = [
        "memory", "ephemeral-storage", "hugepages-1", "hugepages-1k", "nvidia.com/gpu", "example.com/\(label63)",
        "kubernetes.io/batt", "x.kubernetes.io/y", "mykubernetes.io/x", "requests.kubernetes.io/x",
        "\(longestDomain)/x",
    ]

    private static let notStandard = "must be a standard resource type or fully qualified"
    private static let notForContainers = "must be a standard resource for containers"
    private static let notExtended = "doesn't follow extended resource name standard"

    private static let refused: [(name: String, problem: String)] = [
        ("foo", notStandard), ("CPU", notStandard), ("x.kubernetes.io", notStandard), ("requests.", "name part must…"),
        ("pods", notForContainers), ("storage", notForContainers), ("requests.cpu", notForContainers),
        ("limits.memory", notForContainers), ("requests.hugepages-2Mi", notForContainers),
        ("services.nodeports", notForContainers),
        ("a b", "name part must consist of…"), ("/gpu", "prefix part must be non-empty"),
        ("a/b/c", "a valid label key must…"), ("Nvidia.com/gpu", "prefix part a lowercase RFC 1123 subdomain must…"),
        ("requests.example.com/gpu", notExtended), ("\(longestDomain)d/x", notExtended),
    ]
}
