import KubernetesAPI
import TestSupport
import Testing

@Suite("An object as the API server's rules see it")
struct DecodedObjectTests {
    static let json = #"""
        {"metadata": {"name": "n"}, "spec": {
            "text": "t", "none": null, "on": true, "few": 7, "many": 12345678901234567890, "size": 5,
            "list": ["a", {"key": "k"}, null, [1, [2]]],
            "map": {"a.b/c": "v", "gone": null, "escap\u0065d": "e"}, "esc\u0061ped": "f", "\"": "quote", "ü": "ü"}}
        """#

    /// The object as it stands in a document, and made in memory.
    static func objects() throws -> [JSONValue] {
        let value = try JSONParser.parse(json.utf8)
        return [value, value.inMemory]
    }

    @Test("A field says what it is, the zero value where it is absent, and nothing for a wrong type")
    func fields() throws {
        for object in try Self.objects() {
            try DecodedObject(object).read { object in
                let spec = try #require(object["spec"])
                #expect(spec.text("text") == "t")
                #expect(spec.text("absent") == "")
                #expect(spec.text("none") == "")
                #expect(spec.text("few") == nil)
                #expect(spec.int32("few") == 7)
                #expect(spec.int32("many") == nil)
                #expect(spec["few"]?.int64 == 7)
                #expect(spec["on"]?.bool == true)
                #expect(spec["size"]?.withQuantityText({ $0.characters }) == "5")
                #expect(spec["text"]?.withQuantityText({ $0.characters }) == "t")
                #expect(spec["on"]?.withQuantityText({ $0.characters }) == nil)
                #expect(spec["escaped"]?.withName({ $0.characters }) == "escaped")
                #expect(spec["escaped"]?.withText({ $0.characters }) == "f")
                #expect(spec.elements("list").map { $0.withText({ $0.characters }) } == ["a", nil, "", nil])
                #expect(spec["none"] == nil && !spec.has("none"))
                #expect(spec["escaped"]?.string == "f")
                #expect(spec["\""]?.string == "quote")
                #expect(spec["ü"]?.string == "ü")
                #expect(spec["text"]?["x"] == nil)
                #expect(spec.count("list") == 4 && spec.count("absent") == 0 && spec.count("text") == nil)
                #expect(spec.isMap("map") && spec.isMap("absent") && !spec.isMap("list"))
                #expect(spec.elements("map").isEmpty && spec.elements("absent").isEmpty)
                #expect(spec.entries("map").map(\.key) == ["a.b/c", "escaped"])
                #expect(spec.elements("list").map(\.text) == ["a", nil, "", nil])
                let index = EntryIndex(of: spec.entries("map"))
                for entry in spec.entries("map") {
                    #expect(index.field(namedAs: entry.field).map { $0.hasSameName(as: entry.field) } == true)
                }
                #expect(spec["text"].flatMap { index.field(namedAs: $0) } == nil)
                #expect(spec["map"]?.value == ["a.b/c": "v", "gone": .null, "escaped": "e"])
            }
        }
    }

    @Test("Every field knows where it stands")
    func paths() throws {
        for object in try Self.objects() {
            try DecodedObject(object).read { object in
                let spec = try #require(object["spec"])
                #expect(spec.path.description == "spec")
                #expect(spec["text"]?.path.description == "spec.text")
                #expect(spec.elements("list").map(\.path.description) == (0...3).map { "spec.list[\($0)]" })
                let elements = Array(spec.elements("list"))
                #expect(elements[1]["key"]?.path.description == "spec.list[1].key")
                #expect(elements[3].elements.map(\.path.description) == ["spec.list[3][0]", "spec.list[3][1]"])
                let nested = elements[3].elements.flatMap { Array($0.elements) }
                #expect(nested.map(\.path.description) == ["spec.list[3][1][0]"])
                #expect(spec.entries("map").map(\.field.path.description) == ["spec.map[a.b/c]", "spec.map[escaped]"])
            }
        }
    }

    @Test("Fields are found all at once by their names' numbers")
    func numbers() throws {
        let names = NameTable(["text", "size", "none", "", "absent", "escaped", "few"])
        for object in try Self.objects() {
            try DecodedObject(object).read { object in
                let fields = try #require(object["spec"]).fields(names)
                #expect(fields.map { $0?.value.jsonText } == ["\"t\"", "5", nil, nil, nil, "\"f\"", "7"])
                #expect(object["metadata"]?["name"]?.fields(names).contains { $0 != nil } == false)
            }
        }
    }

    @Test("An object inside a document is read from its own place on")
    func inside() throws {
        let review = try JSONParser.parse(#"{"before": [1, {"a": 2}], "object": {"spec": {"a": [0, 3]}}, "x": 4}"#.utf8)
        let paths = DecodedObject(try #require(review["object"])).read { object in
            object["spec"]?.elements("a").map(\.path.description)
        }
        #expect(paths == ["spec.a[0]", "spec.a[1]"])
    }

    @Test("What is no object has no fields", arguments: [JSONValue.null, "text", 3, [], ["a"]])
    func noObject(_ value: JSONValue) {
        #expect(DecodedObject(value).read { $0["spec"] == nil && $0.entries.map(\.key).isEmpty })
        #expect(DecodedObject(value).read(\.value) == value)
    }
}
