import KubernetesAPI
import Testing

@Suite("JSON objects")
struct JSONObjectTests {
    @Test("Members compare without regard to order, and hash alike", arguments: [1, 2, 16, 17, 40])
    func unordered(count: Int) {
        let members = (0..<count).map { ("m\($0)", JSONValue.string("v\($0)")) }
        let left = JSONObject(members: members)
        let right = JSONObject(members: Array(members.reversed()))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }

    @Test("Objects differ in a value, a name or a member", arguments: [2, 16, 17, 40])
    func different(count: Int) {
        let members = (0..<count).map { ("m\($0)", JSONValue.string("v\($0)")) }
        let whole = JSONObject(members: members)
        var changed = JSONObject(members: Array(members.reversed()))
        changed["m0"] = "other"
        var renamed = JSONObject(members: Array(members.reversed()))
        renamed["m0"] = nil
        renamed["other"] = "v0"
        #expect(whole != changed)
        #expect(whole != renamed)
        #expect(whole != JSONObject(members: Array(members.dropLast())))
    }

    @Test("A list compares in order")
    func lists() {
        let list: JSONValue = [1, ["a": 1, "b": 2]]
        #expect(list == [1, ["b": 2, "a": 1]])
        #expect(list != [["a": 1, "b": 2], 1])
    }

    @Test("Setting changes in place, appends what is new and removes what is nil")
    func setting() {
        var object = JSONObject(members: [("a", 1), ("b", 2)])
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        object["absent"] = nil
        #expect(JSONValue.object(object).jsonText == #"{"a":3,"c":4}"#)
    }

    @Test("A null member is there, but reads as absent")
    func null() {
        let value: JSONValue = ["a": .null]
        #expect(value.object?["a"] == .null)
        #expect(value["a"] == nil)
        #expect(value != [:])
    }

    @Test("Values answer only to their own type")
    func accessors() {
        let values: [JSONValue] = [.null, true, 1, "s", [], [:]]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false])
        #expect(values.map { $0.int64 != nil } == [false, false, true, false, false, false])
        #expect(values.map { $0.string != nil } == [false, false, false, true, false, false])
        #expect(values.map { $0.array != nil } == [false, false, false, false, true, false])
        #expect(values.map { $0.object != nil } == [false, false, false, false, false, true])
    }
}
