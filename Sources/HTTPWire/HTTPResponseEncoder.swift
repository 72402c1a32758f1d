/// Writes responses as bytes; the only writer of the fields that frame a message (RFC 9112 §6, §9).
package struct HTTPResponseEncoder: Sendable {
    /// What of the request and of the connection shapes an answer.
    package struct Exchange: Sendable, Hashable {
        /// Whether the request was HEAD, whose answer has every field and no body (RFC 9110 §9.3.2).
        package var omitsBody: Bool
        /// The version of the request.
        package var version: HTTPVersion
        /// Whether the connection takes another request after this answer.
        package var keepsAlive: Bool

        /// An exchange of these properties.
        package init(omitsBody: Bool, version: HTTPVersion, keepsAlive: Bool) {
            self.omitsBody = omitsBody
            self.version = version
            self.keepsAlive = keepsAlive
        }

        /// The exchange that ends a connection whose bytes were no request.
        package static let last = Exchange(omitsBody: false, version: .http11, keepsAlive: false)
    }

    /// The interim answer to `Expect: 100-continue` (RFC 9110 §15.2.1).
    package static let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The moment that answers carry as their `Date`, which RFC 9110 §6.6.1 has a server with a clock send.
    package var date: HTTPDate

    /// An encoder of answers made at `date`.
    package init(date: HTTPDate) {
        self.date = date
    }

    /// Appends head and body of `response` to `output`, in one piece; of one with a stream, the head.
    ///
    /// - Returns: the stream of which the pieces are to follow (``appendChunk(_:to:)``); nil if nothing is.
    package func append(
        _ response: HTTPResponse,
        for exchange: Exchange,
        to output: inout [UInt8]
    ) -> HTTPBodyStream? {
        var response = response
        if exchange.version == .http10, let stream = response.stream {
            // HTTP/1.0 knows no chunks.
            (response.body, response.stream) = (stream.collect(), nil)
        }
        appendWhole(response, for: exchange, to: &output)
        return exchange.omitsBody || response.status.forbidsBody ? nil : response.stream
    }

    /// Appends a piece of a streamed body as a chunk (RFC 9112 §7.1); an empty one is the last chunk.
    package static func appendChunk(_ piece: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: String(piece.count, radix: 16).utf8)
        output.append(contentsOf: lineEnd)
        output.append(contentsOf: piece)
        output.append(contentsOf: lineEnd)
    }

    private func appendWhole(_ response: HTTPResponse, for exchange: Exchange, to output: inout [UInt8]) {
        appendStatusLine(response.status, to: &output)
        output.append(contentsOf: Self.dateName)
        output.append(contentsOf: date.octets)
        output.append(contentsOf: Self.lineEnd)
        append(response.headers, to: &output)
        appendFraming(of: response, for: exchange, to: &output)
        output.append(contentsOf: Self.lineEnd)
        if !exchange.omitsBody, !response.status.forbidsBody {
            output.append(contentsOf: response.body)
        }
    }

    private func appendStatusLine(_ status: HTTPStatus, to output: inout [UInt8]) {
        output.append(contentsOf: Self.versionPrefix)
        output.append(contentsOf: String(status.code).utf8)
        output.append(ASCII.space)
        output.append(contentsOf: status.reason.utf8)
        output.append(contentsOf: Self.lineEnd)
    }

    private func append(_ headers: HTTPHeaders, to output: inout [UInt8]) {
        let octets = headers.octets.span
        for field in headers.fields where !Self.isFraming(octets, field.name) {
            output.append(octets, in: field.name)
            output.append(contentsOf: Self.separator)
            output.append(octets, in: field.value)
            output.append(contentsOf: Self.lineEnd)
        }
    }

    private func appendFraming(of response: HTTPResponse, for exchange: Exchange, to output: inout [UInt8]) {
        if response.stream != nil {
            output.append(contentsOf: Self.chunked)
        } else if !response.status.forbidsBody {
            output.append(contentsOf: Self.contentLengthName)
            output.append(contentsOf: String(response.body.count).utf8)
            output.append(contentsOf: Self.lineEnd)
        }
        if !exchange.keepsAlive {
            output.append(contentsOf: Self.close)
        } else if exchange.version == .http10 {
            output.append(contentsOf: Self.keepAlive)
        }
    }

    private static func isFraming(_ octets: Span<UInt8>, _ name: Range<Int>) -> Bool {
        switch name.count {
        case 4: octets.matches("date", in: name)
        case 10: octets.matches("connection", in: name)
        case 14: octets.matches("content-length", in: name)
        case 17: octets.matches("transfer-encoding", in: name)
        default: false
        }
    }

    private static let versionPrefix = Array("HTTP/1.1 ".utf8)
    private static let lineEnd = Array("\r\n".utf8)
    private static let separator = Array(": ".utf8)
    private static let dateName = Array("Date: ".utf8)
    private static let contentLengthName = Array("Content-Length: ".utf8)
    private static let chunked = Array("Transfer-Encoding: chunked\r\n".utf8)
    private static let close = Array("Connection: close\r\n".utf8)
    private static let keepAlive = Array("Connection: keep-alive\r\n".utf8)
}
