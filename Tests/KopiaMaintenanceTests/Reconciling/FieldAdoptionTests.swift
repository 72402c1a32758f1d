import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@Suite struct FieldAdoptionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let entries: [JSONValue]
        /// The managers and operations afterwards; nil if nothing is to be done.
        let expected: [String]?

        var testDescription: String { name }
    }

    private static func entry(_ manager: String, _ operation: String, subresource: String? = nil) -> JSONValue {
        let field = JSONValue.object(JSONObject(members: [("f:\(manager)", [:])]))
        let entry: JSONValue = [
            "manager": .string(manager), "operation": .string(operation), "apiVersion": "batch/v1",
            "fieldsV1": ["f:spec": field],
        ]
        return subresource.map { entry.setting(.string($0), at: "subresource") } ?? entry
    }

    static let cases: [Case] = [
        Case(
            name: "what the Go controller wrote becomes ours",
            entries: [entry("manager", "Update"), entry("kube-controller-manager", "Update", subresource: "status")],
            expected: ["us Apply manager", "kube-controller-manager Update kube-controller-manager"]
        ),
        Case(
            name: "an earlier apply of ours makes room",
            entries: [entry("us", "Apply"), entry("manager", "Update")],
            expected: ["us Apply manager"]
        ),
        Case(
            name: "what we patched stays ours",
            entries: [entry("us", "Update"), entry("manager", "Update")],
            expected: ["us Update us", "us Apply manager"]
        ),
        Case(name: "a user's entry is left alone", entries: [entry("kubectl-edit", "Update")], expected: nil),
        Case(
            name: "a status is left alone",
            entries: [entry("manager", "Update", subresource: "status")],
            expected: nil
        ),
        Case(name: "nothing is there", entries: [], expected: nil),
    ]

    @Test("Only what the Go controller wrote to the object itself is taken over", arguments: cases)
    func adoption(_ example: Case) throws {
        let object: JSONValue = ["metadata": ["resourceVersion": "7", "managedFields": .array(example.entries)]]
        let patch = FieldAdoption.patch(of: object, to: "us")
        let entries = patch?.first?["value"]?.array?.map { entry in
            let fields = entry["fieldsV1"]?["f:spec"]?.object?.members.first?.name.dropFirst(2) ?? ""
            return "\(entry["manager"]?.string ?? "") \(entry["operation"]?.string ?? "") \(fields)"
        }
        #expect(entries == example.expected)
        #expect(patch.map { $0.last?["value"] == "7" } ?? true, "the patch is for that version only")
    }
}
