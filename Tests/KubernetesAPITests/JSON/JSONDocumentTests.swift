import KubernetesAPI
import TestSupport
import Testing

/// Objects that were read are views on their document; nobody may notice.
@Suite("Objects that were read")
struct JSONDocumentTests {
    private static let text = #"""
        { "plain": "text", "e\u0073caped": "l\n", "größe": {"a": [1, {"b": [[], {}, null]}]}, "flag": false,
          "none": null, "" : 1.50, "long name of a member": [ "x", true ] }
        """#

    private static let made: JSONValue = [
        "plain": "text", "escaped": "l\n", "größe": ["a": [1, ["b": [[], [:], .null]]]], "flag": false,
        "none": .null, "": .number(JSONNumber(validated: "1.50")), "long name of a member": ["x", true],
    ]

    @Test("Each member is found by its name, however the document writes it")
    func lookUp() throws {
        let read = try #require(try JSONParser.parse(Self.text.utf8).object)
        let made = try #require(Self.made.object)
        for (name, value) in made { #expect(read[name] == value, "\(name)") }
        for name in ["Plain", "plai", "plainer", "e\\u0073caped", "long name of a membe", "a"] {
            #expect(read[name] == nil, "\(name)")
        }
    }

    @Test("Members come in the order of the document, and are counted")
    func members() throws {
        let read = try #require(try JSONParser.parse(Self.text.utf8).object)
        let made = try #require(Self.made.object)
        #expect(read.members.map(\.name) == made.members.map(\.name))
        #expect(read.map(\.value) == made.map(\.value))
        #expect(read.count == 7)
        #expect(!read.isEmpty)
        #expect(try JSONParser.parse("{}".utf8).object?.isEmpty == true)
    }

    @Test("They equal what is made in memory and what is written in another way, and nothing else")
    func equality() throws {
        let read = try JSONParser.parse(Self.text.utf8)
        #expect(read == Self.made)
        #expect(Self.made == read)
        #expect(read == (try JSONParser.parse(Self.text.utf8)))
        #expect(read == (try JSONParser.parse(read.jsonBytes)))
        #expect(read.hashValue == Self.made.hashValue)
        for (name, _) in Self.made.object ?? JSONObject() {
            var changed = try #require(read.object)
            changed[name] = ["other"]
            #expect(JSONValue.object(changed) != read, "\(name)")
            changed[name] = nil
            #expect(JSONValue.object(changed) != read, "\(name)")
        }
    }

    @Test(
        "Two of them compare like what is made of them",
        arguments: [
            (#"{"a":1,"b":[true,null]}"#, #"{ "a" : 1, "b" : [ true, null ] }"#, true),
            (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, true),
            (#"{"a":{"b":1,"c":2}}"#, #"{"a":{"c":2,"b":1}}"#, true),
            (#"{"a":3}"#, #"{"a":3.0}"#, true),
            (#"{"a":"\u0062"}"#, #"{"a":"b"}"#, true),
            (#"{"\u0061":"b"}"#, #"{"a":"b"}"#, true),
            (#"{"a":"\u00e9"}"#, #"{"a":"é"}"#, true),
            (#"{"a":"e\#u{301}"}"#, #"{"a":"é"}"#, true),
            (#"{"a":1}"#, #"{"a":2}"#, false),
            (#"{"a":"1"}"#, #"{"a":1}"#, false),
            (#"{"a":"x"}"#, #"{"a":"y"}"#, false),
            (#"{"a":true}"#, #"{"a":false}"#, false),
            (#"{"a":null}"#, #"{}"#, false),
            (#"{"a":[1,2]}"#, #"{"a":[1]}"#, false),
            (#"{"a":[1,2]}"#, #"{"a":[2,1]}"#, false),
            (#"{"a":[{"b":1}]}"#, #"{"a":[{"b":1,"c":1}]}"#, false),
            (#"{"a":1,"b":2,"c":3}"#, #"{"a":1,"c":3,"b":4}"#, false),
            (#"{"a":{"b":{}}}"#, #"{"a":{"b":[]}}"#, false),
        ]
    )
    func pairs(first: String, second: String, areEqual: Bool) throws {
        let (left, right) = (try JSONParser.parse(first.utf8), try JSONParser.parse(second.utf8))
        #expect((left == right) == areEqual)
        #expect((right == left) == areEqual)
        #expect((left.inMemory == right) == areEqual)
        #expect((left.inMemory == right.inMemory) == areEqual)
    }

    @Test("Changing one leaves the document and its other views as they were")
    func change() throws {
        let whole = try JSONParser.parse(Self.text.utf8)
        var object = try #require(whole.object)
        object["plain"] = "changed"
        object["größe"] = nil
        object["new"] = [:]
        #expect(object["plain"] == "changed")
        #expect(object["größe"] == nil)
        #expect(object.members.last?.name == "new")
        #expect(object.count == 7)
        #expect(whole == Self.made)
    }

    @Test("What is taken out of a document outlives it")
    func outlives() throws {
        func inner() throws -> JSONValue? { try JSONParser.parse(Self.text.utf8)["größe"] }
        #expect(try inner() == ["a": [1, ["b": [[], [:], .null]]]])
    }

    @Test("They are written as they were read, without white space")
    func written() throws {
        let text = try JSONParser.parse(Self.text.utf8).jsonText
        #expect(
            text == #"{"plain":"text","escaped":"l\n","größe":{"a":[1,{"b":[[],{},null]}]},"flag":false,"none":null,"#
                + #""":1.50,"long name of a member":["x",true]}"#
        )
    }
}
