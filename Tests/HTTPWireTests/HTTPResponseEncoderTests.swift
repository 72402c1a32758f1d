import HTTPWire
import Synchronization
import Testing

@Suite("Encoded responses")
struct HTTPResponseEncoderTests {
    private static let encoder = HTTPResponseEncoder(date: HTTPDate(secondsSince1970: 784_111_777))
    private static let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let response: HTTPResponse
        let exchange: HTTPResponseEncoder.Exchange
        let expected: String

        init(
            _ name: String,
            _ response: HTTPResponse,
            head: Bool = false,
            version: HTTPVersion = .http11,
            keepsAlive: Bool = true,
            _ expected: String
        ) {
            testDescription = name
            self.response = response
            exchange = .init(omitsBody: head, version: version, keepsAlive: keepsAlive)
            self.expected = expected
        }
    }

    private static let hello = HTTPResponse(
        status: .ok,
        headers: ["Content-Type": "application/json", "A": "1", "a": "2"],
        body: Array("hello".utf8)
    )
    private static let helloHead =
        "HTTP/1.1 200 OK\r\n\(date)Content-Type: application/json\r\nA: 1\r\na: 2\r\nContent-Length: 5\r\n"

    static let cases = [
        Case("with a body", hello, helloHead + "\r\nhello"),
        Case("to HEAD", hello, head: true, helloHead + "\r\n"),
        Case("the last one", hello, keepsAlive: false, helloHead + "Connection: close\r\n\r\nhello"),
        Case("to HTTP/1.0, persistent", hello, version: .http10, helloHead + "Connection: keep-alive\r\n\r\nhello"),
        Case(
            "to HTTP/1.0, the last one",
            hello,
            version: .http10,
            keepsAlive: false,
            helloHead + "Connection: close\r\n\r\nhello"
        ),
        Case("without a body", HTTPResponse(status: .ok), "HTTP/1.1 200 OK\r\n\(date)Content-Length: 0\r\n\r\n"),
        Case(
            "204",
            HTTPResponse(status: .noContent, body: Array("x".utf8)),
            "HTTP/1.1 204 No Content\r\n\(date)\r\n"
        ),
        Case("304", HTTPResponse(status: .notModified), "HTTP/1.1 304 Not Modified\r\n\(date)\r\n"),
        Case(
            "whose handler meddles with the framing",
            HTTPResponse(
                status: .ok,
                headers: [
                    "content-length": "99", "Transfer-Encoding": "chunked", "CONNECTION": "upgrade", "Date": "never",
                ]
            ),
            "HTTP/1.1 200 OK\r\n\(date)Content-Length: 0\r\n\r\n"
        ),
        Case(
            "whose handler echoes line ends",
            HTTPResponse(status: .ok, headers: ["A": "b\r\nSet-Cookie: c\0d\u{7F}\te"]),
            "HTTP/1.1 200 OK\r\n\(date)A: b  Set-Cookie: c d \te\r\nContent-Length: 0\r\n\r\n"
        ),
    ]

    @Test("are these bytes", arguments: cases)
    func encoded(_ example: Case) {
        var output = Array("before".utf8)
        let rest = Self.encoder.append(example.response, for: example.exchange, to: &output)
        #expect(rest == nil)
        #expect(String(decoding: output, as: UTF8.self) == "before" + example.expected)
    }

    // MARK: - Streams

    /// An answer of these pieces.
    private static func streamed(_ pieces: [String]) -> HTTPResponse {
        let rest = Mutex(pieces[...])
        return HTTPResponse(
            status: .ok,
            headers: ["A": "1"],
            stream: HTTPBodyStream { rest.withLock { Array(($0.popFirst() ?? "").utf8) } }
        )
    }

    @Test("with a stream have the head only, and their pieces are chunks", arguments: [true, false])
    func stream(keepsAlive: Bool) throws {
        var output: [UInt8] = []
        let exchange = HTTPResponseEncoder.Exchange(omitsBody: false, version: .http11, keepsAlive: keepsAlive)
        let stream = try #require(
            Self.encoder.append(Self.streamed(["hello, ", "world of 17 bytes"]), for: exchange, to: &output)
        )
        let close = keepsAlive ? "" : "Connection: close\r\n"
        let head = "HTTP/1.1 200 OK\r\n\(Self.date)A: 1\r\nTransfer-Encoding: chunked\r\n\(close)\r\n"
        #expect(String(decoding: output, as: UTF8.self) == head)
        for _ in 0..<3 { HTTPResponseEncoder.appendChunk(stream.next(), to: &output) }
        let body = "7\r\nhello, \r\n11\r\nworld of 17 bytes\r\n0\r\n\r\n"
        #expect(String(decoding: output, as: UTF8.self) == head + body)
    }

    @Test("with a stream answer HEAD with the same head, and HTTP/1.0, which knows no chunks, in one piece")
    func streamElsewhere() {
        var output: [UInt8] = []
        let head = HTTPResponseEncoder.Exchange(omitsBody: true, version: .http11, keepsAlive: true)
        #expect(Self.encoder.append(Self.streamed(["a"]), for: head, to: &output) == nil)
        let expected = "HTTP/1.1 200 OK\r\n\(Self.date)A: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(String(decoding: output, as: UTF8.self) == expected)
        output = []
        let old = HTTPResponseEncoder.Exchange(omitsBody: false, version: .http10, keepsAlive: false)
        #expect(Self.encoder.append(Self.streamed(["a", "bc"]), for: old, to: &output) == nil)
        let whole = "HTTP/1.1 200 OK\r\n\(Self.date)A: 1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
        #expect(String(decoding: output, as: UTF8.self) == whole)
    }

    @Test("of a refusal carry its status, its sentence and the end of the connection")
    func refusal() {
        var output: [UInt8] = []
        _ = Self.encoder.append(HTTPResponse(HTTPParseError.missingHost), for: .last, to: &output)
        let expected = """
            HTTP/1.1 400 Bad Request\r
            \(Self.date)Content-Type: text/plain; charset=utf-8\r
            Content-Length: 26\r
            Connection: close\r
            \r
            the field host is missing

            """
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test("may be preceded by the one interim response there is")
    func interim() {
        #expect(String(decoding: HTTPResponseEncoder.interim, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
    }
}
