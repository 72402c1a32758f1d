import HTTPWire
import Testing

/// A stream, the requests in it, and what is left over.
struct AcceptedStream: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: String
    let requests: [HTTPRequest]
    let interims: Int
    let progress: HTTPRequestParser.Progress

    init(
        _ name: String,
        _ bytes: String,
        _ requests: HTTPRequest...,
        interims: Int = 0,
        progress: HTTPRequestParser.Progress = .none
    ) {
        self.name = name
        self.bytes = bytes
        self.requests = requests
        self.interims = interims
        self.progress = progress
    }

    var testDescription: String { name }

    static let all = heads + targets + fields + fixedBodies + chunkedBodies + streams

    static let heads = [
        AcceptedStream(
            "smallest",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            HTTPRequest(path: "/", headers: ["Host": "a"])
        ),
        AcceptedStream("smallest of HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", HTTPRequest(path: "/", version: .http10)),
        AcceptedStream(
            "a later minor version",
            "GET / HTTP/1.7\r\nHost: a\r\n\r\n",
            HTTPRequest(path: "/", headers: ["Host": "a"])
        ),
        AcceptedStream(
            "one empty line in front",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            HTTPRequest(path: "/", headers: ["Host": "a"])
        ),
        AcceptedStream(
            "methods are case-sensitive",
            "get / HTTP/1.1\r\nHost: a\r\n\r\n",
            HTTPRequest(method: HTTPMethod("get"), path: "/", headers: ["Host": "a"])
        ),
        AcceptedStream(
            "a method that nobody knows",
            "M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n",
            HTTPRequest(method: HTTPMethod("M-SEARCH"), path: "/", headers: ["Host": "a"])
        ),
    ]

    static let targets = [
        target("query", "/a?timeout=10s", "/a", "timeout=10s"),
        target("empty query", "/a?", "/a", ""),
        target("question mark in the query", "/a?b?c", "/a", "b?c"),
        target("percent-encoding stays", "/%2e%2E/x", "/%2e%2E/x", nil),
        target("two slashes", "//a", "//a", nil),
        target("absolute form", "http://example:8080/a?b", "/a", "b"),
        target("absolute form, capitals", "HTTPS://EXAMPLE/a", "/a", nil),
        target("absolute form without a path", "http://example", "/", nil),
        target("absolute form, query alone", "http://example?b", "/", "b"),
        target("absolute form, address literal", "http://[::1]:80/a", "/a", nil),
        AcceptedStream(
            "asterisk",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            HTTPRequest(method: .options, path: "*", headers: ["Host": "a"])
        ),
    ]

    static let fields = [
        field("no space behind the colon", "A:b", ["A": "b"]),
        field("blanks around a value", "A: \t b c \t", ["A": "b c"]),
        field("empty value", "A:", ["A": ""]),
        field("colon in a value", "A: b:c", ["A": "b:c"]),
        field("tab inside a value", "A: b\tc", ["A": "b\tc"]),
        field("value not ASCII", "A: bü", ["A": "bü"]),
        field("every character of a token", "!#$%&'*+-.^_`|~09azAZ: b", ["!#$%&'*+-.^_`|~09azAZ": "b"]),
        field("duplicates in order", "A: 1\r\nB: 2\r\na: 3", ["A": "1", "B": "2", "a": "3"]),
        AcceptedStream(
            "empty host",
            "GET / HTTP/1.1\r\nHost:\r\n\r\n",
            HTTPRequest(path: "/", headers: ["Host": ""])
        ),
        AcceptedStream(
            "host with a port",
            "GET / HTTP/1.1\r\nHost: [fe80::1]:9443\r\n\r\n",
            HTTPRequest(path: "/", headers: ["Host": "[fe80::1]:9443"])
        ),
    ]

    static let fixedBodies = [
        AcceptedStream(
            "length zero",
            head("Content-Length: 0\r\n"),
            post(["Content-Length": "0", "Host": "example"])
        ),
        AcceptedStream(
            "body",
            head("Content-Length: 5\r\n") + "hello",
            post(["Content-Length": "5", "Host": "example"], "hello")
        ),
        AcceptedStream(
            "leading zeros",
            head("Content-Length: 0005\r\n") + "hello",
            post(["Content-Length": "0005", "Host": "example"], "hello")
        ),
        AcceptedStream(
            "body of GET",
            head("Content-Length: 5\r\n", method: "GET") + "hello",
            HTTPRequest(
                method: .get,
                path: "/path",
                headers: ["Content-Length": "5", "Host": "example"],
                body: Array("hello".utf8)
            )
        ),
        AcceptedStream(
            "line ends inside a body",
            head("Content-Length: 6\r\n") + "\r\n\r\n\n\r",
            post(["Content-Length": "6", "Host": "example"], "\r\n\r\n\n\r")
        ),
        AcceptedStream(
            "awaited body",
            head("Expect: 100-Continue\r\nContent-Length: 5\r\n") + "hello",
            post(["Expect": "100-Continue", "Content-Length": "5", "Host": "example"], "hello"),
            interims: 1
        ),
        AcceptedStream(
            "awaited and empty",
            head("Expect: 100-continue\r\n"),
            post(["Expect": "100-continue", "Host": "example"])
        ),
        AcceptedStream(
            "HTTP/1.0 knows no expectations",
            "POST /path HTTP/1.0\r\nExpect: x\r\nContent-Length: 1\r\n\r\na",
            HTTPRequest(
                method: .post,
                path: "/path",
                version: .http10,
                headers: ["Expect": "x", "Content-Length": "1"],
                body: [0x61]
            )
        ),
    ]

    static let chunkedBodies = [
        chunked("empty", "0\r\n\r\n", ""),
        chunked("one chunk", "5\r\nhello\r\n0\r\n\r\n", "hello"),
        chunked("several chunks", "1\r\nh\r\n004\r\nello\r\n000\r\n\r\n", "hello"),
        chunked("digits of both cases", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        chunked("extensions", "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n", "hello"),
        chunked("blanks before an extension", "5 \t; a=b\r\nhello\r\n0\r\n\r\n", "hello"),
        chunked("framing inside the data", "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n\r\n"),
        chunked("trailers are dropped", "0\r\nContent-Length: 5\r\nHost: b\r\n\r\n", ""),
        AcceptedStream(
            "coding in capitals",
            head("Transfer-Encoding: CHUNKED\r\n") + "1\r\na\r\n0\r\n\r\n",
            post(["Transfer-Encoding": "CHUNKED", "Host": "example"], "a")
        ),
        AcceptedStream(
            "awaited chunks",
            head("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n") + "0\r\n\r\n",
            post(["Transfer-Encoding": "chunked", "Expect": "100-continue", "Host": "example"]),
            interims: 1
        ),
    ]

    static let streams = [
        AcceptedStream(
            "pipelined",
            head("Content-Length: 1\r\n") + "a" + head("", method: "GET") + head("") + "GE",
            post(["Content-Length": "1", "Host": "example"], "a"),
            HTTPRequest(path: "/path", headers: ["Host": "example"]),
            post(["Host": "example"]),
            progress: .head
        ),
        AcceptedStream(
            "pipelined behind chunks",
            head("Transfer-Encoding: chunked\r\n") + "1\r\na\r\n0\r\nB: c\r\n\r\n" + head(""),
            post(["Transfer-Encoding": "chunked", "Host": "example"], "a"),
            post(["Host": "example"])
        ),
        AcceptedStream(
            "an empty line behind a body, as old clients send",
            head("Content-Length: 1\r\n") + "a\r\n" + head(""),
            post(["Content-Length": "1", "Host": "example"], "a"),
            post(["Host": "example"])
        ),
        AcceptedStream("nothing", "", progress: .none),
        AcceptedStream("a beginning", "P", progress: .head),
        AcceptedStream("a head without its end", "GET / HTTP/1.1\r\nHost: a\r\n\r", progress: .head),
        AcceptedStream("a body that is missing an octet", head("Content-Length: 2\r\n") + "a", progress: .body),
        AcceptedStream("a chunk that is missing", head("Transfer-Encoding: chunked\r\n"), progress: .body),
        AcceptedStream(
            "trailers without their end",
            head("Transfer-Encoding: chunked\r\n") + "0\r\nA: b\r\n",
            progress: .body
        ),
    ]

    private static func post(_ headers: HTTPHeaders, _ body: String = "") -> HTTPRequest {
        HTTPRequest(method: .post, path: "/path", headers: headers, body: Array(body.utf8))
    }

    private static func target(_ name: String, _ target: String, _ path: String, _ query: String?) -> AcceptedStream {
        AcceptedStream(
            name,
            "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n",
            HTTPRequest(path: path, query: query, headers: ["Host": "a"])
        )
    }

    private static func field(_ name: String, _ lines: String, _ headers: HTTPHeaders) -> AcceptedStream {
        AcceptedStream(
            name,
            "GET / HTTP/1.0\r\n\(lines)\r\n\r\n",
            HTTPRequest(path: "/", version: .http10, headers: headers)
        )
    }

    private static func chunked(_ name: String, _ body: String, _ expected: String) -> AcceptedStream {
        AcceptedStream(
            "chunked: " + name,
            head("Transfer-Encoding: chunked\r\n") + body,
            post(["Transfer-Encoding": "chunked", "Host": "example"], expected)
        )
    }
}

@Suite("Streams of requests")
struct AcceptedRequestTests {
    @Test("are read as what they say", arguments: AcceptedStream.all)
    func accepted(_ stream: AcceptedStream) {
        let reading = read(stream.bytes)
        #expect(reading.error == nil)
        #expect(reading.requests == stream.requests)
        #expect(reading.interims == stream.interims)
        #expect(reading.progress == stream.progress)
    }

    @Test("are read the same at every cut", arguments: AcceptedStream.all)
    func everyCut(_ stream: AcceptedStream) {
        let bytes = Array(stream.bytes.utf8)
        let whole = read([bytes])
        #expect(read(bytes.map { [$0] }) == whole, "one octet at a time")
        for cut in bytes.indices.dropFirst() {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
    }

    @Test("are consumed no further than the request that is returned")
    func consumesOneRequest() throws {
        var parser = HTTPRequestParser()
        let first = Array(head("Content-Length: 2\r\n").utf8) + Array("ab".utf8)
        let bytes = first + Array(head("").utf8)
        var offset = 0
        let event = try parser.consume(bytes.span, from: &offset)
        guard case .request = event else {
            Issue.record("a whole request gave \(event)")
            return
        }
        #expect(offset == first.count)
        #expect(parser.progress == .none)
    }
}
