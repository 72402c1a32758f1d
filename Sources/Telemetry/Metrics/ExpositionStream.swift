import Synchronization

/// The text of all metrics, made in pieces while somebody takes them.
///
/// Each family is read when its turn comes, and as a whole, so that the series of one family agree with each other.
package final class ExpositionStream: Sendable {
    private struct State: Sendable {
        var sources: ArraySlice<any MetricSource>
        var lines: MetricLines?
        /// How much of the lines is written.
        var position = 0

        /// Writes a series, or goes on to the next family; false if nothing is left.
        mutating func write(to exposition: inout Exposition) -> Bool {
            guard let lines, position < lines.count else {
                (lines, position) = (sources.popFirst()?.lines, 0)
                return lines != nil
            }
            let isNew = position == 0
            if isNew || exposition.bytes.isEmpty { exposition.begin(lines, isNew: isNew) }
            lines.append(position, &exposition)
            position += 1
            return true
        }
    }

    private let state: Mutex<State>

    /// What is worth sending at once, in bytes: as much as the server hands to the kernel.
    private static let pieceSize = 64 << 10

    /// The text of these, in that order.
    init(of sources: [any MetricSource]) { state = Mutex(State(sources: sources[...])) }

    /// The next piece; empty at the end.
    package func next() -> [UInt8] {
        state.withLock { state in
            var exposition = Exposition(expecting: Self.pieceSize + Self.pieceSize / 16)
            while exposition.bytes.count < Self.pieceSize, state.write(to: &exposition) {}
            return exposition.bytes
        }
    }
}

/// What is to be written of a family: header and series, or nothing where there is no series.
struct MetricLines: Sendable {
    let description: MetricDescription
    let kind: MetricKind
    /// How many series there are.
    let count: Int
    /// Writes the series of that number.
    let append: @Sendable (Int, inout Exposition) -> Void
}
