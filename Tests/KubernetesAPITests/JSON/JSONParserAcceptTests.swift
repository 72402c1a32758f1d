import KubernetesAPI
import Testing

@Suite("Documents that are JSON")
struct JSONParserAcceptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let value: JSONValue

        var testDescription: String { text }

        init(_ text: String, _ value: JSONValue) {
            self.text = text
            self.value = value
        }
    }

    static let structure: [Case] = [
        Case("null", .null),
        Case("true", true),
        Case(" false\n", false),
        Case("\t\r\n 0 \t\r\n", 0),
        Case("{}", [:]),
        Case("{ }", [:]),
        Case("[]", []),
        Case("[ ]", []),
        Case("[[],{},[[]]]", [[], [:], [[]]]),
        Case("{\"a\":{\"b\":[1,{\"c\":null}]}}", ["a": ["b": [1, ["c": .null]]]]),
        Case("{\"\":1}", ["": 1]),
        Case("{ \"a\" : 1 , \"b\" : 2 }", ["a": 1, "b": 2]),
        Case("[true,false,null]", [true, false, .null]),
    ]

    static let strings: [Case] = [
        Case("\"\"", ""),
        Case("\"plain\"", "plain"),
        Case("\"exactly eight and more: 0123456789\"", "exactly eight and more: 0123456789"),
        Case("\"\u{7f}\"", "\u{7f}"),
        Case("\"größe 容量 🗄\"", "größe 容量 🗄"),
        Case(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{08}\u{0c}\n\r\t"),
        Case(#""\u0041\u00e9\u20AC""#, "Aé€"),
        Case(#""\u0000""#, "\0"),
        Case(#""\ud83d\uDDC4""#, "🗄"),
        Case(#""x\ud83d\uDDC4y\ud83d\uDDC4""#, "x🗄y🗄"),
        Case(#""12345678\n12345678\n""#, "12345678\n12345678\n"),
    ]

    /// A lone surrogate denotes nothing; the API server reads U+FFFD.
    static let loneSurrogates: [Case] = [
        Case(#""\ud83d""#, "\u{FFFD}"),
        Case(#""\ud83dx""#, "\u{FFFD}x"),
        Case(#""\udDC4""#, "\u{FFFD}"),
        Case(#""\ud83d\ud83d\uDDC4""#, "\u{FFFD}🗄"),
        Case(#""\ud83d\u0041""#, "\u{FFFD}A"),
        Case(#""\ud83d\n""#, "\u{FFFD}\n"),
        Case(#""\udDC4\ud83d""#, "\u{FFFD}\u{FFFD}"),
    ]

    @Test("A document denotes its value", arguments: structure + strings + loneSurrogates)
    func value(_ example: Case) throws {
        let value = try JSONParser.parse(example.text.utf8)
        #expect(value == example.value)
    }

    @Test(
        "A number keeps its literal",
        arguments: [
            "0", "-0", "7", "-7", "10", "1.0", "1.50", "-0.5", "1e3", "1E3", "1e+3", "1e-3", "1.25e10", "0e0", "0.0",
            "123456789012345678901234567890", "1e99999999",
        ]
    )
    func literal(_ text: String) throws {
        guard case .number(let number) = try JSONParser.parse(text.utf8) else {
            Issue.record("\(text) is no number")
            return
        }
        #expect(number.literal == text)
    }

    @Test("Members keep the order of the document")
    func order() throws {
        let value = try JSONParser.parse(#"{"z":1,"a":2,"m":3}"#.utf8)
        #expect(value.object?.members.map(\.name) == ["z", "a", "m"])
    }

    @Test("Bytes that do not lie in one piece are read like those that do")
    func discontiguous() throws {
        let bytes = Array("[1,\"two\"]".utf8)
        let value = try JSONParser.parse(bytes.lazy.map { $0 })
        #expect(value == [1, "two"])
    }

    @Test("Names that differ in their bytes are two names, even where they look the same")
    func canonicallyEquivalentNames() throws {
        let value = try JSONParser.parse("{\"\u{e9}\":1,\"e\u{301}\":2,\"\u{212a}\":3,\"K\":4}".utf8)
        #expect(value.object?.count == 4)
    }
}
