import AsyncHTTPClient
import KubernetesAPI
import NIOCore
import NIOHTTP1

/// An answer whose body has not been read yet.
struct Answer {
    private let response: HTTPClientResponse

    /// The answer that the transport delivered.
    init(_ response: HTTPClientResponse) { self.response = response }

    /// The HTTP status.
    var status: Int { Int(response.status.code) }

    /// True for the statuses of success.
    var isSuccess: Bool { (200..<300).contains(status) }

    /// The body's media type in lower case, without parameters.
    private var mediaType: String {
        let value = response.headers.first(name: "content-type") ?? ""
        return value.prefix { $0 != ";" }.lowercased().trimmingCharacters
    }

    /// The texts of the API server's warnings.
    var warnings: [String] { response.headers["warning"].compactMap(WarningHeader.text) }

    /// The part of the body that comes next, and so on.
    var body: AnswerBody { AnswerBody(response.body.makeAsyncIterator()) }

    /// The whole body.
    ///
    /// - Parameters:
    ///   - limit: how long it may be.
    ///   - deadline: by when it must be complete.
    /// - Returns: the bytes.
    /// - Throws: ``KubernetesError``.
    func bytes(limit: Int, deadline: NIODeadline) async throws(KubernetesError) -> ByteBuffer {
        var bytes = ByteBuffer()
        var body = body
        while let part = try await body.next() {
            guard bytes.readableBytes + part.readableBytes <= limit else {
                throw .transport(.tooLarge(limit: limit))
            }
            guard NIODeadline.now() < deadline else { throw .transport(.timedOut) }
            bytes.writeImmutableBuffer(part)
        }
        return bytes
    }

    /// The JSON object that a body must be.
    func object(in bytes: ByteBuffer) throws(KubernetesError) -> JSONValue {
        guard bytes.readableBytes > 0 else { throw .unreadableAnswer(.empty) }
        guard mediaType.isEmpty || mediaType.hasSuffix("json") else { throw .unreadableAnswer(.mediaType(mediaType)) }
        do {
            let json = try JSONParser.parse(bytes.readableBytesView)
            guard json.object != nil else { throw KubernetesError.unreadableAnswer(.shape("object")) }
            return json
        } catch let error as JSONParseError {
            throw .unreadableAnswer(.json(error))
        } catch {
            throw .unreadableAnswer(.shape("object"))
        }
    }

    /// The failure that an answer without success reports.
    func failure(in bytes: ByteBuffer) -> APIStatus {
        let retryAfter = RetryAfterHeader.delay(response.headers.first(name: "retry-after"))
        let json = try? object(in: bytes)
        return json.flatMap { APIStatus($0, httpStatus: status, retryAfter: retryAfter) }
            ?? APIStatus(httpStatus: status, retryAfter: retryAfter)
    }
}

/// The parts of a body, one after the other.
struct AnswerBody {
    private var iterator: HTTPClientResponse.Body.AsyncIterator

    /// The parts that the iterator yields.
    init(_ iterator: HTTPClientResponse.Body.AsyncIterator) { self.iterator = iterator }

    /// The next part; nil at the end.
    mutating func next() async throws(KubernetesError) -> ByteBuffer? {
        do {
            if let part = try await iterator.next(isolation: #isolation) { return part }
        } catch {
            throw KubernetesError(transport: error)
        }
        // A cancelled sequence ends as if it were complete.
        if Task.isCancelled { throw .cancelled }
        return nil
    }
}

/// `Retry-After` (RFC 9110 §10.2.3), in seconds as API servers write it.
enum RetryAfterHeader {
    /// More is taken for a mistake of somebody in between.
    private static let limit: Int64 = 24 * 3600

    /// The delay; nil if there is none, or none that can be read.
    static func delay(_ value: String?) -> Duration? {
        guard let value, let seconds = Int64(value.trimmingCharacters), (0...limit).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }
}

/// `Warning` as the API server writes it: `299 - "text"` (RFC 7234 §5.5, KEP-1693).
enum WarningHeader {
    /// The text; nil if the value is no such warning.
    static func text(_ value: String) -> String? {
        guard value.hasPrefix("299 "), let open = value.firstIndex(of: "\""), value.hasSuffix("\"") else { return nil }
        let start = value.index(after: open)
        let end = value.index(before: value.endIndex)
        guard start <= end else { return nil }
        var text = ""
        var escaped = false
        for character in value[start..<end] {
            if character == "\\", !escaped {
                escaped = true
                continue
            }
            text.append(character)
            escaped = false
        }
        return text
    }
}

extension String {
    /// The text without white space at its ends.
    fileprivate var trimmingCharacters: String { String(trimmingSpaces) }
}
