/// Labels with their values, as they stand between the braces of a sample; bytes once for as many samples as there are.
package struct MetricLabels: Hashable, Sendable {
    let bytes: [UInt8]

    /// No labels.
    package static let none = MetricLabels()

    /// Pairs names with values, of which there are as many.
    package init(_ names: [String] = [], _ values: [String] = []) {
        precondition(names.count == values.count, "\(names) are not the names of \(values)")
        var exposition = Exposition()
        exposition.appendLabels(names, values)
        // A buffer that grew has up to as much again to spare; thousands of objects would keep that.
        bytes = exposition.bytes.withUnsafeBufferPointer { Array($0) }
    }
}

extension MetricLabels: Comparable {
    package static func < (left: MetricLabels, right: MetricLabels) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
