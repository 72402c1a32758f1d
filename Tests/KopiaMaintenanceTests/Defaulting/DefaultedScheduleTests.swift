import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// A manual trigger takes the place of a schedule that nobody wrote, and of no other (requirements §3).
@Suite struct DefaultedScheduleTests {
    private static let annotation = "volsync.backube/defaulted-schedule"
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// The books of an API server that saw somebody set the repository, and the schedule where `owned`, and the memory of
    /// its being defaulted where `copied`.
    private static func books(scheduleOwned owned: Bool, copied: Bool = false) -> JSONValue {
        let trigger: JSONValue = owned ? ["f:trigger": ["f:schedule": [:]]] : [:]
        let spec = trigger.setting([:], at: "f:repository")
        let metadata: JSONValue = copied ? ["f:annotations": [".": [:], "f:\(annotation)": [:]]] : [:]
        let fields: JSONValue = ["f:metadata": metadata, "f:spec": spec]
        return [["manager": "kubectl", "operation": "Update", "fieldsV1": fields]]
    }

    /// What kubectl remembers of a manifest with the schedule, and with that memory of its being defaulted.
    private static func applied(remembering schedule: String? = nil) -> JSONValue {
        var manifest: JSONValue = ["spec": ["trigger": ["schedule": "0 2 * * *"]]]
        if let schedule { manifest = manifest.setting(.string(schedule), at: "metadata", "annotations", annotation) }
        return .string(manifest.jsonText)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var schedule: JSONValue = "0 2 * * *"
        var annotations: JSONValue = [:]
        var managedFields: JSONValue = []
        /// True where the schedule must give way.
        let givesWay: Bool
    }

    static let cases: [Case] = [
        Case(testDescription: "remembered as defaulted", annotations: [annotation: "0 2 * * *"], givesWay: true),
        Case(
            testDescription: "remembered, and the books name nobody",
            annotations: [annotation: "0 2 * * *"],
            managedFields: books(scheduleOwned: false),
            givesWay: true
        ),
        Case(
            testDescription: "remembered, but somebody has claimed it since",
            annotations: [annotation: "0 2 * * *"],
            managedFields: books(scheduleOwned: true),
            givesWay: false
        ),
        Case(
            testDescription: "remembered, but the manifest last applied has it",
            annotations: [annotation: "0 2 * * *", lastApplied: applied()],
            givesWay: false
        ),
        Case(
            testDescription: "exported and created anew: the memory was copied with the schedule",
            annotations: [annotation: "0 2 * * *"],
            managedFields: books(scheduleOwned: true, copied: true),
            givesWay: true
        ),
        Case(
            testDescription: "exported and applied",
            annotations: [annotation: "0 2 * * *", lastApplied: applied(remembering: "0 2 * * *")],
            managedFields: books(scheduleOwned: true, copied: true),
            givesWay: true
        ),
        Case(
            testDescription: "exported, edited and applied: the memory is of another schedule",
            schedule: "0 3 * * *",
            annotations: [annotation: "0 2 * * *", lastApplied: applied(remembering: "0 2 * * *")],
            managedFields: books(scheduleOwned: true, copied: true),
            givesWay: false
        ),
        Case(
            testDescription: "exported and created anew, and then claimed by somebody",
            annotations: [annotation: "0 2 * * *"],
            managedFields: .array(
                [books(scheduleOwned: true, copied: true), books(scheduleOwned: true)].flatMap { $0.array ?? [] }
            ),
            givesWay: false
        ),
        Case(
            testDescription: "exported without its annotations",
            managedFields: books(scheduleOwned: true),
            givesWay: false
        ),
        Case(
            testDescription: "remembered with another value than it has now",
            schedule: "0 3 * * *",
            annotations: [annotation: "0 2 * * *"],
            givesWay: false
        ),
        Case(testDescription: "not remembered, no books", givesWay: false),
        Case(
            testDescription: "not remembered, the books name nobody",
            managedFields: books(scheduleOwned: false),
            givesWay: true
        ),
        Case(
            testDescription: "not remembered, the books name somebody",
            managedFields: books(scheduleOwned: true),
            givesWay: false
        ),
        Case(
            testDescription: "not remembered, another schedule than the default",
            schedule: "0 3 * * *",
            managedFields: books(scheduleOwned: false),
            givesWay: false
        ),
        Case(
            testDescription: "a last-applied manifest that is no JSON says nothing",
            annotations: [annotation: "0 2 * * *", lastApplied: "{\"schedule\""],
            givesWay: true
        ),
    ]

    @Test("The origin of the schedule decides, not its value", arguments: cases)
    func manualOntoSchedule(_ example: Case) {
        let object = JSONValue.kopiaMaintenance(
            ["repository": ["repository": "r"], "trigger": ["schedule": example.schedule, "manual": "x"]],
            metadata: ["annotations": example.annotations, "managedFields": example.managedFields]
        )
        let defaulted = Defaulting(object).object
        let trigger = defaulted["spec"]?["trigger"]
        #expect(trigger?["manual"] == "x")
        #expect((trigger?["schedule"] == nil) == example.givesWay)
        #expect(Validation(object).findings.count == (example.givesWay ? 0 : 1))
        #expect(defaulted["metadata"]?["annotations"]?[Self.annotation] == nil, "the memory is stale either way")
    }

    @Test("A defaulted schedule is remembered, and forgotten once the user writes one")
    func memory() {
        let created = Defaulting(.kopiaMaintenance(["repository": ["repository": "r"]])).object
        #expect(created["metadata"]?["annotations"]?[Self.annotation] == "0 2 * * *")
        let edited = created.setting("0 5 * * *", at: "spec", "trigger", "schedule")
        let remembered = Defaulting(edited).object
        #expect(remembered["metadata"]?["annotations"]?[Self.annotation] == nil)
        #expect(remembered["spec"]?["trigger"]?["schedule"] == "0 5 * * *")
        let restored = remembered.setting("0 2 * * *", at: "spec", "trigger", "schedule")
            .setting("x", at: "spec", "trigger", "manual")
        #expect(Defaulting(restored).object["spec"]?["trigger"]?["schedule"] == "0 2 * * *", "the user wrote it")
    }
}
