import Admission
import Glibc
import KubernetesAPI
import TestSupport
import Testing

/// An answer costs no more than its request is long: four times the object, four times the work.
///
/// Work is counted as the processor time of this thread, the least of several turns, so that a busy machine does not
/// matter much; work that grows with the square would take sixteen times as long.
@Suite(.serialized) struct ScalingTests {
    /// An object that grows, and what is asked about it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let phase: AdmissionPhase
        let review: @Sendable (Int) -> JSONValue
    }

    private static func review(_ object: JSONValue, from old: JSONValue = .null) -> JSONValue {
        [
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
            "request": [
                "uid": "u", "operation": old.isNull ? "CREATE" : "UPDATE", "name": "x",
                "kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"],
                "object": object, "oldObject": old,
            ],
        ]
    }

    private static func object(_ spec: JSONValue, _ metadata: JSONValue = ["name": "x"]) -> JSONValue {
        .kopiaMaintenance(spec.setting(["repository": "r"], at: "repository"), metadata: metadata)
    }

    private static func labels(_ count: Int, value: JSONValue = "v") -> JSONValue {
        .object(JSONObject(members: (0..<count).map { ("example.com/label-\($0)", value) }))
    }

    private static func tolerations(_ count: Int, operator word: JSONValue = "Exists") -> JSONValue {
        .array((0..<count).map { ["key": .string("k\($0)"), "operator": word] })
    }

    private static func volumes(_ count: Int) -> JSONValue {
        .array(
            (0..<count).map {
                ["mountPath": .string("v\($0)"), "volumeSource": ["secret": ["secretName": "s"]]]
            }
        )
    }

    private static func annotations(_ count: Int) -> JSONValue {
        ["name": "x", "annotations": labels(count)]
    }

    static let cases: [Case] = [
        Case(testDescription: "defaults for an object with many annotations", phase: .mutate) {
            review(object([:], annotations($0)))
        },
        Case(testDescription: "defaults for an object with many labels for its pod", phase: .mutate) {
            review(object(["moverPodLabels": labels($0)]))
        },
        Case(testDescription: "an update of one label among many", phase: .validate) {
            review(
                object(["moverPodLabels": labels($0), "suspend": true]),
                from: object(["moverPodLabels": labels($0)])
            )
        },
        Case(testDescription: "an update that writes all members in another order", phase: .validate) {
            let reversed = JSONObject(members: (labels($0).object?.members ?? []).reversed())
            return review(
                object(["moverPodLabels": labels($0)]),
                from: object(["moverPodLabels": .object(reversed)])
            )
        },
        Case(testDescription: "an update that keeps many mistakes in a map", phase: .validate) {
            let wrong = labels($0, value: "not a value")
            return review(
                object(["nodeSelector": wrong, "suspend": true]),
                from: object(["nodeSelector": wrong])
            )
        },
        Case(testDescription: "an update that keeps many mistakes in a list", phase: .validate) {
            review(
                object(["tolerations": tolerations($0, operator: "Near"), "suspend": true]),
                from: object(["tolerations": tolerations($0, operator: "Near")])
            )
        },
        Case(testDescription: "an update that adds many mistakes", phase: .validate) {
            review(object(["tolerations": tolerations($0, operator: "Near")]), from: object([:]))
        },
        Case(testDescription: "many volumes", phase: .validate) { review(object(["moverVolumes": volumes($0)])) },
        Case(testDescription: "many volumes at one path", phase: .validate) {
            let volume: JSONValue = ["mountPath": "v", "volumeSource": ["secret": ["secretName": "s"]]]
            return review(object(["moverVolumes": .array(Array(repeating: volume, count: $0))]))
        },
        Case(testDescription: "many unknown fields of the pod", phase: .validate) {
            review(object(["podSecurityContext": labels($0)]))
        },
        Case(testDescription: "many access modes", phase: .validate) {
            review(object(["cacheAccessModes": .array(Array(repeating: "ReadWriteOnce", count: $0))]))
        },
        Case(testDescription: "an update that keeps many requests without limits among many limits", phase: .validate) {
            let without = JSONObject(members: (0..<$0).map { ("example.com/other-\($0)", JSONValue("1")) })
            let resources: JSONValue = ["limits": labels($0, value: "1"), "requests": .object(without)]
            return review(object(["resources": resources, "suspend": true]), from: object(["resources": resources]))
        },
        Case(testDescription: "many requests and limits", phase: .validate) {
            review(object(["resources": ["limits": labels($0, value: "1"), "requests": labels($0, value: "1")]]))
        },
    ]

    @Test("Four times the request is four times the work, and not sixteen times", arguments: cases)
    func linear(_ example: Case) throws {
        let (small, large) = (Array(example.review(500).jsonBytes), Array(example.review(2000).jsonBytes))
        let (less, more) = (try Self.work(on: small, example.phase), try Self.work(on: large, example.phase))
        #expect(more < less * 9, "\(less) ns for \(small.count) bytes, \(more) ns for \(large.count) bytes")
    }

    /// Nanoseconds of processor time for one answer, the least of several.
    private static func work(on body: [UInt8], _ phase: AdmissionPhase) throws -> Int {
        var least = Int.max
        for _ in 0..<3 {
            let start = processorTime
            _ = try AdmissionReviewer.review(body, phase: phase)
            least = min(least, processorTime - start)
        }
        return least
    }

    private static var processorTime: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
