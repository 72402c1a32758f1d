package import Logging

/// A line that is put together piece by piece: for what is logged at every request, where a dictionary of details and
/// the sorting of its keys would take longer than the rest.
///
/// Lent by ``LogOutput/write(_:from:_:details:)`` for one line. Details stand in the order in which they are added;
/// other lines sort theirs by key, so whoever adds keeps to that, and adds no key twice.
package struct DirectLine: ~Copyable {
    private var buffer = LineBuffer()
    private let format: LogFormat

    init(_ start: LineStart, in format: LogFormat) {
        self.format = format
        format.append(start, to: &buffer)
    }

    /// Adds a text, escaped and cut as in every other line.
    package mutating func add(_ key: StaticString, _ text: String) {
        switch format {
        case .json: JSONLine.append(key, string: text, to: &buffer)
        case .text: TextLine.append(key, word: text, to: &buffer)
        }
    }

    /// Adds a detail of any other kind.
    package mutating func add(_ key: StaticString, _ value: Logger.MetadataValue) {
        format.append("\(key)", value, to: &buffer)
    }

    /// Ends the line and lends it; the memory is valid during the call.
    consuming func finish(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        format.appendEnd(to: &buffer)
        buffer.withBytes(body)
    }
}
