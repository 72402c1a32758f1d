import NIOCore
import Testing

@testable import KubernetesClient

@Suite struct LineFramerTests {
    static func lines(_ chunks: [String], limit: Int = 100) throws -> [String] {
        var framer = LineFramer(limit: limit)
        var lines: [String] = []
        for chunk in chunks {
            framer.append(ByteBuffer(string: chunk))
            while let line = try framer.next() { lines.append(String(buffer: line)) }
        }
        if let rest = framer.rest() { lines.append("rest: \(String(buffer: rest))") }
        return lines
    }

    static let text = "{\"a\":1}\n\n{\"b\":\"\u{2028}é\"}\r\n{\"c\""

    static let expected = ["{\"a\":1}", "", "{\"b\":\"\u{2028}é\"}\r", "rest: {\"c\""]

    @Test("lines are the same wherever the chunks end")
    func everySplit() throws {
        let bytes = Array(Self.text.utf8)
        for cut in 0...bytes.count {
            var framer = LineFramer(limit: 100)
            var lines: [[UInt8]] = []
            for chunk in [bytes[..<cut], bytes[cut...]] {
                framer.append(ByteBuffer(bytes: chunk))
                while let line = try framer.next() { lines.append(Array(line.readableBytesView)) }
            }
            #expect(lines == Self.expected.dropLast().map { Array($0.utf8) })
            let rest = framer.rest().map { Array($0.readableBytesView) }
            #expect(rest == Array("{\"c\"".utf8))
        }
    }

    @Test("byte by byte too")
    func bytes() throws {
        let chunks = Array(Self.text.utf8).map { ByteBuffer(bytes: [$0]) }
        var framer = LineFramer(limit: 100)
        var count = 0
        for chunk in chunks {
            framer.append(chunk)
            while try framer.next() != nil { count += 1 }
        }
        #expect(count == 3)
    }

    @Test("only a newline ends a line, not Unicode's other separators")
    func separators() throws {
        #expect(try Self.lines(["a\u{2028}b\u{85}c\u{b}d\n"]) == ["a\u{2028}b\u{85}c\u{b}d"])
    }

    @Test("a line may be as long as the limit, and no longer, complete or not")
    func limit() throws {
        #expect(try Self.lines(["12345\n12345\n"], limit: 5) == ["12345", "12345"])
        #expect(throws: LineFramer.LineTooLong.self) { try Self.lines(["123456\n"], limit: 5) }
        #expect(throws: LineFramer.LineTooLong.self) { try Self.lines(["123", "456"], limit: 5) }
    }
}
