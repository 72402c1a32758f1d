import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Which value is the user's, for each way of writing an object; the table of docs/decisions.md.
@Suite struct AuthorshipTests {
    /// A history that ends in a manifest that writes a part of `resources`, or in something else that shows whose they
    /// are.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What is done to an object that was created from a repository alone.
        let history: @Sendable (inout SimulatedObject) -> Void
        /// What `spec.resources` must be then.
        let resources: JSONValue
    }

    private static let standard: JSONValue = ["requests": ["memory": "256Mi"], "limits": ["memory": "1Gi"]]
    private static let annotation = "volsync.backube/defaulted-fields"
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
    private static let bare = JSONValue.kopiaMaintenance(["repository": ["repository": "r"]])
    private static let more = bare.setting("2Gi", at: "spec", "resources", "requests", "memory")
    private static let little = bare.setting("128Mi", at: "spec", "resources", "limits", "memory")
    private static let explicit = bare.setting(standard, at: "spec", "resources")
    private static let request: JSONValue = ["requests": ["memory": "2Gi"]]
    private static let limit: JSONValue = ["limits": ["memory": "128Mi"]]

    private static let limitOfDefault: JSONValue = ["limits": ["memory": "1Gi"]]

    /// The whole default with another request, as somebody has it who claims all of it.
    private static let mixed = standard.setting("2Gi", at: "requests", "memory")

    static let cases: [Case] = [
        Case(
            testDescription: "a part that is applied takes the place of the whole default",
            history: { _ = $0.applyClientSide(more) },
            resources: request
        ),
        Case(
            testDescription: "on the server's side as well",
            history: { _ = $0.applyServerSide(more) },
            resources: request
        ),
        Case(
            testDescription: "a part that equals the default does, too",
            history: { _ = $0.applyClientSide(bare.setting("1Gi", at: "spec", "resources", "limits", "memory")) },
            resources: ["limits": ["memory": "1Gi"]]
        ),
        Case(
            testDescription: "an empty object says that nothing is wanted",
            history: { _ = $0.applyServerSide(bare.setting([:], at: "spec", "resources")) },
            resources: [:]
        ),
        Case(
            testDescription: "what is applied no more is defaulted anew",
            history: {
                _ = $0.applyClientSide(little)
                _ = $0.applyClientSide(bare)
            },
            resources: standard
        ),
        Case(
            testDescription: "the default in so many words is the user's, and stays beside another's part",
            history: {
                _ = $0.applyServerSide(explicit, as: "flux")
                _ = $0.applyServerSide(more, as: "other")
            },
            resources: mixed
        ),
        Case(
            testDescription: "edit: who writes a part takes the place of the default",
            history: { _ = $0.update { $0.setting("128Mi", at: "spec", "resources", "limits", "memory") } },
            resources: limit
        ),
        Case(
            testDescription: "edit: who takes a part away keeps the rest",
            history: { _ = $0.update { $0.setting(nil, at: "spec", "resources", "limits") } },
            resources: ["requests": ["memory": "256Mi"]]
        ),
        Case(
            testDescription: "edit: a value that is changed and changed back is the user's",
            history: {
                _ = $0.update { $0.setting("2Gi", at: "spec", "resources", "limits", "memory") }
                _ = $0.update { $0.setting(standard, at: "spec", "resources") }
                _ = $0.applyServerSide(more)
            },
            resources: mixed
        ),
        Case(
            testDescription: "merge patch with null: defaulted anew",
            history: { _ = $0.update(by: "kubectl-patch") { $0.setting(nil, at: "spec", "resources") } },
            resources: standard
        ),
        Case(
            testDescription: "set resources and partial updates by controllers: as an edit",
            history: {
                _ = $0.update(by: "kubectl-set") { $0.setting("2Gi", at: "spec", "resources", "requests", "memory") }
            },
            resources: request
        ),
        Case(
            testDescription: "replace by a bare manifest: as created",
            history: {
                _ = $0.update(by: "kubectl-replace") { replaced($0, by: bare) }
                _ = $0.applyClientSide(more)
            },
            resources: request
        ),
        Case(
            testDescription: "replace by the default in so many words: the user's",
            history: {
                _ = $0.update(by: "kubectl-replace") { replaced($0, by: explicit) }
                _ = $0.applyServerSide(more)
            },
            resources: mixed
        ),
        Case(
            testDescription: "exported, edited in a part, and applied: the rest stood in the manifest",
            history: { object in
                let export = object.stored ?? .null
                _ = object.applyClientSide(export.setting("2Gi", at: "spec", "resources", "requests", "memory"))
            },
            resources: mixed
        ),
        Case(
            testDescription: "the same once more, beside a record that knows better",
            history: { object in
                let edited = (object.stored ?? .null).setting("2Gi", at: "spec", "resources", "requests", "memory")
                for _ in 0..<3 { _ = object.applyClientSide(edited) }
            },
            resources: mixed
        ),
        Case(
            testDescription: "an export that was trimmed to a part of the default: that part",
            history: { object in
                let export = (object.stored ?? .null).setting(limitOfDefault, at: "spec", "resources")
                _ = object.applyServerSide(export)
            },
            resources: limitOfDefault
        ),
        Case(
            testDescription: "client-side, and then server-side without it: the default again",
            history: { object in
                _ = object.applyClientSide(bare.setting(limitOfDefault, at: "spec", "resources"))
                _ = object.goOverToServerSide(bare)
            },
            resources: standard
        ),
        Case(
            testDescription: "client-side, and then by Flux, which takes the manifest away",
            history: { object in
                _ = object.applyClientSide(explicit)
                _ = object.applyServerSide(bare)
                _ = object.update(by: "flux") { $0.setting(nil, at: "metadata", "annotations", lastApplied) }
                _ = object.applyServerSide(more)
            },
            resources: request
        ),
        Case(
            testDescription: "the record in a manifest, and in the next no more: still the default",
            history: { object in
                let copied = bare.setting(object.stored?["metadata"]?["annotations"], at: "metadata", "annotations")
                _ = object.applyServerSide(copied)
                _ = object.applyServerSide(more)
            },
            resources: request
        ),
        Case(
            testDescription: "exported and restored by another: still the default",
            history: { object in
                let export = object.stored ?? .null
                object = server()
                _ = object.create(export, as: "velero-server")
                _ = object.applyServerSide(more)
            },
            resources: request
        ),
        Case(
            testDescription: "exported without annotations and created: the user's",
            history: { object in
                let export = (object.stored ?? .null).setting(nil, at: "metadata", "annotations")
                object = server()
                _ = object.create(export)
                _ = object.applyServerSide(more)
            },
            resources: mixed
        ),
        Case(
            testDescription: "books taken away: the record is believed",
            history: {
                $0.strip(["managedFields"])
                _ = $0.applyServerSide(more)
            },
            resources: request
        ),
        Case(
            testDescription: "books and record taken away: the user's",
            history: {
                $0.strip(["managedFields", "annotations"])
                _ = $0.applyServerSide(more)
            },
            resources: mixed
        ),
        Case(
            testDescription: "an object of the last release, with its books: the default",
            history: {
                $0.strip(["annotations"])
                _ = $0.applyServerSide(more)
            },
            resources: request
        ),
    ]

    private static func replaced(_ stored: JSONValue, by manifest: JSONValue) -> JSONValue {
        manifest.setting(stored["metadata"]?.setting(nil, at: "annotations"), at: "metadata")
    }

    private static func server() -> SimulatedObject {
        SimulatedObject { old, new in (old.map { Defaulting(updating: $0, to: new) } ?? Defaulting(new)).object }
    }

    @Test("Each way of writing an object has its rule", arguments: cases)
    func rule(_ example: Case) {
        var object = Self.server()
        _ = object.applyServerSide(Self.bare)
        #expect(object.stored?["spec"]?["resources"] == Self.standard)
        example.history(&object)
        #expect(object.stored?["spec"]?["resources"] == example.resources, "\(object.stored?.jsonText ?? "")")
    }
}
