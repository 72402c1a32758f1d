import HTTPWire
import Testing

@Suite("Limits")
struct HTTPLimitsTests {
    private static let small = HTTPLimits(targetBytes: 10, headerBytes: 40, headerCount: 3, bodyBytes: 8)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        let error: HTTPParseError?

        init(_ name: String, _ bytes: String, _ error: HTTPParseError?) {
            testDescription = name
            self.bytes = bytes
            self.error = error
        }
    }

    /// `Host: a` and the empty line take eleven octets of the forty.
    static let cases = [
        Case("target of the limit", "GET /123456789 HTTP/1.1\r\nHost: a\r\n\r\n", nil),
        Case("target past it", "GET /1234567890 HTTP/1.1\r\nHost: a\r\n\r\n", .targetTooLong(limit: 10)),
        Case("target without end", "GET /" + String(repeating: "1", count: 60), .targetTooLong(limit: 10)),
        Case("first line without end", String(repeating: "1", count: 60), .malformedRequestLine),
        Case("long method, target without end", String(repeating: "M", count: 40) + " /" + filler(60), .methodTooLong),
        Case("fields of the limit", "GET / HTTP/1.1\r\nHost: a\r\nA: \(filler(24))\r\n\r\n", nil),
        Case("fields past it", "GET / HTTP/1.1\r\nHost: a\r\nA: \(filler(25))\r\n\r\n", .fieldsTooLarge(limit: 40)),
        Case("field without end", "GET / HTTP/1.1\r\nA: \(filler(60))", .fieldsTooLarge(limit: 40)),
        Case("three fields", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b\r\n\r\n", nil),
        Case("four fields", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b\r\nA: b\r\n\r\n", .tooManyFields(limit: 3)),
        Case("body of the limit", body(length: 8) + "12345678", nil),
        Case("body past it", body(length: 9), .bodyTooLarge(limit: 8)),
        Case("chunks of the limit", chunked + "4\r\n1234\r\n4\r\n5678\r\n0\r\n\r\n", nil),
        Case("chunks past it", chunked + "4\r\n1234\r\n5\r\n", .bodyTooLarge(limit: 8)),
        Case("trailers within the fields' count", chunked + "0\r\nA: b\r\n\r\n", nil),
        Case("trailers past it", chunked + "0\r\nA: b\r\nA: b\r\n\r\n", .tooManyFields(limit: 3)),
        Case("trailers past the fields' octets", chunked + "0\r\nA: \(filler(60))", .fieldsTooLarge(limit: 60)),
    ]

    @Test("hold at their borders, whatever the cut", arguments: cases)
    func borders(_ border: Case) {
        var limits = Self.small
        if border.bytes.contains("chunked") { limits.headerBytes = 60 }
        let bytes = Array(border.bytes.utf8)
        let whole = read([bytes], limits: limits)
        #expect(whole.error == border.error)
        for cut in bytes.indices.dropFirst() {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])], limits: limits) == whole, "cut at \(cut)")
        }
    }

    @Test("start anew with every request of a connection")
    func perRequest() {
        let one = "GET /123456789 HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b\r\n\r\n"
        let reading = read(String(repeating: one, count: 5), limits: Self.small)
        #expect(reading.error == nil)
        #expect(reading.requests.count == 5)
    }

    @Test("may be larger than any request")
    func unlimited() {
        let limits = HTTPLimits(targetBytes: .max, headerBytes: .max, headerCount: .max, bodyBytes: .max)
        let target = "/" + String(repeating: "a", count: 20_000)
        #expect(read("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits).requests.first?.path == target)
    }

    @Test("let a body of 8 MiB through whole, and not an octet more")
    func largestBody() throws {
        let body = [UInt8](repeating: 0x61, count: HTTPLimits.defaultBodyBytes)
        let request = try #require(
            read([Array(head("Content-Length: \(body.count)\r\n").utf8), body]).requests.first
        )
        #expect(request.body == body)
        #expect(
            read(head("Content-Length: \(body.count + 1)\r\n")).error == .bodyTooLarge(limit: body.count)
        )
    }

    private static func filler(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static func body(length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
    }

    private static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
}
