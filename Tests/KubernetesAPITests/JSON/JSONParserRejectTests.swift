import KubernetesAPI
import Testing

@Suite("Documents that are not JSON")
struct JSONParserRejectTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let reason: JSONParseError.Reason
        let line: Int
        let column: Int

        var testDescription: String { String(decoding: bytes, as: UTF8.self) }

        init(_ text: String, _ reason: JSONParseError.Reason, _ line: Int, _ column: Int) {
            self.init(bytes: Array(text.utf8), reason, line, column)
        }

        init(bytes: [UInt8], _ reason: JSONParseError.Reason, _ line: Int, _ column: Int) {
            self.bytes = bytes
            self.reason = reason
            self.line = line
            self.column = column
        }
    }

    private static func unexpected(_ character: Unicode.Scalar) -> JSONParseError.Reason {
        .unexpectedByte(UInt8(ascii: character))
    }

    static let structure: [Case] = [
        Case("", .unexpectedEnd, 1, 1),
        Case("  ", .unexpectedEnd, 1, 3),
        Case("{", .unexpectedEnd, 1, 2),
        Case("{\"a\"", .unexpectedEnd, 1, 5),
        Case("{\"a\":", .unexpectedEnd, 1, 6),
        Case("{\"a\":1", .unexpectedEnd, 1, 7),
        Case("{\"a\":1,", .unexpectedEnd, 1, 8),
        Case("{\"a\":1,}", unexpected("}"), 1, 8),
        Case("{a:1}", unexpected("a"), 1, 2),
        Case("{'a':1}", unexpected("'"), 1, 2),
        Case("{1:1}", unexpected("1"), 1, 2),
        Case("{\"a\" 1}", unexpected("1"), 1, 6),
        Case("{\"a\":1 \"b\":2}", unexpected("\""), 1, 8),
        Case("[", .unexpectedEnd, 1, 2),
        Case("[1,]", unexpected("]"), 1, 4),
        Case("[1 2]", unexpected("2"), 1, 4),
        Case("[1}", unexpected("}"), 1, 3),
        Case("]", unexpected("]"), 1, 1),
        Case("1 2", .trailingBytes, 1, 3),
        Case("{}\n{}", .trailingBytes, 2, 1),
        Case("[\n  1,\n  x\n]", unexpected("x"), 3, 3),
        Case("// no comments\n1", unexpected("/"), 1, 1),
        Case(bytes: [0xef, 0xbb, 0xbf, 0x31], .unexpectedByte(0xef), 1, 1),
        Case(bytes: [0x00], .unexpectedByte(0x00), 1, 1),
    ]

    static let words: [Case] = [
        Case("tru", .unexpectedEnd, 1, 4),
        Case("nul1", unexpected("1"), 1, 4),
        Case("True", unexpected("T"), 1, 1),
        Case("truee", .trailingBytes, 1, 5),
        Case("NaN", unexpected("N"), 1, 1),
        Case("Infinity", unexpected("I"), 1, 1),
    ]

    static let numbers: [Case] = [
        Case("-", .unexpectedEnd, 1, 2),
        Case("+1", unexpected("+"), 1, 1),
        Case(".5", unexpected("."), 1, 1),
        Case("01", .invalidNumber, 1, 1),
        Case("-01", .invalidNumber, 1, 1),
        Case("00", .invalidNumber, 1, 1),
        Case("-x", .invalidNumber, 1, 1),
        Case("1.", .invalidNumber, 1, 1),
        Case("1.e3", .invalidNumber, 1, 1),
        Case("1e", .invalidNumber, 1, 1),
        Case("1e+", .invalidNumber, 1, 1),
        Case("[1, -.5]", .invalidNumber, 1, 5),
        Case("0x10", .trailingBytes, 1, 2),
        Case("1_000", .trailingBytes, 1, 2),
        Case("1.2.3", .trailingBytes, 1, 4),
    ]

    static let strings: [Case] = [
        Case("\"", .unexpectedEnd, 1, 2),
        Case("\"abc", .unexpectedEnd, 1, 5),
        Case("\"abc\\", .unexpectedEnd, 1, 6),
        Case("\"a\nb\"", .controlCharacterInString, 1, 3),
        Case("\"12345678\tb\"", .controlCharacterInString, 1, 10),
        Case("\"\\n12345678\u{1f}\"", .controlCharacterInString, 1, 12),
        Case(#""\x41""#, .invalidEscape, 1, 2),
        Case(#""\'""#, .invalidEscape, 1, 2),
        Case(#""\U0041""#, .invalidEscape, 1, 2),
        Case(#""ab\u00g0""#, .invalidEscape, 1, 4),
        Case(#""\u12"#, .unexpectedEnd, 1, 6),
        Case(#""\ud83d\u12"#, .unexpectedEnd, 1, 12),
        Case(#""\u12 4""#, .invalidEscape, 1, 2),
        Case(bytes: [0x22, 0xff, 0x22], .invalidUTF8, 1, 2),
        Case(bytes: [0x22, 0xc3, 0x22], .invalidUTF8, 1, 2),
        Case(bytes: [0x22, 0xc0, 0x80, 0x22], .invalidUTF8, 1, 2),
        Case(bytes: [0x22, 0xed, 0xa0, 0x80, 0x22], .invalidUTF8, 1, 2),
        Case(bytes: [0x22, 0x5c, 0x6e, 0xff, 0x22], .invalidUTF8, 1, 2),
    ]

    @Test("A mistake is named with its place", arguments: structure + words + numbers + strings)
    func mistake(_ example: Case) throws {
        let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(example.bytes) }
        #expect(error.reason == example.reason)
        #expect(error.line == example.line)
        #expect(error.column == example.column)
    }

    @Test(
        "Two members of one name are refused, however the name is written and however many there are",
        arguments: [2, 3, 23, 24, 25, 26, 200]
    )
    func duplicate(count: Int) throws {
        let members = (0..<count - 1).map { "\"m\($0)\":0" } + [#""\u006d0":1"#]
        let error = try #require(throws: JSONParseError.self) {
            try JSONParser.parse("{\(members.joined(separator: ","))}".utf8)
        }
        #expect(error.reason == .duplicateName)
        #expect(error.offset == members.dropLast().reduce(1) { $0 + $1.utf8.count + 1 })
    }

    @Test(
        "Two members of one name are refused wherever their names are written with escapes",
        arguments: [
            (#"{"\u006d0":1,"m0":2}"#, 13), (#"{"a":0,"\u006d0":1,"b":0,"m0":2}"#, 25),
            (#"{"\u006d0":1,"m\u0030":2}"#, 13), (#"{"\ud83d\uddc4":1,"🗄":2}"#, 18), (#"{"":0,"a":1,"":2}"#, 12),
        ]
    )
    func escapedDuplicate(text: String, offset: Int) throws {
        let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(text.utf8) }
        #expect(error.reason == .duplicateName)
        #expect(error.offset == offset)
    }

    /// More members than are compared with each other, all with names of one length that begin and end alike.
    private static let manyMembers = (100..<150).map { "\"m\($0)m\":0" }.joined(separator: ",")

    @Test(
        "Objects inside each other may have the same names, however many and however written",
        arguments: [
            "{\(manyMembers),\"in\":{\(manyMembers),\"in\":{\(manyMembers)}},\"m\":0}",
            "[{\(manyMembers)},{\(manyMembers)}]",
            #"{"\u0061":{"\u0061":{"a":{"a":0}}},"b":[{"\u0062":0},{"\u0062":0,"c":{"b":0}}]}"#,
        ]
    )
    func sameNamesInside(text: String) throws {
        #expect(throws: Never.self) { try JSONParser.parse(text.utf8) }
    }

    @Test(
        "An object inside does not hide that a name of the outer one is repeated",
        arguments: [
            ("{\(manyMembers),\"in\":{\(manyMembers)},", "\"m149m\":1}"),
            ("{\"in\":{\(manyMembers)},\(manyMembers),", "\"in\":1}"),
            (#"{"in":{"\u0061":0},"a":{"\u0062":0},"#, #""\u0061":0}"#),
            (#"{"\u0061":0,"in":[{"\u0062":0},{"\u0062":0}],"#, #""a":0}"#),
            ("[{\(manyMembers)},{\(manyMembers),", "\"m100m\":1}]"),
        ]
    )
    func repeatedAroundAnother(text: String, end: String) throws {
        let error = try #require(throws: JSONParseError.self) { try JSONParser.parse((text + end).utf8) }
        #expect(error.reason == .duplicateName)
        #expect(error.offset == text.utf8.count)
    }

    @Test("Names that only begin or end alike are different")
    func similarNames() throws {
        let names = ["axb", "ayb", "a\\u0078c", "abxb", "", "a", "b", "axbaxbaxb", "aybaxbaxb"]
        let members = names.map { "\"\($0)\":0" }
        let value = try JSONParser.parse("{\(members.joined(separator: ","))}".utf8)
        #expect(value.object?.count == names.count)
    }

    @Test("Many members of different names are read", arguments: [23, 24, 25, 26, 1000])
    func distinct(count: Int) throws {
        let members = (0..<count).map { "\"m\($0)\":\($0)" }
        let value = try JSONParser.parse("{\(members.joined(separator: ","))}".utf8)
        #expect(value.object?.count == count)
    }

    @Test(
        "The error is one sentence without the document",
        arguments: [
            ("[1,\n x", "unexpected 'x' at line 2, column 2 (byte 5)"),
            ("\u{7}", "unexpected byte 0x7 at line 1, column 1 (byte 0)"),
            (
                "{\"secret\":1,\"secret\":2}",
                "an object has two members of the same name at line 1, column 13 (byte 12)"
            ),
        ]
    )
    func description(text: String, expected: String) throws {
        let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(text.utf8) }
        #expect(error.description == expected)
    }
}
