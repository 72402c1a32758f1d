import KubernetesAPI
import Testing

@Suite("Edits of an object by the names of its fields")
struct FieldEditTests {
    static let object: JSONValue = [
        "a": 1, "b": ["c": "x", "d": [["e": 2], ["e": 3]]], "labels": ["f.g/h": "y"],
    ]

    private static let inner = FieldPath("b").field("c")

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let edits: [FieldEdit]
        let expected: JSONValue?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "no edit", edits: [], expected: object),
        Case(
            name: "a field goes",
            edits: [FieldEdit(FieldPath("a"), .remove)],
            expected: ["b": ["c": "x", "d": [["e": 2], ["e": 3]]], "labels": ["f.g/h": "y"]]
        ),
        Case(
            name: "a field of an element goes, and an entry of a map",
            edits: [
                FieldEdit(FieldPath("b").field("d").index(1).field("e"), .remove),
                FieldEdit(FieldPath("labels").key("f.g/h"), .remove),
            ],
            expected: ["a": 1, "b": ["c": "x", "d": [["e": 2], [:]]], "labels": [:]]
        ),
        Case(
            name: "a field gets an object around it",
            edits: [FieldEdit(inner, .wrap(in: "w"))],
            expected: ["a": 1, "b": ["w": ["c": "x"], "d": [["e": 2], ["e": 3]]], "labels": ["f.g/h": "y"]]
        ),
        Case(
            name: "others take the place of a field, copied from before the edits",
            edits: [
                FieldEdit(inner, .remove),
                FieldEdit(
                    FieldPath("a"),
                    .replace(by: [.value("v", true), .object("o", [.copy(inner, comments: .all)])])
                ),
            ],
            expected: ["v": true, "o": ["c": "x"], "b": ["d": [["e": 2], ["e": 3]]], "labels": ["f.g/h": "y"]]
        ),
        Case(
            name: "an object gets more",
            edits: [FieldEdit(FieldPath("labels"), .add([.value("i", "z")]))],
            expected: ["a": 1, "b": ["c": "x", "d": [["e": 2], ["e": 3]]], "labels": ["f.g/h": "y", "i": "z"]]
        ),
        Case(name: "what is not there does not go", edits: [FieldEdit(FieldPath("x"), .remove)], expected: nil),
        Case(
            name: "nothing is inside of a number",
            edits: [FieldEdit(FieldPath("a").field("x"), .remove)],
            expected: nil
        ),
        Case(name: "no field of a number", edits: [FieldEdit(FieldPath("a"), .add([.value("x", 1)]))], expected: nil),
        Case(
            name: "no element behind the last",
            edits: [FieldEdit(FieldPath("b").field("d").index(2).field("e"), .remove)],
            expected: nil
        ),
        Case(
            name: "no copy of nothing",
            edits: [FieldEdit(FieldPath("a"), .replace(by: [.copy(FieldPath("x"), comments: .none)]))],
            expected: nil
        ),
    ]

    @Test("are carried out, or not at all", arguments: cases)
    func apply(example: Case) { #expect(Self.object.applying(example.edits) == example.expected) }

    @Test("are the same inside of a larger object", arguments: cases)
    func inside(example: Case) {
        let outer = FieldPath("items").index(1)
        let list: JSONValue = ["items": [.null, Self.object]]
        let expected = example.expected.map { JSONValue.object(JSONObject(members: [("items", [.null, $0])])) }
        #expect(list.applying(example.edits.map { $0.inside(outer) }) == expected)
        #expect(example.edits.map { $0.inside(nil) } == example.edits)
    }
}
