/// A body that is made while it is sent, for one that would take more room at once than it is worth.
///
/// Asked by one connection, a piece at a time, whenever the peer has taken what went before.
package final class HTTPBodyStream: Sendable {
    private let produce: @Sendable () -> [UInt8]

    /// A body of these pieces.
    ///
    /// - Parameter produce: makes the next piece; an empty one ends the body.
    package init(_ produce: @escaping @Sendable () -> [UInt8]) { self.produce = produce }

    /// The next piece; empty at the end, after which there is nothing to ask for.
    package func next() -> [UInt8] { produce() }

    /// All that is left, in one piece.
    package func collect() -> [UInt8] {
        var whole: [UInt8] = []
        while true {
            let piece = next()
            guard !piece.isEmpty else { return whole }
            whole += piece
        }
    }
}

extension HTTPBodyStream: Equatable {
    /// What is still to be made cannot be compared.
    package static func == (left: HTTPBodyStream, right: HTTPBodyStream) -> Bool { left === right }
}
