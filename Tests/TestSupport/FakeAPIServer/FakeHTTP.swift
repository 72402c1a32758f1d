import KubernetesAPI

/// A request as a fake API server reads it.
struct FakeRequest: Sendable {
    let method: String
    /// The request line's target, still encoded.
    let target: String
    /// The path, split at its slashes and decoded.
    let path: [String]
    /// The query, decoded; of repeated names the last.
    let query: [String: String]
    /// The headers, names in lower case; values of repeated names joined by commas.
    var headers: [String: String]
    let body: [UInt8]

    /// The body as JSON; null if there is none, or it is none.
    var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
}

/// Reads requests off a connection, one after the other.
struct FakeRequestReader {
    private let connection: FakeConnection
    private var buffer: [UInt8] = []

    init(_ connection: FakeConnection) { self.connection = connection }

    /// The next request; nil when the connection is over.
    mutating func next() -> FakeRequest? {
        guard let head = take(until: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n").map(String.init)
        let start = (lines.first ?? "").split(separator: " ").map(String.init)
        guard start.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            headers[line[..<colon].lowercased(), default: ""] +=
                (headers[line[..<colon].lowercased()] == nil ? "" : ",") + value
        }
        guard let body = take(count: Int(headers["content-length"] ?? "0") ?? 0) else { return nil }
        let parts = start[1].split(separator: "?", maxSplits: 1).map(String.init)
        return FakeRequest(
            method: start[0],
            target: start[1],
            path: parts[0].split(separator: "/").map { Self.decode(String($0)) },
            query: Self.query(parts.count > 1 ? parts[1] : ""),
            headers: headers,
            body: body
        )
    }

    private mutating func take(until end: [UInt8]) -> [UInt8]? {
        while true {
            if let range = buffer.firstRange(of: end) {
                let taken = Array(buffer[..<range.lowerBound])
                buffer.removeSubrange(..<range.upperBound)
                return taken
            }
            guard fill() else { return nil }
        }
    }

    private mutating func take(count: Int) -> [UInt8]? {
        while buffer.count < count { guard fill() else { return nil } }
        let taken = Array(buffer[..<count])
        buffer.removeSubrange(..<count)
        return taken
    }

    private mutating func fill() -> Bool {
        let bytes = connection.read()
        buffer += bytes
        return !bytes.isEmpty
    }

    private static func query(_ text: String) -> [String: String] {
        var query: [String: String] = [:]
        for item in text.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            query[decode(parts[0])] = parts.count > 1 ? decode(parts[1]) : ""
        }
        return query
    }

    private static func decode(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// An answer of a fake API server.
struct FakeResponse: Sendable {
    var status = 200
    var headers: [(String, String)] = []
    var mediaType = "application/json"
    var body: [UInt8] = []

    /// An answer with an object.
    static func object(_ json: JSONValue, status: Int = 200) -> FakeResponse {
        FakeResponse(status: status, body: json.jsonBytes)
    }

    /// A refusal.
    static func refusal(_ status: FakeStatus) -> FakeResponse {
        var response = FakeResponse.object(status.json, status: status.code)
        if let delay = status.retryAfter { response.headers.append(("Retry-After", delay)) }
        return response
    }

    /// The head and the body as bytes; the length may claim more than there is.
    func bytes(claiming length: Int? = nil) -> [UInt8] {
        head + Array("Content-Length: \(length ?? body.count)\r\n\r\n".utf8) + body
    }

    /// The head of a body in chunks, with whose end the connection ends.
    var chunkedHead: [UInt8] { head + Array("Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) }

    private var head: [UInt8] {
        var text = "HTTP/1.1 \(status) Whatever\r\nContent-Type: \(mediaType)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return Array(text.utf8)
    }
}
