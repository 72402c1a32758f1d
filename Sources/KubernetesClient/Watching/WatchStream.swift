import KubernetesAPI
import NIOCore

/// The events of one watch, until the server ends it, it fails, or nobody holds it any more.
package struct WatchStream {
    private var lines: LineStream
    private let metadataOnly: Bool

    /// The events in a body; of their objects only the metadata if only that was asked for.
    init(_ body: AnswerBody, frameLimit: Int, metadataOnly: Bool) {
        lines = LineStream(body, lineLimit: frameLimit)
        self.metadataOnly = metadataOnly
    }

    /// The next event; nil if the server ended the watch, as it does now and then.
    ///
    /// A frame that the end of the connection cut off is dropped: the next watch brings it again.
    package mutating func next() async throws(KubernetesError) -> WatchEvent? {
        while let line = try await nextLine() {
            guard line.readableBytes > 0 else { continue }
            let frame: JSONValue
            do {
                frame = try JSONParser.parse(line.readableBytesView)
            } catch {
                throw .unreadableAnswer(.json(error))
            }
            guard let event = try WatchEvent.decode(frame) else { continue }
            return metadataOnly ? event.metadataOnly : event
        }
        return nil
    }

    private mutating func nextLine() async throws(KubernetesError) -> ByteBuffer? {
        do {
            return try await lines.next()
        } catch .transport(.timedOut) {
            throw .transport(.silent)
        }
    }
}

/// The lines of a body, as they come.
package struct LineStream {
    private var body: AnswerBody
    private var framer: LineFramer
    private let lineLimit: Int

    /// The lines of a body.
    init(_ body: AnswerBody, lineLimit: Int) {
        self.body = body
        self.lineLimit = lineLimit
        framer = LineFramer(limit: lineLimit)
    }

    /// The next complete line, without its end; nil at the end of the body.
    mutating func next() async throws(KubernetesError) -> ByteBuffer? {
        while true {
            do {
                if let line = try framer.next() { return line }
            } catch {
                throw .transport(.tooLarge(limit: lineLimit))
            }
            guard let part = try await body.next() else { return nil }
            framer.append(part)
        }
    }

    /// The next line as text; the last one need not be complete.
    package mutating func nextText() async throws(KubernetesError) -> String? {
        guard let line = try await next() ?? framer.rest() else { return nil }
        return String(decoding: line.readableBytesView, as: UTF8.self)
    }
}
