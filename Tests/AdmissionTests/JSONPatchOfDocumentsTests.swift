import Admission
import KubernetesAPI
import TestSupport
import Testing

/// The steps from one document to another, whether the other was read or made of the first.
@Suite("Patches of documents that were read") struct JSONPatchOfDocumentsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let original: String
        let changed: String
        let patch: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "equal documents", original: #"{"a":[1,{"b":2}]}"#, changed: #"{"a":[1,{"b":2}]}"#, patch: "[]"),
        Case(name: "another order", original: #"{"a":1,"b":{"c":2}}"#, changed: #"{"b":{"c":2},"a":1}"#, patch: "[]"),
        Case(name: "another spelling", original: #"{"a":3,"b":"\u0041"}"#, changed: #"{"a":3.0,"b":"A"}"#, patch: "[]"),
        Case(
            name: "a new member",
            original: #"{"a":{"b":1}}"#,
            changed: #"{"a":{"b":1,"c":[2]}}"#,
            patch: #"[{"op":"add","path":"/a/c","value":[2]}]"#
        ),
        Case(
            name: "a new parent is added whole",
            original: #"{"a":1}"#,
            changed: #"{"a":1,"b":{"c":{"d":2}}}"#,
            patch: #"[{"op":"add","path":"/b","value":{"c":{"d":2}}}]"#
        ),
        Case(
            name: "a new member before others",
            original: #"{"b":1,"c":2}"#,
            changed: #"{"a":0,"b":1,"c":3}"#,
            patch: #"[{"op":"add","path":"/a","value":0},{"op":"replace","path":"/c","value":3}]"#
        ),
        Case(
            name: "lists are replaced whole",
            original: #"{"a":[1,2],"b":[[1]]}"#,
            changed: #"{"a":[1,3],"b":[[1]]}"#,
            patch: #"[{"op":"replace","path":"/a","value":[1,3]}]"#
        ),
        Case(
            name: "removals come first",
            original: #"{"a":1,"b":2,"c":{"d":3}}"#,
            changed: #"{"b":4,"c":{}}"#,
            patch: #"[{"op":"remove","path":"/a"},{"op":"replace","path":"/b","value":4},"#
                + #"{"op":"remove","path":"/c/d"}]"#
        ),
        Case(
            name: "null is as good as absent before, and a value after",
            original: #"{"a":null,"b":1,"c":null}"#,
            changed: #"{"a":1,"b":null,"c":null}"#,
            patch: #"[{"op":"add","path":"/a","value":1},{"op":"replace","path":"/b","value":null}]"#
        ),
        Case(
            name: "names are escaped",
            original: #"{"a/b":{"~c":1}}"#,
            changed: #"{"a/b":{"~c":2,"d~/":3}}"#,
            patch: #"[{"op":"replace","path":"/a~1b/~0c","value":2},{"op":"add","path":"/a~1b/d~0~1","value":3}]"#
        ),
        Case(
            name: "an object takes the place of something else",
            original: #"{"a":[],"b":{}}"#,
            changed: #"{"a":{},"b":"x"}"#,
            patch: #"[{"op":"replace","path":"/a","value":{}},{"op":"replace","path":"/b","value":"x"}]"#
        ),
        Case(
            name: "a whole document",
            original: "[1]",
            changed: "{}",
            patch: #"[{"op":"replace","path":"","value":{}}]"#
        ),
    ]

    @Test("The steps are few, and lead there", arguments: cases)
    func steps(_ each: Case) throws {
        let (original, changed) = (try JSONParser.parse(each.original.utf8), try JSONParser.parse(each.changed.utf8))
        for (from, to) in [(original, changed), (original, changed.inMemory), (original.inMemory, changed.inMemory)] {
            let patch = try JSONParser.parse(JSONPatch(from: from, to: to).jsonBytes)
            #expect(patch.jsonText == each.patch)
            #expect(try JSONPatchApplier.apply(patch, to: original).withoutNulls == changed.withoutNulls)
        }
    }

    @Test("Members that stay are found in whatever order and number they come", arguments: [3, 16, 17, 200])
    func manyMembers(count: Int) throws {
        let members = (0..<count).map { ("m\($0)", JSONValue.integer($0)) }
        let read = try JSONParser.parse(JSONValue.object(JSONObject(members: members)).jsonBytes)
        var others = Array(members.dropFirst().reversed())
        others.append(("new", true))
        let patch = JSONPatch(from: read, to: .object(JSONObject(members: others)))
        #expect(
            String(decoding: patch.jsonBytes, as: UTF8.self)
                == #"[{"op":"remove","path":"/m0"},{"op":"add","path":"/new","value":true}]"#
        )
    }
}

extension JSONValue {
    fileprivate static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(Int64(value))) }

    /// The same with absent for `null`, which a patch does not tell apart.
    fileprivate var withoutNulls: JSONValue {
        guard let object else { return self }
        return .object(
            JSONObject(members: object.filter { !$0.value.isNull }.map { ($0.name, $0.value.withoutNulls) })
        )
    }
}
