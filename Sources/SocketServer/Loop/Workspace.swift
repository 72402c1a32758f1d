import HTTPWire

/// What the connections of one loop share, because only one of them has its turn at a time.
///
/// Confined to the loop's thread. `output` is empty between turns.
final class Workspace {
    let systemCalls: SystemCalls
    let limits: ServerLimits
    let handler: ServerConfiguration.Handler
    let observe: @Sendable (ServerEvent) -> Void
    /// What a socket is read into.
    let input = ByteRegion(count: Workspace.inputSize)
    /// What a TLS record is decrypted into.
    let plaintext = ByteRegion(count: Workspace.recordSize)
    /// What the connection whose turn it is has to say.
    private(set) var output: [UInt8] = []
    /// What the connections of all loops hold between their turns.
    let held: HeldBytes
    /// Whether free memory is worth giving back at the end of the round.
    private var owesMemory = false
    private var encoder: HTTPResponseEncoder
    private var encoderExpires = MonotonicTime(nanoseconds: 0)
    /// The moment at which the current round of events began.
    private(set) var now: MonotonicTime

    init(_ configuration: ServerConfiguration, held: HeldBytes) {
        systemCalls = configuration.systemCalls
        limits = configuration.limits
        handler = configuration.handler
        observe = configuration.observe
        now = systemCalls.now()
        self.held = held
        encoder = HTTPResponseEncoder(date: HTTPDate(secondsSince1970: systemCalls.secondsSince1970()))
        output.reserveCapacity(Self.outputSize)
    }

    /// Whether so much is to be said that it is sent before the next request is read.
    var hasFullOutput: Bool { output.count >= Self.outputSize }

    /// Reads the clock; once a round.
    func beginRound() {
        now = systemCalls.now()
        guard now >= encoderExpires else { return }
        encoder.date = HTTPDate(secondsSince1970: systemCalls.secondsSince1970())
        encoderExpires = now.advanced(by: .seconds(1))
    }

    /// Takes note of a request whose turn it is.
    func note(_ request: HTTPRequest) {
        if request.body.count >= Self.largeRequestSize { owesMemory = true }
    }

    /// Takes note that many connections have gone.
    func noteDispersal() { owesMemory = true }

    /// Gives back the memory that the round's large requests, or those who left, took.
    func endRound() {
        guard owesMemory else { return }
        owesMemory = false
        HeapMemory.giveBack()
    }

    /// Adds an answer to the output; of one with a stream, its head.
    ///
    /// - Returns: the stream of which the pieces are to follow.
    func append(_ response: HTTPResponse, for exchange: HTTPResponseEncoder.Exchange) -> HTTPBodyStream? {
        encoder.append(response, for: exchange, to: &output)
    }

    /// Adds a piece of a streamed body to the output.
    func appendChunk(_ piece: [UInt8]) { HTTPResponseEncoder.appendChunk(piece, to: &output) }

    /// Adds bytes to the output.
    func append(_ bytes: [UInt8]) {
        output.append(contentsOf: bytes)
    }

    /// Empties the output, and gives memory back that only an unusual answer needed.
    func discardOutput() {
        output.removeAll(keepingCapacity: output.capacity <= Self.retainedOutputSize)
    }

    /// 64 KiB: a pipelining client's requests, or a review of 20 times the usual size, in one read.
    private static let inputSize = 64 << 10
    /// 16 KiB: the largest record (RFC 8446 §5.1).
    private static let recordSize = 16 << 10
    /// 64 KiB, ten times the usual review: what a request is decoded into takes a multiple of it.
    static let largeRequestSize = 64 << 10
    /// 64 KiB of answers are sent before more requests are read: what one connection may have waiting, with one answer.
    private static let outputSize = 64 << 10
    /// 256 KiB stay allocated for each loop.
    private static let retainedOutputSize = 256 << 10
}
