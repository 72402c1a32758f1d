/// Turns the bytes of one connection into requests, one at a time, by RFC 9112.
///
/// Owned by one connection. Guarantees: the same bytes give the same requests and the same error however they are
/// cut; work is linear in the bytes; memory is bounded by the limits; nothing is read past the end of a request, so
/// a pipelined one stays with the caller. After an error every call throws it again: the framing is lost.
package struct HTTPRequestParser: ~Copyable, Sendable {
    /// What `consume` found.
    package enum Event: Sendable, Equatable {
        /// All input is used up; more is needed.
        case needsInput
        /// A head is complete and its client may be waiting for `100 Continue` before it sends the body.
        case expectsInterim
        /// A request is complete.
        case request(HTTPRequest)
    }

    /// How far the current request has come; what a deadline is chosen by.
    package enum Progress: Sendable, Hashable {
        /// No byte of it has arrived.
        case none
        /// Its head is incomplete.
        case head
        /// Its head is complete and its body is not.
        case body
    }

    private enum Step {
        case requestLine
        case fields
        case data(remaining: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case chunkEnd
        case trailers
        case failed(HTTPParseError)
    }

    private let limits: HTTPLimits
    private var step = Step.requestLine
    private var lines = LineBuffer()
    private var head = RequestHead()
    private var body = RequestBody()

    /// A parser for one connection.
    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
    }

    /// How far the current request has come.
    package var progress: Progress {
        switch step {
        case .requestLine: lines.octets.isEmpty ? .none : .head
        case .fields, .failed: .head
        case .data, .chunkSize, .chunkData, .chunkEnd, .trailers: .body
        }
    }

    /// Octets of the current request that are held until it is complete.
    package var heldBytes: Int { lines.octets.count + body.octets.count }

    /// Reads `input` from `offset` up to the next event, and moves `offset` behind what it read.
    package mutating func consume(
        _ input: Span<UInt8>,
        from offset: inout Int
    ) throws(HTTPParseError) -> Event {
        do throws(HTTPParseError) {
            while offset < input.count {
                if let event = try advance(input, &offset) { return event }
            }
            return .needsInput
        } catch {
            step = .failed(error)
            throw error
        }
    }

    private mutating func advance(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPParseError) -> Event? {
        switch step {
        case .requestLine: try readRequestLine(input, &offset)
        case .fields: return try readField(input, &offset)
        case .data(let remaining): return readData(input, &offset, remaining)
        case .chunkSize: try readChunkSize(input, &offset)
        case .chunkData(let remaining): readChunkData(input, &offset, remaining)
        case .chunkEnd: try readChunkEnd(input, &offset)
        case .trailers: return try readTrailer(input, &offset)
        case .failed(let error): throw error
        }
        return nil
    }
}

// MARK: - Head

extension HTTPRequestParser {
    private mutating func readRequestLine(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPParseError) {
        switch lines.read(input, from: &offset, allowance: limits.requestLineBytes) {
        case .incomplete: return
        case .bareLineFeed: throw .bareLineFeed
        case .tooLong:
            let octets = lines.octets.span
            throw RequestLine.overflow(octets, in: 0..<octets.count, targetLimit: limits.targetBytes)
        case .line(let range):
            if range.isEmpty, head.emptyLines < HTTPLimits.leadingEmptyLines {
                head.emptyLines += 1
                lines.discardLine()
                return
            }
            head.line = try RequestLine(lines.octets.span, in: range, targetLimit: limits.targetBytes)
            lines.keepLine()
            step = .fields
        }
    }

    private mutating func readField(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPParseError) -> Event? {
        guard let range = try fieldLine(input, &offset) else { return nil }
        if range.isEmpty { return try endHead() }
        try head.append(lines.octets, in: range, limit: limits.headerCount)
        lines.keepLine()
        return nil
    }

    /// The next line of header or trailer fields; both draw on the same allowance.
    private mutating func fieldLine(
        _ input: Span<UInt8>,
        _ offset: inout Int
    ) throws(HTTPParseError) -> Range<Int>? {
        let before = lines.pendingCount
        let reading = lines.read(input, from: &offset, allowance: limits.headerBytes - head.fieldBytes + before)
        head.fieldBytes += lines.pendingCount - before
        switch reading {
        case .incomplete: return nil
        case .bareLineFeed: throw .bareLineFeed
        case .tooLong: throw .fieldsTooLarge(limit: limits.headerBytes)
        case .line(let range): return range
        }
    }

    private mutating func endHead() throws(HTTPParseError) -> Event? {
        guard let line = head.line else { throw .malformedRequestLine }
        lines.keepLine()
        let extent = try head.framing.body(line.version, limit: limits.bodyBytes)
        let isAwaited = try head.framing.expectsInterim(line.version)
        switch extent {
        case .fixed(0): return finish(line)
        case .fixed(let length):
            body.expect(length)
            step = .data(remaining: length)
        case .chunked: step = .chunkSize
        }
        return isAwaited ? .expectsInterim : nil
    }

    private mutating func finish(_ line: RequestLine) -> Event {
        let request = HTTPRequest(
            method: line.method,
            path: line.target.path,
            query: line.target.query,
            version: line.version,
            headers: HTTPHeaders(octets: lines.octets, fields: head.fields),
            body: body.octets
        )
        step = .requestLine
        lines.reset()
        head = RequestHead()
        body = RequestBody()
        return .request(request)
    }
}

// MARK: - Body

extension HTTPRequestParser {
    private mutating func readData(_ input: Span<UInt8>, _ offset: inout Int, _ remaining: Int) -> Event? {
        let left = body.append(input, &offset, upTo: remaining)
        step = .data(remaining: left)
        guard left == 0, let line = head.line else { return nil }
        return finish(line)
    }

    private mutating func readChunkSize(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPParseError) {
        switch lines.read(input, from: &offset, allowance: HTTPLimits.chunkLineBytes) {
        case .incomplete: return
        case .bareLineFeed: throw .bareLineFeed
        case .tooLong: throw .chunkFramingTooLarge
        case .line(let range):
            let chunk = try ChunkLine(lines.octets.span, in: range)
            lines.discardLine()
            try body.admit(chunk, limit: limits.bodyBytes)
            step = chunk.size == 0 ? .trailers : .chunkData(remaining: chunk.size)
        }
    }

    private mutating func readChunkData(_ input: Span<UInt8>, _ offset: inout Int, _ remaining: Int) {
        let left = body.append(input, &offset, upTo: remaining)
        step = left == 0 ? .chunkEnd : .chunkData(remaining: left)
    }

    private mutating func readChunkEnd(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPParseError) {
        switch lines.read(input, from: &offset, allowance: 2) {
        case .incomplete: return
        case .line(let range) where range.isEmpty:
            lines.discardLine()
            step = .chunkSize
        case .line, .tooLong, .bareLineFeed: throw .unterminatedChunk
        }
    }

    /// Trailer fields are checked as header fields are, and dropped: none means anything to this server.
    private mutating func readTrailer(_ input: Span<UInt8>, _ offset: inout Int) throws(HTTPParseError) -> Event? {
        guard let range = try fieldLine(input, &offset) else { return nil }
        let isEnd = range.isEmpty
        if !isEnd { try head.countTrailer(lines.octets, in: range, limit: limits.headerCount) }
        lines.discardLine()
        guard isEnd, let line = head.line else { return nil }
        return finish(line)
    }
}
