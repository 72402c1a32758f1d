import HTTPWire
import Testing

/// Bytes that are no request, and why.
struct RefusedRequest: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: String
    let error: HTTPParseError
    let status: Int

    init(_ name: String, _ bytes: String, _ error: HTTPParseError, _ status: Int = 400) {
        self.name = name
        self.bytes = bytes
        self.error = error
        self.status = status
    }

    var testDescription: String { name }

    static let all = requestLines + targets + lineEnds + fieldLines + hosts + lengths + codings + chunks + expectations

    static let requestLines = [
        RefusedRequest("no target", "GET HTTP/1.1\r\n", .malformedRequestLine),
        RefusedRequest("HTTP/0.9", "GET /\r\n", .malformedRequestLine),
        RefusedRequest("nothing but spaces", "  \r\n", .malformedRequestLine),
        RefusedRequest("space in front", " GET / HTTP/1.1\r\n", .malformedRequestLine),
        RefusedRequest("two spaces", "GET  / HTTP/1.1\r\n", .malformedRequestLine),
        RefusedRequest("space behind", "GET / HTTP/1.1 \r\n", .malformedRequestLine),
        RefusedRequest("tab between", "GET\t/ HTTP/1.1\r\n", .malformedRequestLine),
        RefusedRequest("method no token", "G{T / HTTP/1.1\r\n", .malformedRequestLine),
        RefusedRequest("space in the target", "GET /a b HTTP/1.1\r\n", .malformedRequestLine),
        RefusedRequest("two empty lines in front", "\r\n\r\nGET / HTTP/1.1\r\n", .malformedRequestLine),
        RefusedRequest("lower-case protocol", "GET / http/1.1\r\n", .malformedRequestLine),
        RefusedRequest("two-digit minor version", "GET / HTTP/1.11\r\n", .malformedRequestLine),
        RefusedRequest("another protocol", "GET / ICAP/1.0\r\n", .malformedRequestLine),
        RefusedRequest("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion, 400),
        RefusedRequest("HTTP/0.9 by name", "GET / HTTP/0.9\r\n", .unsupportedVersion, 400),
        RefusedRequest(
            "method of 33 octets",
            String(repeating: "M", count: 33) + " / HTTP/1.1\r\n",
            .methodTooLong,
            400
        ),
        RefusedRequest("tunnel", "CONNECT example:443 HTTP/1.1\r\n", .tunnelRefused, 400),
        RefusedRequest("TLS to a plain port", "\u{16}\u{3}\u{1}\u{2}\r\n", .malformedRequestLine),
    ]

    static let targets = [
        RefusedRequest("asterisk of GET", "GET * HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("asterisk and more", "OPTIONS *x HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("relative path", "GET path HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("authority form of GET", "GET example:80 HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("another scheme", "GET ftp://example/ HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("no authority", "GET http:///path HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("user in the authority", "GET http://user@example/ HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("fragment", "GET /path#part HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("control character", "GET /\u{1} HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("NUL", "GET /\0 HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("not ASCII", "GET /ü HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("backslash", "GET /a\\b HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("percent at the end", "GET /a% HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("percent and one digit", "GET /a%2 HTTP/1.1\r\n", .malformedTarget),
        RefusedRequest("percent and no digits", "GET /%zz HTTP/1.1\r\n", .malformedTarget),
    ]

    static let lineEnds = [
        RefusedRequest("bare line feed after the request line", "GET / HTTP/1.1\nHost: a\n\n", .bareLineFeed),
        RefusedRequest("bare line feed after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
        RefusedRequest("bare line feed instead of the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        RefusedRequest("bare line feed in front", "\nGET / HTTP/1.1\r\n", .bareLineFeed),
        RefusedRequest("lone carriage return in the request line", "GET / HTTP/1.1\rX\r\n", .malformedRequestLine),
        RefusedRequest("two carriage returns", "GET / HTTP/1.1\r\nHost: a\r\r\n", .malformedFieldValue(field: 1)),
        RefusedRequest("lone carriage return in a value", head("A: b\rC: d\r\n"), .malformedFieldValue(field: 1)),
        RefusedRequest("carriage return for an empty line", "GET / HTTP/1.1\r\n\r\r\n", .malformedFieldName(field: 1)),
    ]

    static let fieldLines = [
        RefusedRequest("space before the colon", head("Content-Length : 5\r\n"), .blankBeforeColon(field: 1)),
        RefusedRequest("tab before the colon", head("A: b\r\nTransfer-Encoding\t: x\r\n"), .blankBeforeColon(field: 2)),
        RefusedRequest("folded value", head("A: b\r\n c\r\n"), .foldedField(field: 2)),
        RefusedRequest("value folded by a tab", head("A: b\r\n\tc\r\n"), .foldedField(field: 2)),
        RefusedRequest("space before the first field", head(" A: b\r\n"), .foldedField(field: 1)),
        RefusedRequest("line of one space", head("A: b\r\n \r\n"), .foldedField(field: 2)),
        RefusedRequest("no colon", head("A\r\n"), .malformedFieldName(field: 1)),
        RefusedRequest("no name", head(": b\r\n"), .malformedFieldName(field: 1)),
        RefusedRequest("space inside a name", head("A B: c\r\n"), .malformedFieldName(field: 1)),
        RefusedRequest("bracket in a name", head("A[0]: c\r\n"), .malformedFieldName(field: 1)),
        RefusedRequest("name not ASCII", head("Ä: c\r\n"), .malformedFieldName(field: 1)),
        RefusedRequest("NUL in a name", head("A\0: c\r\n"), .malformedFieldName(field: 1)),
        RefusedRequest("NUL in a value", head("A: b\0c\r\n"), .malformedFieldValue(field: 1)),
        RefusedRequest("NUL behind a length", head("Content-Length: 0\0\r\n"), .malformedFieldValue(field: 1)),
        RefusedRequest("delete in a value", head("A: \u{7F}\r\n"), .malformedFieldValue(field: 1)),
        RefusedRequest("form feed around a value", head("A: \u{C}b\r\n"), .malformedFieldValue(field: 1)),
    ]

    static let hosts = [
        RefusedRequest("no host", "GET / HTTP/1.1\r\n\r\n", .missingHost),
        RefusedRequest("two hosts", head("Host: other\r\n"), .duplicateHost),
        RefusedRequest("the same host twice", head("HOST: example\r\n"), .duplicateHost),
        RefusedRequest("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", .duplicateHost),
        RefusedRequest("list of hosts", "GET / HTTP/1.1\r\nHost: a b\r\n", .malformedHost),
        RefusedRequest("user in the host", "GET / HTTP/1.1\r\nHost: u@a\r\n", .malformedHost),
        RefusedRequest("path in the host", "GET / HTTP/1.1\r\nHost: a/b\r\n", .malformedHost),
        RefusedRequest("port not a number", "GET / HTTP/1.1\r\nHost: a:b\r\n", .malformedHost),
        RefusedRequest("address literal left open", "GET / HTTP/1.1\r\nHost: [::1\r\n", .malformedHost),
        RefusedRequest("address literal empty", "GET / HTTP/1.1\r\nHost: []\r\n", .malformedHost),
        RefusedRequest("text behind an address literal", "GET / HTTP/1.1\r\nHost: [::1]x\r\n", .malformedHost),
        RefusedRequest("no host though the target names one", "GET http://a/ HTTP/1.1\r\n\r\n", .missingHost),
    ]

    static let lengths = [
        RefusedRequest("plus sign", head("Content-Length: +5\r\n"), .malformedContentLength),
        RefusedRequest("minus sign", head("Content-Length: -0\r\n"), .malformedContentLength),
        RefusedRequest("empty", head("Content-Length:\r\n"), .malformedContentLength),
        RefusedRequest("hexadecimal", head("Content-Length: 0x5\r\n"), .malformedContentLength),
        RefusedRequest("fraction", head("Content-Length: 5.0\r\n"), .malformedContentLength),
        RefusedRequest("space inside", head("Content-Length: 1 0\r\n"), .malformedContentLength),
        RefusedRequest("list", head("Content-Length: 5, 5\r\n"), .malformedContentLength),
        RefusedRequest("other digits", head("Content-Length: ٥\r\n"), .malformedContentLength),
        RefusedRequest(
            "more than any integer",
            head("Content-Length: 9223372036854775808\r\n"),
            .malformedContentLength
        ),
        RefusedRequest("equal twice", head("Content-Length: 5\r\nContent-Length: 5\r\n"), .duplicateContentLength),
        RefusedRequest(
            "twice, cases differ",
            head("Content-Length: 5\r\ncontent-length: 6\r\n"),
            .duplicateContentLength
        ),
        RefusedRequest(
            "length, then coding",
            head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
            .contentLengthWithTransferEncoding
        ),
        RefusedRequest(
            "coding, then length",
            head("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
            .contentLengthWithTransferEncoding
        ),
        RefusedRequest(
            "one octet past 8 MiB",
            head("Content-Length: 8388609\r\n"),
            .bodyTooLarge(limit: 8_388_608),
            413
        ),
    ]

    static let codings = [
        RefusedRequest("identity", head("Transfer-Encoding: identity\r\n"), .malformedTransferEncoding),
        RefusedRequest("empty", head("Transfer-Encoding:\r\n"), .malformedTransferEncoding),
        RefusedRequest("chunked not last", head("Transfer-Encoding: chunked, gzip\r\n"), .malformedTransferEncoding),
        RefusedRequest("chunked twice", head("Transfer-Encoding: chunked, chunked\r\n"), .malformedTransferEncoding),
        RefusedRequest(
            "chunked with a parameter",
            head("Transfer-Encoding: chunked;a=b\r\n"),
            .malformedTransferEncoding
        ),
        RefusedRequest("chunked behind a comma", head("Transfer-Encoding: , chunked\r\n"), .malformedTransferEncoding),
        RefusedRequest("chunked before a comma", head("Transfer-Encoding: chunked,\r\n"), .malformedTransferEncoding),
        RefusedRequest("nearly chunked", head("Transfer-Encoding: xchunked\r\n"), .malformedTransferEncoding),
        RefusedRequest("quoted", head("Transfer-Encoding: \"chunked\"\r\n"), .malformedTransferEncoding),
        RefusedRequest(
            "vertical tab in front",
            head("Transfer-Encoding: \u{B}chunked\r\n"),
            .malformedFieldValue(field: 1)
        ),
        RefusedRequest(
            "two lines",
            head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
            .duplicateTransferEncoding
        ),
        RefusedRequest(
            "two lines, one unknown",
            head("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n"),
            .duplicateTransferEncoding
        ),
        RefusedRequest("gzip first", head("Transfer-Encoding: gzip, chunked\r\n"), .unsupportedTransferCoding, 400),
        RefusedRequest(
            "HTTP/1.0",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            .transferEncodingInHTTP10
        ),
    ]

    static let chunks = [
        chunked("sign", "+5\r\nhello\r\n", .malformedChunkSize),
        chunked("prefix", "0x5\r\nhello\r\n", .malformedChunkSize),
        chunked("space in front", " 5\r\nhello\r\n", .malformedChunkSize),
        chunked("space behind", "5 \r\nhello\r\n", .malformedChunkSize),
        chunked("no size", "\r\nhello\r\n", .malformedChunkSize),
        chunked("extension without a size", ";a=b\r\nhello\r\n", .malformedChunkSize),
        chunked("no hexadecimal digit", "g\r\n", .malformedChunkSize),
        chunked("underscore", "1_0\r\n", .malformedChunkSize),
        chunked("size past any integer", "8000000000000000\r\n", .malformedChunkSize),
        chunked("size of seventeen digits", "10000000000000005\r\nhello\r\n", .malformedChunkSize),
        chunked("size past the limit", "800001\r\n", .bodyTooLarge(limit: 8_388_608), 413),
        chunked("sizes that overflow", "1\r\na\r\n7fffffffffffffff\r\n", .bodyTooLarge(limit: 8_388_608), 413),
        chunked("bare line feed after a size", "5\nhello\r\n0\r\n\r\n", .bareLineFeed),
        chunked("lone carriage return in an extension", "5;a\rb\r\nhello\r\n", .malformedChunkSize),
        chunked("bare line feed in an extension", "5;a\nb\r\nhello\r\n", .bareLineFeed),
        chunked("data longer than its size", "5\r\nhello!\r\n", .unterminatedChunk),
        chunked("data ended by a bare line feed", "5\r\nhello\n0\r\n\r\n", .unterminatedChunk),
        chunked("data ended by two other octets", "5\r\nhelloXY0\r\n\r\n", .unterminatedChunk),
        chunked("long size line", String(repeating: "0", count: 300) + "\r\n", .chunkFramingTooLarge),
        chunked(
            "many extensions",
            String(repeating: "1;\(String(repeating: "e", count: 200))\r\na\r\n", count: 82),
            .chunkFramingTooLarge
        ),
        chunked("folded trailer", "0\r\nA: b\r\n c\r\n\r\n", .foldedField(field: 4)),
        chunked("trailer without a name", "0\r\nabc\r\n\r\n", .malformedFieldName(field: 3)),
        chunked("trailer ended by a bare line feed", "0\r\nA: b\n\r\n", .bareLineFeed),
    ]

    static let expectations = [
        RefusedRequest("another expectation", head("Expect: 200-ok\r\n"), .unsupportedExpectation, 417),
        RefusedRequest("an empty expectation", head("Expect:\r\n"), .unsupportedExpectation, 417),
        RefusedRequest("a list", head("Expect: 100-continue, x\r\n"), .unsupportedExpectation, 417),
        RefusedRequest(
            "a known and an unknown one",
            head("Expect: 100-continue\r\nExpect: x\r\n"),
            .unsupportedExpectation,
            417
        ),
        RefusedRequest(
            "a length too large, awaited",
            head("Expect: 100-continue\r\nContent-Length: 9000000\r\n"),
            .bodyTooLarge(limit: 8_388_608),
            413
        ),
    ]

    private static func chunked(
        _ name: String,
        _ body: String,
        _ error: HTTPParseError,
        _ status: Int = 400
    ) -> RefusedRequest {
        RefusedRequest("chunk: " + name, head("Transfer-Encoding: chunked\r\n") + body, error, status)
    }
}

@Suite("Bytes that are no request")
struct RefusedRequestTests {
    @Test("are refused with their error and its status", arguments: RefusedRequest.all)
    func refused(_ refused: RefusedRequest) {
        let reading = read(refused.bytes)
        #expect(reading.error == refused.error)
        #expect(reading.requests.isEmpty)
        #expect(refused.error.status.code == refused.status)
    }

    @Test("are refused at every cut as they are in one piece", arguments: RefusedRequest.all)
    func everyCut(_ refused: RefusedRequest) {
        let bytes = Array(refused.bytes.utf8)
        let whole = read([bytes])
        #expect(read(bytes.map { [$0] }) == whole, "one octet at a time")
        for cut in 1..<min(bytes.count, 2000) {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
    }

    @Test("say what is wrong in one sentence", arguments: RefusedRequest.all)
    func described(_ refused: RefusedRequest) {
        let text = refused.error.description
        #expect(text.first?.isUppercase == false || text.hasPrefix("HTTP"))
        #expect(!text.hasSuffix("."))
        #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    }

    @Test("leave the parser refusing whatever comes after")
    func staysRefused() throws {
        var parser = HTTPRequestParser()
        let bad = Array("GET / HTTP/2.0\r\n".utf8)
        let good = Array(head("", method: "GET").utf8)
        var offset = 0
        #expect(throws: HTTPParseError.unsupportedVersion) { try parser.consume(bad.span, from: &offset) }
        offset = 0
        #expect(throws: HTTPParseError.unsupportedVersion) { try parser.consume(good.span, from: &offset) }
    }
}
