import Admission
import CAllocationAccount
import HostileDocuments
import KubernetesAPI
import TestSupport
import Testing

/// What `make bench-hostile` found to cost most, held to its bound by counting: what is allocated does not depend on how
/// busy a machine is.
@Suite("The cost of a hostile document", .serialized)
struct HostileCostTests {
    /// Beyond the document; one for each loop and the bytes under way fit into the pod's memory.
    private static let peakLimit = 24 << 20

    /// So many blocks for each MiB are one for two bytes: what a name and a value of a limit take that are both wrong, read
    /// in the object and in the old one.
    private static let blockLimit = 1 << 19

    /// One for each byte: a name of a label or limit that is wrong in several ways, each of which is told.
    private static let blockLimitOfWrongNames = 1 << 20

    /// Five for each byte, most of them in builds without optimisation: a wrong name with a number, which is read as a
    /// quantity, of a request twice.
    private static let blockLimitOfNumbers = 5 << 20

    /// A document, and what becomes of it: one that is refused sooner than it should be costs nothing.
    struct Case: Sendable, CustomTestStringConvertible {
        let expected: Outcome
        let blockLimit: Int
        let recipe: @Sendable () throws -> HostileRecipe

        var testDescription: String { (try? recipe().description) ?? "a document of which there is no recipe" }

        init(
            _ expected: Outcome,
            blocks: Int = HostileCostTests.blockLimit,
            _ recipe: @autoclosure @escaping @Sendable () throws -> HostileRecipe
        ) {
            (self.expected, blockLimit, self.recipe) = (expected, blocks, recipe)
        }
    }

    /// What becomes of a document.
    enum Outcome: Equatable {
        case tooManyValues
        case judged(AdmissionVerdict.Outcome)
    }

    static let worst: [Case] = [
        Case(.tooManyValues, try HostileRecipe("a list", "zeros", size: 8 << 20)),
        Case(.tooManyValues, try HostileRecipe("an object", "members", size: 8 << 20)),
        // So deep that it has too many values to be stored.
        Case(.judged(.denied), try HostileRecipe("unknown", "affinity terms", depth: 380, size: 1500 << 10)),
        Case(.judged(.allowed), try HostileRecipe("unknown", "affinity terms", depth: 380, size: 780 << 10)),
        Case(.judged(.allowed), try HostileRecipe("annotations", "colliding names", depth: 20, size: 1200 << 10)),
        Case(
            .judged(.allowed),
            try HostileRecipe("unknown", "affinity terms", depth: 380, size: 1500 << 10, history: .near)
        ),
        Case(
            .judged(.allowed),
            try HostileRecipe("annotations", "typed wrongly", depth: 1, size: 3 << 20, history: .same)
        ),
        // More mistakes than an update keeps.
        Case(.judged(.denied), try HostileRecipe("resources.limits", "labels", size: 1 << 20, history: .same)),
        Case(
            .judged(.denied),
            blocks: blockLimitOfNumbers,
            try HostileRecipe("resources.limits", "members", size: 3 << 20, history: .same)
        ),
        Case(
            .judged(.denied),
            blocks: blockLimitOfNumbers,
            try HostileRecipe("resources.requests", "members", size: 3 << 20, history: .near)
        ),
        Case(.judged(.allowed), try HostileRecipe("trigger.manual", "blanks", size: 3 << 20, history: .same)),
        Case(
            .judged(.denied),
            try HostileRecipe(
                "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector.matchLabels",
                "names with slashes and tildes",
                size: 1500 << 10,
                history: .near,
                isMutation: true
            )
        ),
        Case(
            .judged(.allowed),
            try HostileRecipe(
                "podSecurityContext.sysctls",
                "escapes",
                depth: 380,
                size: 1500 << 10,
                history: .same,
                isMutation: true
            )
        ),
        Case(.judged(.denied), try HostileRecipe("cacheAccessModes", "zeros", size: 1 << 20, history: .same)),
        Case(.judged(.denied), try HostileRecipe("trigger.schedule", "commas", size: 1 << 20)),
        Case(
            .judged(.denied),
            blocks: blockLimitOfWrongNames,
            try HostileRecipe("moverPodLabels", "wrong names", size: 1 << 20, history: .near)
        ),
        Case(
            .judged(.denied),
            blocks: blockLimitOfWrongNames,
            try HostileRecipe("resources.limits", "wrong names", size: 1 << 20, history: .near)
        ),
        Case(.judged(.denied), try HostileRecipe("tolerations", "descending names with escapes", size: 1 << 20)),
        Case(
            .judged(.denied),
            try HostileRecipe(
                "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
                "terms of many values",
                size: 1 << 20
            )
        ),
        Case(
            .judged(.allowed),
            blocks: blockLimitOfNumbers,
            try HostileRecipe("cacheCapacity", "digits", size: 3 << 20, history: .same)
        ),
        // What an escape denotes has a sixth of its bytes.
        Case(.judged(.denied), try HostileRecipe("cacheCapacity", "escaped letters", size: 8 << 20)),
        Case(
            .judged(.allowed),
            try HostileRecipe("serviceAccountName", "escaped pairs", size: 8 << 20, history: .same)
        ),
        Case(
            .judged(.denied),
            try HostileRecipe("podSecurityContext.windowsOptions.runAsUserName", "backslashes", size: 1500 << 10)
        ),
        Case(
            .judged(.denied),
            try HostileRecipe("moverVolumes[].volumeSource.secret.items[].path", "slashes", size: 1500 << 10)
        ),
    ]

