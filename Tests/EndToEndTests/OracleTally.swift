import KopiaMaintenance
import KubernetesAPI

/// What came of asking about many objects.
struct OracleTally: Sendable, CustomStringConvertible {
    private(set) var admitted = 0
    /// How many were rejected that the API server refuses as well.
    private(set) var refused = 0
    /// How many were rejected by this project's own rules alone.
    private(set) var rejectedByOwnRules = 0
    /// How many of the admitted ones the API server warns of.
    private(set) var warned = 0
    private(set) var questions = 0
    /// The comparisons that found a disagreement, by the number of their object.
    private(set) var disagreeing: [(index: Int, comparison: OracleComparison)] = []

    /// How many disagreements are shown in full.
    static let shown = 10

    /// How many objects are asked about at once; the API server has to share its processors with the test.
    private static let width = 16

    /// Asks about all of them.
    init(of objects: [JSONValue], by cluster: OracleCluster) async throws {
        try await withThrowingTaskGroup(of: (Int, OracleComparison).self) { group in
            var rest = objects.enumerated().makeIterator()
            func start() {
                guard let (index, object) = rest.next() else { return }
                group.addTask {
                    let options = Self.options[index % Self.options.count]
                    return (index, try await OracleComparison(of: object, options: options, by: cluster))
                }
            }
            for _ in 0..<Self.width { start() }
            while let (index, comparison) = try await group.next() {
                count(comparison, index)
                start()
            }
        }
        disagreeing.sort { $0.index < $1.index }
    }

    private mutating func count(_ comparison: OracleComparison, _ index: Int) {
        questions += comparison.questionCount
        if comparison.isAdmitted {
            admitted += 1
            if comparison.warnings.contains(where: { $0.told != nil }) { warned += 1 }
        } else if comparison.refusals.isEmpty {
            rejectedByOwnRules += 1
        } else {
            refused += 1
        }
        if !comparison.disagreements.isEmpty { disagreeing.append((index, comparison)) }
    }

    /// How installations differ in what they make of an object.
    private static let options = [
        RenderingOptions(),
        RenderingOptions(
            moverImage: "registry.example.com:5000/backube/volsync@sha256:\(String(repeating: "0", count: 64))",
            imagePullPolicy: .always,
            imagePullSecrets: ["registry"],
            moverEntrypoint: "/mover-kopia/entry.sh",
            timeZone: "Europe/Paris",
            startingDeadline: .seconds(1),
            proxy: ProxySettings(http: "http://proxy:3128", https: "http://proxy:3128", exceptions: ".svc")
        ),
    ]

    var description: String {
        """
        \(admitted + refused + rejectedByOwnRules) objects, \(questions) questions: \(admitted) admitted (\(warned) \
        with warnings), \(refused) \
        rejected and refused, \(rejectedByOwnRules) rejected by own rules alone; \(disagreeing.count) disagreements
        """
    }
}
