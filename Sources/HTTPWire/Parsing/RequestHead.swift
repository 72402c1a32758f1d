/// What is known of a head while its lines arrive.
struct RequestHead {
    /// The request line, once it is complete.
    var line: RequestLine?
    /// Empty lines that preceded the request line.
    var emptyLines = 0
    /// Octets of field lines so far, line ends included.
    var fieldBytes = 0
    /// The fields, as ranges of the line buffer.
    private(set) var fields: [HTTPHeaders.Field] = []
    /// What the fields say about the message.
    private(set) var framing = MessageFraming()
    private var trailerCount = 0

    /// Reads one field line and adds it.
    mutating func append(_ octets: [UInt8], in range: Range<Int>, limit: Int) throws(HTTPParseError) {
        let field = try FieldLine.parse(octets.span, in: range, number: fields.count + 1)
        guard fields.count < limit else { throw .tooManyFields(limit: limit) }
        if fields.isEmpty { fields.reserveCapacity(Self.usualFieldCount) }
        fields.append(field)
        try framing.note(octets.span, field)
    }

    /// Reads one trailer line and counts it.
    mutating func countTrailer(_ octets: [UInt8], in range: Range<Int>, limit: Int) throws(HTTPParseError) {
        trailerCount += 1
        let number = fields.count + trailerCount
        _ = try FieldLine.parse(octets.span, in: range, number: number)
        guard number <= limit else { throw .tooManyFields(limit: limit) }
    }

    /// Room made at once: kube-apiserver sends eight fields, probes fewer.
    private static let usualFieldCount = 12
}
