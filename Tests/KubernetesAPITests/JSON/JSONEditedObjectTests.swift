import KubernetesAPI
import TestSupport
import Testing

/// An object that was read and then changed keeps its changes beside the document; nobody may notice.
@Suite("Objects that were read and changed")
struct JSONEditedObjectTests {
    private static let text =
        #"{"a":1,"\u0062":"two","c":{"d":[]},"e":null,"long name of a member":[1,{"x":2}],"f":true}"#
    private static let names = ["a", "b", "c", "e", "long name of a member", "f", "new", "other"]
    private static let values: [JSONValue?] = [nil, nil, 1, "two", .null, ["d": []], [1, 2]]

    @Test("They are what the same changes make of an object in memory", arguments: 1...200 as ClosedRange<UInt64>)
    func sameChanges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let document = try JSONParser.parse(Self.text.utf8)
        var (read, made) = (try #require(document.object), try #require(document.inMemory.object))
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let name = try #require(Self.names.randomElement(using: &random))
            let value = try #require(Self.values.randomElement(using: &random))
            read[name] = value
            made[name] = value
            #expect(JSONValue.object(read).jsonText == JSONValue.object(made).jsonText)
        }
        #expect(read == made)
        #expect(made == read)
        #expect(read.count == made.count)
        #expect(read.isEmpty == made.isEmpty)
        #expect(read.hashValue == made.hashValue)
        for name in Self.names {
            #expect(read[name] == made[name], "\(name)")
            #expect(read.has(name) == made.has(name), "\(name)")
            for case let value? in Self.values {
                #expect(read.has(name, equalTo: value) == (made[name] == value), "\(name)")
                #expect(document.object?.has(name, equalTo: value) == (document.object?[name] == value), "\(name)")
            }
        }
        let original = try #require(document.object)
        #expect(Self.changes(of: read, since: original) == Self.changes(of: made, since: original))
        #expect(document == (try JSONParser.parse(Self.text.utf8)), "the document is as it was")
    }

    /// What is told of the changes, as text; not of two objects that are equal, for which it may or may not be.
    private static func changes(of object: JSONObject, since original: JSONObject) -> [String] {
        var changes: [String] = []
        object.forEachChange(since: original) { name, value, old in
            guard value != old else { return }
            changes.append("\(name): \(old?.jsonText ?? "nothing") becomes \(value?.jsonText ?? "nothing")")
        }
        return changes
    }

    @Test("However many changes there are, they are kept", arguments: [15, 16, 17, 100])
    func manyChanges(count: Int) throws {
        var object = try #require(try JSONParser.parse(Self.text.utf8).object)
        for index in 0..<count { object["m\(index)"] = .number(JSONNumber(Int64(index))) }
        #expect(object.count == 6 + count)
        #expect(object["m\(count - 1)"] == .number(JSONNumber(Int64(count - 1))))
        #expect(object.members.last?.name == "m\(count - 1)")
        for index in 0..<count { object["m\(index)"] = nil }
        #expect(JSONValue.object(object) == (try JSONParser.parse(Self.text.utf8)))
    }
}
