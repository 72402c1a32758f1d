import HTTPWire
import Testing

@Suite("Header fields")
struct HTTPHeadersTests {
    private let headers: HTTPHeaders = ["Accept": "a", "Host": "h", "ACCEPT": "b", "X": ""]

    @Test("are found whatever the case of their name")
    func lookup() {
        #expect(headers.first("accept") == "a")
        #expect(headers.first("hOST") == "h")
        #expect(headers.first("X") == "")
        #expect(headers.first("Hos") == nil)
        #expect(headers.first("Hosts") == nil)
        #expect(headers.contains("x"))
        #expect(!headers.contains("y"))
    }

    @Test("keep their order and their duplicates")
    func order() {
        #expect(headers.all("Accept") == ["a", "b"])
        #expect(headers.map(\.name) == ["Accept", "Host", "ACCEPT", "X"])
        #expect(headers.map(\.value) == ["a", "h", "b", ""])
        #expect(headers.count == 4)
    }

    @Test("lose the white space around a value")
    func trimmed() {
        #expect(HTTPHeaders(dictionaryLiteral: ("A", " \t b c\t ")).first("a") == "b c")
    }

    @Test("are equal octet by octet, in order")
    func equality() {
        #expect(headers == ["Accept": "a", "Host": "h", "ACCEPT": "b", "X": ""])
        #expect(headers != ["Accept": "a", "Host": "h", "accept": "b", "X": ""])
        #expect(headers != ["Host": "h", "Accept": "a", "ACCEPT": "b", "X": ""])
    }

    @Test("that were parsed are looked up like the others")
    func parsed() throws {
        let request = try #require(read(head("Accept: a\r\nx:y \r\nACCEPT: b\r\n")).requests.first)
        #expect(request.headers.first("accept") == "a")
        #expect(request.headers.all("Accept") == ["a", "b"])
        #expect(request.headers.map(\.value) == ["a", "y", "b", "example"])
    }
}

@Suite("Reuse of a connection")
struct ConnectionReuseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let version: HTTPVersion
        let headers: HTTPHeaders
        let allowsReuse: Bool

        var testDescription: String { "\(version) \(headers.map(\.value))" }
    }

    static let cases = [
        Case(version: .http11, headers: [:], allowsReuse: true),
        Case(version: .http10, headers: [:], allowsReuse: false),
        Case(version: .http11, headers: ["Connection": "close"], allowsReuse: false),
        Case(version: .http11, headers: ["connection": "CLOSE"], allowsReuse: false),
        Case(version: .http10, headers: ["Connection": "Keep-Alive"], allowsReuse: true),
        Case(version: .http11, headers: ["Connection": "keep-alive"], allowsReuse: true),
        Case(version: .http11, headers: ["Connection": "upgrade, close"], allowsReuse: false),
        Case(version: .http11, headers: ["Connection": "upgrade", "CONNECTION": "x ,close "], allowsReuse: false),
        Case(version: .http10, headers: ["Connection": "keep-alive, close"], allowsReuse: false),
        Case(version: .http11, headers: ["Connection": "closed"], allowsReuse: true),
        Case(version: .http11, headers: ["Connection": ""], allowsReuse: true),
        Case(version: .http10, headers: ["Keep-Alive": "timeout=5"], allowsReuse: false),
    ]

    @Test("follows the version and the options of Connection", arguments: cases)
    func reuse(_ example: Case) {
        let request = HTTPRequest(path: "/", version: example.version, headers: example.headers)
        #expect(request.allowsReuse == example.allowsReuse)
    }
}
