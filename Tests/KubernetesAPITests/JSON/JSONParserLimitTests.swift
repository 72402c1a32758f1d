import KubernetesAPI
import TestSupport
import Testing

@Suite("The JSON parser on hostile input")
struct JSONParserLimitTests {
    private static func nested(_ depth: Int, open: String, close: String) -> String {
        String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)
    }

    @Test("Nesting up to the limit is read", arguments: [("[", "]"), ("{\"a\":", "}")])
    func deepEnough(open: String, close: String) throws {
        let text = Self.nested(JSONParser.depthLimit, open: open, close: close)
        #expect(throws: Never.self) { try JSONParser.parse(text.utf8) }
    }

    @Test("Nesting beyond the limit is refused where it begins", arguments: [("[", "]"), ("{\"a\":", "}")])
    func tooDeep(open: String, close: String) throws {
        let text = Self.nested(JSONParser.depthLimit + 1, open: open, close: close)
        let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(text.utf8) }
        #expect(error.reason == .tooDeep(limit: JSONParser.depthLimit))
        #expect(error.offset == JSONParser.depthLimit * open.utf8.count)
    }

    @Test("A million brackets are refused like the first too many")
    func bomb() throws {
        let error = try #require(throws: JSONParseError.self) {
            try JSONParser.parse([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        }
        #expect(error.reason == .tooDeep(limit: JSONParser.depthLimit))
    }

    @Test("A document whose places do not fit is refused unread")
    func tooLong() throws {
        let length = JSONParser.lengthLimit + 1
        let untouched = [UInt8](unsafeUninitializedCapacity: length) { $1 = length }
        let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(untouched) }
        #expect(error.reason == .tooLong(limit: JSONParser.lengthLimit))
        #expect(error.offset == 0)
    }

    @Test(
        "A document with as many values as its bytes allow is read whole, and a mistake at its end found",
        arguments: ["0", "[]", "{}", "\"\"", "[[[0]]]"]
    )
    func dense(element: String) throws {
        let expected = try JSONParser.parse(element.utf8)
        for count in [1, 2, 7, 8, 9, 500, 5_000] {
            let text = "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
            #expect(try JSONParser.parse(text.utf8).array == Array(repeating: expected, count: count))
            let error = try #require(throws: JSONParseError.self) { try JSONParser.parse((text + "]").utf8) }
            #expect(error.reason == .trailingBytes)
            #expect(error.offset == text.utf8.count)
        }
    }

    @Test(
        "Every truncation of a real request is an error, none a trap",
        arguments: ["create-minimal.01.mutate", "create-minimal.02.validate", "wrong-types.01.mutate"]
    )
    func everyTruncation(name: String) throws { try expectErrors(name, stride: 1) }

    @Test("Truncations of all real requests are errors", arguments: try Fixtures.admissionNames())
    func someTruncations(name: String) throws { try expectErrors(name, stride: 37) }

    private func expectErrors(_ name: String, stride step: Int) throws {
        let bytes = try Fixtures.admission(name)
        let end = (bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0) + 1
        for length in stride(from: 0, to: end, by: step) {
            #expect(throws: JSONParseError.self, "\(length) bytes") { try JSONParser.parse(bytes.prefix(length)) }
        }
        #expect(throws: Never.self) { try JSONParser.parse(bytes) }
    }

    @Test("Any byte of a real request may be anything without a trap")
    func corruption() throws {
        let original = try Fixtures.admission("ssa-create.01.mutate")
        var random = SeededGenerator(seed: 1)
        var refused = 0
        for _ in 0..<3_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do { _ = try JSONParser.parse(bytes) } catch { refused += 1 }
        }
        #expect(refused > 1_000)
    }
}
