import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// A manual trigger takes the place of a schedule that nobody wrote, and of no other (requirements §3).
@Suite struct DefaultedScheduleTests {
    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// How an object tells that its schedule was defaulted.
    struct Memory: Sendable, CustomTestStringConvertible {
        let annotation: String
        let value: JSONValue
        var testDescription: String { annotation }

        static let ofThisRelease = Memory(annotation: "volsync.backube/defaulted-fields", value: "trigger.schedule")
        static let ofTheLast = Memory(annotation: "volsync.backube/defaulted-schedule", value: "0 2 * * *")

        var annotations: JSONValue { .object(JSONObject(members: [(annotation, value)])) }

        /// The books of an API server that saw somebody set the repository, and the schedule where `owned`, and this
        /// memory where `copied`.
        func books(scheduleOwned owned: Bool, copied: Bool = false) -> JSONValue {
            let trigger: JSONValue = owned ? ["f:trigger": ["f:schedule": [:]]] : [:]
            let metadata: JSONValue = copied ? ["f:annotations": [".": [:], "f:\(annotation)": [:]]] : [:]
            let fields: JSONValue = ["f:metadata": metadata, "f:spec": trigger.setting([:], at: "f:repository")]
            return [["manager": "kubectl", "operation": "Update", "fieldsV1": fields]]
        }

        /// These annotations and what kubectl remembers of a manifest with the schedule, and with this memory where
        /// `copied`.
        func applied(copied: Bool = false) -> JSONValue {
            let manifest: JSONValue = [
                "metadata": ["annotations": copied ? annotations : [:]], "spec": ["trigger": ["schedule": "0 2 * * *"]],
            ]
            return annotations.setting(.string(manifest.jsonText), at: lastApplied)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var schedule: JSONValue = "0 2 * * *"
        var annotations: JSONValue = [:]
        var managedFields: JSONValue = []
        /// True where the schedule must give way.
        let givesWay: Bool
    }

    static func cases(_ memory: Memory) -> [Case] {
        [
            Case(testDescription: "remembered as defaulted", annotations: memory.annotations, givesWay: true),
            Case(
                testDescription: "remembered, and the books name nobody",
                annotations: memory.annotations,
                managedFields: memory.books(scheduleOwned: false),
                givesWay: true
            ),
            Case(
                testDescription: "remembered, but somebody has claimed it since",
                annotations: memory.annotations,
                managedFields: memory.books(scheduleOwned: true),
                givesWay: false
            ),
            Case(
                testDescription: "remembered, but the manifest that is applied now has it",
                annotations: memory.applied(),
                givesWay: false
            ),
            Case(
                testDescription: "exported and created anew: the memory was copied with the schedule",
                annotations: memory.annotations,
                managedFields: memory.books(scheduleOwned: true, copied: true),
                givesWay: true
            ),
            Case(
                testDescription: "exported and applied",
                annotations: memory.applied(copied: true),
                managedFields: memory.books(scheduleOwned: true, copied: true),
                givesWay: true
            ),
            Case(
                testDescription: "exported, edited and applied: the memory is of another schedule",
                schedule: "0 3 * * *",
                annotations: memory.applied(copied: true),
                managedFields: memory.books(scheduleOwned: true, copied: true),
                givesWay: false
            ),
            Case(
                testDescription: "exported and created anew, and then claimed by somebody",
                annotations: memory.annotations,
                managedFields: .array(
                    [memory.books(scheduleOwned: true, copied: true), memory.books(scheduleOwned: true)]
                        .flatMap { $0.array ?? [] }
                ),
                givesWay: false
            ),
            Case(
                testDescription: "remembered with another value than it has now",
                schedule: "0 3 * * *",
                annotations: memory.annotations,
                givesWay: false
            ),
            Case(
                testDescription: "a last-applied manifest that is no JSON says nothing",
                annotations: memory.annotations.setting("{\"schedule\"", at: lastApplied),
                givesWay: true
            ),
        ]
    }

    static let rememberedCases: [Case] = cases(.ofThisRelease) + cases(.ofTheLast)

    static let unrememberedCases: [Case] = [
        Case(
            testDescription: "exported without its annotations",
            managedFields: Memory.ofThisRelease.books(scheduleOwned: true),
            givesWay: false
        ),
        Case(testDescription: "not remembered, no books", givesWay: false),
        Case(
            testDescription: "not remembered, the books name nobody",
            managedFields: Memory.ofThisRelease.books(scheduleOwned: false),
            givesWay: true
        ),
        Case(
            testDescription: "not remembered, another schedule than the default",
            schedule: "0 3 * * *",
            managedFields: Memory.ofThisRelease.books(scheduleOwned: false),
            givesWay: false
        ),
    ]

    @Test(
        "The origin of the schedule decides, not its value",
        arguments: rememberedCases
    )
    func remembered(_ example: Case) { Self.check(example) }

    @Test("So it does where nothing is remembered", arguments: unrememberedCases)
    func unremembered(_ example: Case) { Self.check(example) }

    /// Sets a tag beside the schedule.
    private static func check(_ example: Case) {
        let metadata: JSONValue = [
            "uid": "1", "annotations": example.annotations, "managedFields": example.managedFields,
        ]
        let new = JSONValue.kopiaMaintenance(
            ["repository": ["repository": "r"], "trigger": ["schedule": example.schedule, "manual": "x"]],
            metadata: metadata
        )
        let old = new.setting(nil, at: "spec", "trigger", "manual").setting(
            nil,
            at: "metadata",
            "annotations",
            lastApplied
        )
        let defaulted = Defaulting(updating: old, to: new).object
        let trigger = defaulted["spec"]?["trigger"]
        #expect(trigger?["manual"] == "x")
        #expect((trigger?["schedule"] == nil) == example.givesWay)
        #expect(Validation(updating: old, to: new).findings.count == (example.givesWay ? 0 : 1))
        let annotations = defaulted["metadata"]?["annotations"]
        #expect(annotations?[Memory.ofTheLast.annotation] == nil)
        #expect(
            annotations?[Memory.ofThisRelease.annotation]?.string?.contains("trigger") == false,
            "it is no default now"
        )
    }

    @Test("A defaulted schedule is remembered, and forgotten once the user writes one")
    func memory() {
        func record(_ object: JSONValue) -> String? {
            object["metadata"]?["annotations"]?[Memory.ofThisRelease.annotation]?.string
        }
        let created = Defaulting(.kopiaMaintenance(["repository": ["repository": "r"]])).object
        #expect(record(created)?.hasPrefix("trigger.schedule,enabled,") == true)
        let edited = created.setting("0 5 * * *", at: "spec", "trigger", "schedule")
        let remembered = Defaulting(updating: created, to: edited).object
        #expect(record(remembered)?.hasPrefix("enabled,") == true)
        #expect(remembered["spec"]?["trigger"]?["schedule"] == "0 5 * * *")
        let restored = remembered.setting("0 2 * * *", at: "spec", "trigger", "schedule")
            .setting("x", at: "spec", "trigger", "manual")
        let after = Defaulting(updating: remembered, to: restored).object
        #expect(after["spec"]?["trigger"]?["schedule"] == "0 2 * * *", "the user wrote it")
    }
}
