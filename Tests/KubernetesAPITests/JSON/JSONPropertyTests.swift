import KubernetesAPI
import TestSupport
import Testing

/// Of generated objects, in memory and where they stand in a document, written in every way.
@Suite("Any object that was read")
struct JSONPropertyTests {
    static let seeds = 0..<200 as Range<UInt64>

    @Test("is what was written", arguments: seeds)
    func reads(seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        let value = JSONValue.object(generator.object(depth: 4))
        let text = generator.text(of: value)
        let read = try JSONParser.parse(text.utf8)
        #expect(read == value && value == read, "\(text)")
        #expect(read.inMemory == value, "\(text)")
    }

    @Test("has as many bytes as are written of it", arguments: seeds)
    func byteCount(seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        let value = JSONValue.object(generator.object(depth: 4))
        let text = generator.text(of: value)
        #expect(value.jsonByteCount == value.jsonBytes.count)
        // Made of what was read, since a document of ours is written as it stands.
        let read = try JSONParser.parse(text.utf8)
        #expect(read.jsonByteCount == read.inMemory.jsonBytes.count, "\(text)")
        for member in try #require(read.object) {
            #expect(member.value.jsonByteCount == member.value.inMemory.jsonBytes.count, "\(member.value.jsonText)")
        }
    }

    @Test("equals another exactly if the two do in memory, as a whole and member by member", arguments: seeds)
    func equality(seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        let made = generator.object(depth: 3)
        let other = generator.changed(made)
        let areEqual = JSONValue.object(made) == .object(other)
        let (text, otherText) = (generator.text(of: .object(made)), generator.text(of: .object(other)))
        let (read, readOther) = try (JSONParser.parse(text.utf8), JSONParser.parse(otherText.utf8))
        #expect((read == readOther) == areEqual, "\(text)\n\(otherText)")
        #expect((readOther == read) == areEqual, "\(text)\n\(otherText)")
        #expect((read == .object(other)) == areEqual, "\(text)\n\(otherText)")
        let comparison = PathComparison(read, readOther)
        for name in Set((made.members + other.members).map(\.name)).union(["absent"]) {
            let values = (JSONValue.object(made)[name], JSONValue.object(other)[name])
            #expect(read.hasSame(name, as: readOther) == (values.0 == values.1), "\(name)")
            #expect(read.hasSame(name, as: .object(other)) == (values.0 == values.1), "\(name)")
            let expected: PathComparison.Outcome =
                switch values {
                case (nil, nil): .absent
                case (nil, _): .appeared
                case (let one, let two): one == two ? .equal : .different
                }
            #expect(comparison.outcome(at: FieldPath(name)) == expected, "\(name)")
        }
    }

    @Test("of more members than are scanned equals what has the same in any order", arguments: [17, 100, 1000])
    func wide(count: Int) throws {
        var random = JSONGenerator(seed: 1)
        let members = (0..<count).map { ("m\($0)", JSONValue.object(random.object(depth: 1))) }
        let object = JSONValue.object(JSONObject(members: members))
        let read = try JSONParser.parse(object.jsonBytes)
        let reversed = try JSONParser.parse(JSONValue.object(JSONObject(members: members.reversed())).jsonBytes)
        #expect(read == reversed && reversed == read)
        let changes: [(String, JSONValue?)] = [
            ("m0", "other"), ("m\(count - 1)", .null), ("m\(count / 2)", nil), ("new", "value"),
        ]
        for (name, value) in changes {
            var changed = JSONObject(members: members.reversed())
            changed[name] = value
            #expect(try JSONParser.parse(JSONValue.object(changed).jsonBytes) != read, "\(name)")
            // As many members, and one of another name.
            changed["m1"] = nil
            changed["another"] = "value"
            #expect(try JSONParser.parse(JSONValue.object(changed).jsonBytes) != read, "\(name)")
        }
    }
}
