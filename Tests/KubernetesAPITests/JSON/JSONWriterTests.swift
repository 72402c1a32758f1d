import KubernetesAPI
import TestSupport
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let value: JSONValue
        let text: String

        var testDescription: String { text }

        init(_ value: JSONValue, _ text: String) {
            self.value = value
            self.text = text
        }
    }

    @Test(
        "A value is written without white space",
        arguments: [
            Case(.null, "null"), Case(true, "true"), Case(false, "false"), Case(-7, "-7"),
            Case(.number(JSONNumber(validated: "1.50e+3")), "1.50e+3"),
            Case("", "\"\""), Case("a/b", "\"a/b\""), Case("größe 🗄", "\"größe 🗄\""),
            Case("\"\\\n\r\t", #""\"\\\n\r\t""#), Case("\u{00}\u{08}\u{1f}", #""\u0000\u0008\u001f""#),
            Case("a\u{7f}b\u{2028}", "\"a\u{7f}b\u{2028}\""),
            Case([], "[]"), Case([1, [2, []]], "[1,[2,[]]]"),
            Case([:], "{}"), Case(["b": 1, "a": ["c": .null]], #"{"b":1,"a":{"c":null}}"#),
            Case(["quo\"te": 1], #"{"quo\"te":1}"#),
        ]
    )
    func text(_ example: Case) {
        #expect(example.value.jsonText == example.text)
        #expect(example.value.inDocument.jsonText == example.text)
    }

    @Test("What stands in a document of ours is written as it stands, in whole or in part, changed or not")
    func inDocument() throws {
        let value: JSONValue = ["a": ["b": ["\"c\"": 1, "d": []], "e": "\n"], "f": [["g": .null]]]
        let text = #"{"a":{"b":{"\"c\"":1,"d":[]},"e":"\n"},"f":[{"g":null}]}"#
        let document = value.inDocument
        #expect(document == value)
        #expect(document.jsonText == text)
        #expect(document["a"]?["b"]?.jsonText == #"{"\"c\"":1,"d":[]}"#)
        #expect(document["f"]?.jsonText == #"[{"g":null}]"#)
        var changed = try #require(document["a"]?.object)
        changed["e"] = nil
        #expect(JSONValue.object(changed).jsonText == #"{"b":{"\"c\"":1,"d":[]}}"#)
    }

    @Test("What is written reads back as the same value, member for member", arguments: try Fixtures.admissionNames())
    func roundTrip(name: String) throws {
        let value = try Fixtures.review(name)
        let bytes = value.jsonBytes
        let again = try JSONParser.parse(bytes)
        #expect(again == value)
        #expect(again.jsonBytes == bytes)
    }

    @Test("A byte is escaped, or not, wherever it stands among others", arguments: 0...0x7f as ClosedRange<UInt8>)
    func everyPlace(byte: UInt8) throws {
        let character = String(Unicode.Scalar(byte))
        let escaped = String(JSONValue.string(character).jsonText.dropFirst().dropLast())
        for neighbour in ["x", "!", "\u{e4}", "\u{7f}", "\u{1f5c4}"] {
            let after = String(repeating: neighbour, count: 11)
            for place in 0..<12 {
                let before = String(repeating: neighbour, count: place)
                #expect(JSONValue.string(before + character + after).jsonText == "\"\(before)\(escaped)\(after)\"")
            }
        }
    }

    @Test("Every character comes back")
    func everyScalar() throws {
        let scalars = (0...0x10_ffff).lazy.compactMap(Unicode.Scalar.init)
        let text = String(String.UnicodeScalarView(scalars))
        let again = try JSONParser.parse(JSONValue.string(text).jsonBytes)
        #expect(again.string?.utf8.elementsEqual(text.utf8) == true)
    }
}
