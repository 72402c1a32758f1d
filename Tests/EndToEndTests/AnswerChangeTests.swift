import KubernetesAPI
import TestSupport
import Testing

/// What counts as an addition, and what does not.
@Suite struct AnswerChangeTests {
    private static let gate =
        "spec.tolerations[0].operator: \"Lt\" needs the feature gate TaintTolerationComparisonOperators"
    private static let fraction = "spec.cacheCapacity: fractional byte value \"500m\" is invalid, must be an integer"
    private static let before =
        "spec.tolerations[0].operator still has a mistake from before this update: correct it soon"

    private static func admitted(_ warnings: String..., patch: JSONValue? = nil) -> String {
        let told = warnings.isEmpty ? nil : JSONValue.array(warnings.map(JSONValue.string))
        let response: JSONValue = ["uid": "u", "allowed": true]
        let review: JSONValue = ["response": response.setting(patch, at: "patch").setting(told, at: "warnings")]
        return review.jsonText
    }

    private static func denied(_ causes: (String, String)..., warnings: JSONValue? = nil) -> String {
        let causes = causes.map { ["field": .string($0), "message": .string($1)] as JSONValue }
        let response: JSONValue = ["uid": "u", "allowed": false, "status": ["details": ["causes": .array(causes)]]]
        let review: JSONValue = ["response": response.setting(warnings, at: "warnings")]
        return review.jsonText
    }

    private static let comparing = ("spec.tolerations[0].operator", "Unsupported value: \"Lt\"")
    private static let nameless = ("spec.repository.repository", "Required value")

    private static let formerAdvice = ("spec.trigger", "Forbidden: kubectl create job --from=cronjob/NAME")
    private static let advice = (
        "spec.trigger",
        "Forbidden: kubectl annotate kopiamaintenance NAME volsync.backube/run-requested=TAG --overwrite"
    )

    static let cases: [(String, String, AnswerChange)] = [
        (denied(formerAdvice), denied(advice), .none), (denied(formerAdvice), denied(nameless), .other),
        (admitted(), admitted(), .none), ("{", "{", .none), ("{", "[", .other),
        (admitted(), admitted(fraction), .warnings), (admitted("a"), admitted("a", fraction), .warnings),
        (admitted(), admitted("of our own"), .other), (admitted(fraction), admitted(), .other),
        (admitted("a", "b"), admitted("b", fraction, "a"), .other),
        (admitted(patch: "x"), admitted(fraction, patch: "y"), .other), (admitted(patch: "x"), admitted(), .other),
        (denied(comparing), admitted(gate), .kindness), (denied(comparing), admitted(), .other),
        (denied(comparing), admitted(fraction), .other), (denied(nameless), admitted(gate), .other),
        (denied(comparing, nameless), denied(nameless, warnings: [.string(gate)]), .kindness),
        (denied(comparing, nameless), denied(nameless), .other), (admitted(), denied(nameless), .other),
        (denied(nameless), denied(("spec.repository.repository", "Invalid value")), .other),
        (admitted(before), admitted(gate), .kindness), (admitted(before), admitted(), .other),
        (
            denied(comparing), denied(("spec.tolerations[0].value", "not a number"), warnings: [.string(gate)]),
            .kindness
        ), (denied(comparing), denied(nameless, warnings: [.string(gate)]), .other),
    ]

    @Test("Additions are told from everything else", arguments: cases)
    func change(_ old: String, _ new: String, _ change: AnswerChange) {
        #expect(AnswerChange(from: old, to: new) == change, "\(old)\n\(new)")
    }

    @Test("Warnings for which there is no room beside new ones are not missed, others are")
    func room() throws {
        let many = (0..<60).map { "spec.\($0) \(String(repeating: "x", count: 60)) deprecated since long" }
        func answer(_ warnings: some Sequence<String>) -> String {
            let review: JSONValue = ["response": ["allowed": true, "warnings": .array(warnings.map(JSONValue.string))]]
            return review.jsonText
        }
        let own = (0..<40).map { "our own \($0)" }
        #expect(AnswerChange(from: answer(own), to: answer(many.prefix(48) + own.prefix(2))) == .warnings)
        #expect(AnswerChange(from: answer(own), to: answer(many.prefix(9) + own.prefix(2))) == .other)
    }
}