    @Test("takes no more memory beside the document than the pod has for it, and no more blocks", arguments: worst)
    func bounded(_ example: Case) throws {
        let recipe = try example.recipe()
        let body = recipe.document()
        allocation_account_open()
        let outcome = try Self.outcome(of: recipe, body)
        let account = allocation_account_read()
        #expect(outcome == example.expected)
        #expect(account.peak_bytes <= Self.peakLimit, "\(recipe): \(account.peak_bytes) bytes")
        let blocks = account.blocks * (1 << 20) / body.count
        #expect(blocks <= example.blockLimit, "\(recipe): \(blocks) blocks for each MiB")
        // The tokens, at least, take some.
        #expect(account.blocks > 0 && account.peak_bytes > body.count)
    }

    private static func outcome(of recipe: HostileRecipe, _ body: [UInt8]) throws -> Outcome {
        do {
            return .judged(
                try AdmissionReviewer.review(body, phase: recipe.isMutation ? .mutate : .validate).verdict.outcome
            )
        } catch .malformed(let error) {
            guard case .tooManyValues = error.reason else { throw error }
            return .tooManyValues
        }
    }

    @Test("is counted: blocks, and the most that was in use at once")
    func account() {
        allocation_account_open()
        for _ in 0..<3 { UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 16).deallocate() }
        let account = allocation_account_read()
        #expect(account.blocks == 3)
        #expect(((1 << 20)..<(2 << 20)).contains(account.peak_bytes))
    }

    @Test("has a place and a piece that there are")
    func names() {
        #expect(throws: UnknownHostileName.self) { try HostileRecipe("no such place", "zeros", size: 1) }
        #expect(throws: UnknownHostileName.self) { try HostileRecipe("a list", "no such piece", size: 1) }
        #expect(throws: UnknownHostileName.self) { try HostileRecipe("a list", "members", size: 1) }
    }

    @Test("is bounded by the number of values, and the answer says by how much it was exceeded")
    func tooManyValues() throws {
        let body = Array("[".utf8) + Array("0,".utf8 * (AdmissionReviewer.valueLimit + 10)) + Array("0]".utf8)
        let error = try #require(throws: AdmissionRequestError.self) {
            try AdmissionReviewer.review(body, phase: .validate)
        }
        #expect(
            error.description == "the body has 786444 values and names, 12 more than the 786432 that are taken"
        )
    }

    private static func review(of value: String, _ count: Int, operation: String = "CREATE") -> [UInt8] {
        let values = Array(repeating: value, count: count).joined(separator: ",")
        let object = { (suspend: Bool) -> String in
            #"{"metadata":{"name":"x"},"spec":{"repository":{"repository":"r"},"suspend":\#(suspend),"#
                + #""affinity":{"a":[\#(values)]}}}"#
        }
        let old = operation == "CREATE" ? "" : #","oldObject":\#(object(false))"#
        return Array(
            """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"\(operation)",\
            "kind":{"group":"volsync.backube","kind":"KopiaMaintenance"},"object":\(object(true))\(old)}}
            """.utf8
        )
    }

    @Test("does not keep the largest objects out that can be stored", arguments: AdmissionPhase.allCases)
    func largest(_ phase: AdmissionPhase) throws {
        // Four bytes for each value, and 1.5 MiB.
        let review = Self.review(of: "\"a\"", 380_000, operation: "UPDATE")
        #expect(review.count > 3_000_000)
        #expect(try AdmissionReviewer.review(review, phase: phase).verdict.outcome != .denied)
    }

    /// How many values and names an object may have.
    private static let objectLimit = 385_024

    /// Those of the object beside the elements of its list.
    private static let framing = 17

    @Test(
        "has to be one of which a change can be reviewed before it is stored",
        arguments: ["0", "{}", "\"\""],
        [objectLimit - framing, objectLimit - framing + 1, 400_000]
    )
    func storable(_ value: String, _ count: Int) throws {
        let verdict = try AdmissionReviewer.review(Self.review(of: value, count), phase: .validate).verdict
        if verdict.outcome == .denied {
            let total = count + Self.framing
            #expect(total > Self.objectLimit)
            #expect(
                verdict.findings.map(\.description)
                    == ["spec: Too many: \(total): must have at most \(Self.objectLimit) values and names"]
            )
        } else {
            #expect(count + Self.framing <= Self.objectLimit)
            for operation in ["UPDATE", "DELETE"] {
                let review = Self.review(of: value, count, operation: operation)
                #expect(throws: Never.self) { try AdmissionReviewer.review(review, phase: .validate) }
            }
        }
    }

    @Test("is left alone by mutation, and by validation where the spec stays as it is")
    func tooManyValuesElsewhere() throws {
        let review = Self.review(of: "0", 388_000, operation: "UPDATE")
        #expect(try AdmissionReviewer.review(review, phase: .mutate).verdict.outcome == .allowed)
        #expect(try AdmissionReviewer.review(review, phase: .validate).verdict.outcome == .denied)
        let unchanged = String(decoding: review, as: UTF8.self).replacing("\"suspend\":true", with: "\"suspend\":false")
        #expect(try AdmissionReviewer.review(Array(unchanged.utf8), phase: .validate).verdict.outcome == .allowed)
    }
}

/// The bytes again and again.
private func * (bytes: String.UTF8View, count: Int) -> [UInt8] {
    Array(repeatElement(Array(bytes), count: count).joined())
}
