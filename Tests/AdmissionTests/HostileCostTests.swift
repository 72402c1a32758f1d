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

    static let worst: [HostileRecipe] = [
        HostileRecipe("a list", "zeros", size: 8 << 20),
        HostileRecipe("an object", "members", size: 8 << 20),
        HostileRecipe("unknown", "affinity terms", depth: 380, size: 1500 << 10),
        HostileRecipe("annotations", "colliding names", depth: 20, size: 1500 << 10),
        HostileRecipe("unknown", "affinity terms", depth: 380, size: 1500 << 10, history: .near),
        HostileRecipe("annotations", "typed wrongly", depth: 1, size: 3 << 20, history: .same),
        HostileRecipe("resources.limits", "labels", size: 1 << 20, history: .same),
        HostileRecipe("trigger.manual", "blanks", size: 3 << 20, history: .same),
        HostileRecipe(
            "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector.matchLabels",
            "names with slashes and tildes",
            size: 1500 << 10,
            history: .near,
            isMutation: true
        ),
        HostileRecipe(
            "podSecurityContext.sysctls",
            "escapes",
            depth: 380,
            size: 3 << 20,
            history: .same,
            isMutation: true
        ),
        HostileRecipe("cacheAccessModes", "zeros", size: 1 << 20, history: .same),
    ]

    @Test("takes no more memory beside the document than the pod has for it, and no more blocks", arguments: worst)
    func bounded(_ recipe: HostileRecipe) {
        let body = recipe.document()
        allocation_account_open()
        _ = Self.outcome(of: recipe, body)
        let account = allocation_account_read()
        #expect(account.peak_bytes <= Self.peakLimit, "\(recipe): \(account.peak_bytes) bytes")
        let blocks = account.blocks * (1 << 20) / body.count
        #expect(blocks <= Self.blockLimit, "\(recipe): \(blocks) blocks for each MiB")
    }

    private static func outcome(of recipe: HostileRecipe, _ body: [UInt8]) -> AdmissionVerdict.Outcome? {
        try? AdmissionReviewer.review(body, phase: recipe.isMutation ? .mutate : .validate).verdict.outcome
    }

    @Test("is bounded by the number of values, and the answer says by how much it was exceeded")
    func tooManyValues() throws {
        let body = Array("[".utf8) + Array("0,".utf8 * (AdmissionReviewer.valueLimit + 10)) + Array("0]".utf8)
        let error = try #require(throws: AdmissionRequestError.self) {
            try AdmissionReviewer.review(body, phase: .validate)
        }
        #expect(
            error.description == "the body is not JSON: 786444 values and names, 12 more than the 786432 that are taken"
        )
    }

    @Test("does not keep the largest objects out that can be stored", arguments: AdmissionPhase.allCases)
    func largest(_ phase: AdmissionPhase) throws {
        // Four bytes for each value: nothing that means anything has less.
        let object = { (suspend: Bool) -> String in
            let values = String(repeating: "\"a\",", count: 390_000)
            return #"{"metadata":{"name":"x"},"spec":{"repository":{"repository":"r"},"suspend":\#(suspend),"#
                + #""unknown":[\#(values)"a"]}}"#
        }
        let review = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"UPDATE","kind":\
            {"group":"volsync.backube","kind":"KopiaMaintenance"},"object":\(object(true)),"oldObject":\(object(false))}}
            """
        #expect(review.utf8.count > 3_000_000)
        let reviewed = try AdmissionReviewer.review(Array(review.utf8), phase: phase)
        #expect(reviewed.verdict.outcome != .denied)
    }
}

/// The bytes again and again.
private func * (bytes: String.UTF8View, count: Int) -> [UInt8] {
    Array(repeatElement(Array(bytes), count: count).joined())
}
