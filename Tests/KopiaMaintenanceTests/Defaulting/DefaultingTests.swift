import KubernetesAPI
import TestSupport
import Testing

@testable import KopiaMaintenance

/// What is filled in, when, and what is left alone (requirements §3).
@Suite struct DefaultingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spec: JSONValue
        /// The field looked at, and what it must hold afterwards; nil where it must stay absent.
        let field: [String]
        let expected: JSONValue?

        init(_ name: String, _ spec: JSONValue, _ field: String..., expect: JSONValue?) {
            testDescription = name
            self.spec = spec
            self.field = field
            expected = expect
        }
    }

    static let cases: [Case] = [
        Case("no trigger: daily at two", [:], "trigger", "schedule", expect: "0 2 * * *"),
        Case("an empty trigger: daily at two", ["trigger": [:]], "trigger", "schedule", expect: "0 2 * * *"),
        Case("a null trigger: daily at two", ["trigger": .null], "trigger", "schedule", expect: "0 2 * * *"),
        Case("a schedule stays", ["trigger": ["schedule": "@weekly"]], "trigger", "schedule", expect: "@weekly"),
        Case(
            "an empty schedule is a mistake, not an absence",
            ["trigger": ["schedule": ""]],
            "trigger",
            "schedule",
            expect: ""
        ),
        Case("a manual trigger wants no schedule", ["trigger": ["manual": "x"]], "trigger", "schedule", expect: nil),
        Case("nor does one without a tag yet", ["trigger": ["manual": ""]], "trigger", "schedule", expect: nil),
        Case("the deprecated schedule is enough", ["schedule": "@daily"], "trigger", expect: nil),
        Case("enabled", [:], "enabled", expect: true),
        Case("enabled stays false", ["enabled": false], "enabled", expect: false),
        Case("suspend", [:], "suspend", expect: false),
        Case("successful history", [:], "successfulJobsHistoryLimit", expect: 3),
        Case("a history of none stays", ["successfulJobsHistoryLimit": 0], "successfulJobsHistoryLimit", expect: 0),
        Case("failed history", [:], "failedJobsHistoryLimit", expect: 1),
        Case("deadline", [:], "activeDeadlineSeconds", expect: 10800),
        Case("an empty resources object is the user's", ["resources": [:]], "resources", expect: [:]),
        Case(
            "requests alone get no limits",
            ["resources": ["requests": ["cpu": 1]]],
            "resources",
            "limits",
            expect: nil
        ),
        Case("resources", [:], "resources", "limits", "memory", expect: "1Gi"),
        Case("an empty pod context is the user's", ["podSecurityContext": [:]], "podSecurityContext", expect: [:]),
        Case(
            "an empty container context is the user's",
            ["containerSecurityContext": [:]],
            "containerSecurityContext",
            expect: [:]
        ),
        Case(
            "the key of a custom CA",
            ["repository": ["customCA": ["secretName": "s"]]],
            "repository",
            "customCA",
            "key",
            expect: "ca.crt"
        ),
        Case(
            "a custom CA's own key stays",
            ["repository": ["customCA": ["key": "k"]]],
            "repository",
            "customCA",
            "key",
            expect: "k"
        ),
        Case("no custom CA is made up", ["repository": ["repository": "r"]], "repository", "customCA", expect: nil),
        Case("capacity brings an access mode", ["cacheCapacity": "5Gi"], "cacheAccessModes", expect: ["ReadWriteOnce"]),
        Case("so does a class", ["cacheStorageClassName": "fast"], "cacheAccessModes", expect: ["ReadWriteOnce"]),
        Case(
            "the user's access modes stay",
            ["cacheCapacity": "5Gi", "cacheAccessModes": ["ReadWriteMany"]],
            "cacheAccessModes",
            expect: ["ReadWriteMany"]
        ),
        Case("a class brings a capacity", ["cacheStorageClassName": "fast"], "cacheCapacity", expect: "1Gi"),
        Case("an empty class is a class", ["cacheStorageClassName": ""], "cacheCapacity", expect: "1Gi"),
        Case("access modes bring a capacity", ["cacheAccessModes": ["ReadWriteOnce"]], "cacheCapacity", expect: "1Gi"),
        Case("no cache field, no cache default", [:], "cacheCapacity", expect: nil),
        Case("no cache field, no access mode", [:], "cacheAccessModes", expect: nil),
        Case(
            "a claim of the user's stops capacity",
            ["cachePVC": "c", "cacheStorageClassName": "fast"],
            "cacheCapacity",
            expect: nil
        ),
        Case(
            "a claim of the user's stops access modes",
            ["cachePVC": "c", "cacheCapacity": "1Gi"],
            "cacheAccessModes",
            expect: nil
        ),
        Case(
            "an empty claim name is none",
            ["cachePVC": "", "cacheCapacity": "1Gi"],
            "cacheAccessModes",
            expect: ["ReadWriteOnce"]
        ),
    ]

    @Test("Each default is written just where the table of the requirements says", arguments: cases)
    func field(_ example: Case) {
        let object = Defaulting(.kopiaMaintenance(example.spec)).object
        let value = example.field.reduce(object["spec"]) { $0?[$1] }
        #expect(value == example.expected)
    }

    @Test("A capacity that was chosen for the user is said so")
    func capacityWarning() {
        let chosen = Defaulting(.kopiaMaintenance(["cacheStorageClassName": "fast"]))
        #expect(chosen.warnings == ["spec.cacheCapacity was not set: the cache volume gets 1Gi; set it to choose"])
        #expect(Defaulting(.kopiaMaintenance(["cacheCapacity": "2Gi"])).warnings.isEmpty)
    }

    @Test("The changed fields are named in field order")
    func changedPaths() {
        let object = JSONValue.kopiaMaintenance(["repository": ["repository": "r"], "enabled": true])
        #expect(
            Defaulting(object).changed.map(\.description) == [
                "spec.trigger.schedule", "spec.suspend", "spec.successfulJobsHistoryLimit",
                "spec.failedJobsHistoryLimit", "spec.activeDeadlineSeconds", "spec.resources",
                "spec.podSecurityContext", "spec.containerSecurityContext",
                "metadata.annotations[volsync.backube/defaulted-fields]",
            ]
        )
    }

    @Test("A record has room for every field, and reads what it wrote")
    func record() {
        for number in 0..<(UInt16(1) << DefaultedField.allCases.count) {
            let fields = DefaultedFields(rawValue: number)
            #expect(DefaultedFields(fields.description) == fields)
        }
        #expect(DefaultedFields("enabled,unheardOf,resources").description == "enabled,resources")
    }

    @Test("A mistake of type does not set the user at odds with what was defaulted")
    func mistyped() {
        let created = Defaulting(.kopiaMaintenance(["repository": ["repository": "r"]])).object
        let edited = created.setting("a", at: "spec", "trigger", "manual").setting("yes", at: "spec", "enabled")
        let findings = Validation(updating: created, to: edited).findings.map(\.path.description)
        #expect(findings == ["spec.enabled"])
        #expect(Defaulting(updating: created, to: edited).object == edited, "the object itself is left as it came")
    }

    static let untouched: [(String, JSONValue)] = [
        (
            "an object that is being deleted",
            .kopiaMaintenance(["trigger": [:]], metadata: ["deletionTimestamp": "2026-01-01T00:00:00Z"])
        ),
        ("a field of the wrong type", .kopiaMaintenance(["successfulJobsHistoryLimit": "three"])),
        ("a spec that is no object", .kopiaMaintenance(7)),
        ("no object at all", .null),
        ("a list", [1]),
    ]

    @Test("What cannot be read or is on its way out is left as it came", arguments: untouched)
    func leftAlone(_ example: (name: String, object: JSONValue)) {
        let defaulting = Defaulting(example.object)
        #expect(defaulting.object == example.object)
        #expect(defaulting.changed.isEmpty)
    }
}
