import KubernetesAPI
import Testing

/// The parser reads sixteen bytes at once while there are as many; what it looks for may stand in each of them.
@Suite("The JSON parser wherever a byte falls among those read at once")
struct JSONParserLaneTests {
    /// More than two loads, so that each place in a load is met behind none, one and two of them.
    private static let lengths = 0...40

    /// What follows a string so that all of it is read many bytes at once; without it, the last bytes come one by one.
    private static let tails = ["", String(repeating: " ", count: 32)]

    /// `count` letters with something else behind the first `place` of them.
    private static func text(_ count: Int, _ other: String, at place: Int) -> String {
        String(repeating: "a", count: place) + other + String(repeating: "z", count: count - place)
    }

    struct Spelling: Sendable, CustomTestStringConvertible {
        let written: String
        let meant: String

        var testDescription: String { written }
    }

    @Test(
        "A string of any length denotes its characters, whatever stands where in it",
        arguments: [
            Spelling(written: "", meant: ""), Spelling(written: #"\""#, meant: "\""),
            Spelling(written: #"\\"#, meant: "\\"), Spelling(written: #"\u0041"#, meant: "A"),
            Spelling(written: "é", meant: "é"), Spelling(written: "\u{7f}", meant: "\u{7f}"),
            Spelling(written: #"\\\""#, meant: "\\\""), Spelling(written: "🗄", meant: "🗄"),
        ]
    )
    func string(_ spelling: Spelling) throws {
        for count in Self.lengths {
            for place in 0...count {
                let written = "\"\(Self.text(count, spelling.written, at: place))\""
                for document in Self.tails.map({ written + $0 }) {
                    let value = try JSONParser.parse(document.utf8)
                    #expect(value.string == Self.text(count, spelling.meant, at: place), "\(document)")
                }
            }
        }
    }

    @Test("A name of any length is told from others of its length")
    func name() throws {
        for count in Self.lengths {
            for place in 0...count {
                let (first, second) = (Self.text(count, "b", at: place), Self.text(count, "c", at: place))
                let value = try JSONParser.parse("{\"\(first)\":1,\"\(second)\":2}".utf8)
                #expect(value[first] == 1)
                #expect(value[second] == 2)
                let error = try #require(throws: JSONParseError.self) {
                    try JSONParser.parse("{\"\(first)\":1,\"\(first)\":2}".utf8)
                }
                #expect(error.reason == .duplicateName)
                #expect(error.offset == count + 7)
            }
        }
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let reason: JSONParseError.Reason
        /// True if the whole string is wrong, not one byte of it.
        let isOfString: Bool

        var testDescription: String { "\(reason) \(bytes)" }

        init(_ bytes: [UInt8], _ reason: JSONParseError.Reason, isOfString: Bool = false) {
            (self.bytes, self.reason, self.isOfString) = (bytes, reason, isOfString)
        }
    }

    @Test(
        "What may not stand in a string is named with its place, wherever it stands",
        arguments: [
            Mistake([0x00], .controlCharacterInString), Mistake([0x0a], .controlCharacterInString),
            Mistake([0x1f], .controlCharacterInString), Mistake(Array(#"\x"#.utf8), .invalidEscape),
            Mistake(Array(#"\u00g0"#.utf8), .invalidEscape), Mistake([0x80], .invalidUTF8, isOfString: true),
            Mistake([0xff], .invalidUTF8, isOfString: true), Mistake([0xe2, 0x82], .invalidUTF8, isOfString: true),
        ]
    )
    func mistake(_ mistake: Mistake) throws {
        for count in Self.lengths {
            for place in 0...count {
                let text = Array(Self.text(count, "", at: place).utf8)
                let written = [0x22] + text[..<place] + mistake.bytes + text[place...] + [0x22]
                for document in Self.tails.map({ written + $0.utf8 }) {
                    let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(document) }
                    #expect(error.reason == mistake.reason)
                    #expect(error.offset == (mistake.isOfString ? 1 : 1 + place))
                }
            }
        }
    }

    @Test("A document may end anywhere in a string", arguments: ["", "é", #"\n"#])
    func end(special: String) throws {
        for count in Self.lengths {
            for place in 0...count {
                let document = "\"" + Self.text(count, special, at: place)
                let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(document.utf8) }
                #expect(error.reason == .unexpectedEnd)
                #expect(error.offset == document.utf8.count)
            }
        }
    }

    @Test("White space of any length is skipped, and lines are counted in it", arguments: ["", "\n", "\t", "\r\n"])
    func space(other: String) throws {
        let blanks = String(repeating: " ", count: 40)
        for count in Self.lengths {
            for place in 0...count {
                let space = String(blanks.prefix(place) + other + blanks.prefix(count - place))
                let document = ["", "{", "\"a\"", ":", "[", "1", ",", "2", "]", "}", ""].joined(separator: space)
                #expect(try JSONParser.parse(document.utf8) == ["a": [1, 2]])
                let error = try #require(throws: JSONParseError.self) { try JSONParser.parse((space + "x").utf8) }
                #expect(error.reason == .unexpectedByte(UInt8(ascii: "x")))
                #expect(error.offset == space.utf8.count)
                #expect(error.line == (other.utf8.contains(UInt8(ascii: "\n")) ? 2 : 1))
            }
        }
    }
}
