import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The annotation `volsync.backube/run-requested`, judged where somebody sets it.
@Suite struct RequestRulesTests {
    private static let path = "metadata.annotations[volsync.backube/run-requested]"

    private static let wrong: [(tag: String, message: String)] = [
        ("a\tb", "\(path): Invalid value: \"a\\tb\": must not contain control characters such as line breaks or tabs"),
        (String(repeating: "x", count: 254), "\(path): Too long: may not be more than 253 characters"),
    ]

    private static func object(_ tag: String?, suspend: Bool = false) -> JSONValue {
        let spec: JSONValue = ["repository": ["repository": "r"], "suspend": .bool(suspend)]
        let annotations: JSONValue = tag.map { [APINames.runRequestedAnnotation: .string($0)] } ?? [:]
        return .kopiaMaintenance(spec, metadata: ["name": "x", "namespace": "n", "annotations": annotations])
    }

    @Test("A tag that is none is refused when it is set", arguments: wrong)
    func refused(tag: String, message: String) {
        for old in [nil, Self.object(nil), Self.object("good")] {
            let validation = Validation(admitting: Self.object(tag), after: old)
            #expect(validation.findings.map(\.description) == [message])
        }
    }

    @Test("One that is stored blocks nothing, nor does one of an object that goes", arguments: wrong)
    func stored(tag: String, message: String) {
        let stored = Self.object(tag)
        #expect(Validation(admitting: Self.object(tag, suspend: true), after: stored).findings.isEmpty)
        let dying = stored.setting("2026-01-01T00:00:00Z", at: "metadata", "deletionTimestamp")
        #expect(Validation(admitting: dying, after: Self.object(nil)).findings.isEmpty)
        #expect(Validation(stored).findings.isEmpty, "the controller goes on")
    }

    @Test(
        "Any text in a line is a tag",
        arguments: ["x", "", "2026-11-30 02:00", "ä/ö:漢", String(repeating: "x", count: 253)]
    )
    func admitted(tag: String) {
        #expect(Validation(admitting: Self.object(tag), after: nil).findings.isEmpty)
        #expect(Validation(admitting: Self.object(tag), after: Self.object(nil)).findings.isEmpty)
    }
}
