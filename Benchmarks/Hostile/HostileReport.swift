import HostileDocuments

/// What a search found, beside the bounds and what the worst was before there were any.
struct HostileReport {
    private let search: HostileSearch

    init(_ search: HostileSearch) { self.search = search }

    /// Milliseconds of processor time for each MiB of a document.
    private static let timeBound = 40.0
    /// MiB beyond the document.
    private static let memoryBound = 24.0
    /// How many of the worst are shown.
    private static let shown = 5

    /// Whether the worst that was found is within both bounds.
    var isWithinBounds: Bool {
        search.costliest.allSatisfy { Self.milliseconds($0) <= Self.timeBound }
            && search.largest.allSatisfy { Self.mebibytes($0) <= Self.memoryBound }
    }

    var text: String {
        var lines = ["\(search.count) documents measured"]
        lines.append("\nprocessor time for each MiB: goal <= 40 ms, before: 465 ms")
        for each in search.costliest.prefix(Self.shown) { lines.append(Self.line(Self.milliseconds(each), "ms", each)) }
        lines.append("\nmemory beyond the document: goal <= 24 MiB, before: 347 MiB")
        for each in search.largest.prefix(Self.shown) { lines.append(Self.line(Self.mebibytes(each), "MiB", each)) }
        return lines.joined(separator: "\n")
    }

    private static func milliseconds(_ measured: Measured) -> Double { measured.timePerMiB / 1e6 }

    private static func mebibytes(_ measured: Measured) -> Double { Double(measured.peakBytes) / Double(1 << 20) }

    private static func line(_ figure: Double, _ unit: String, _ measured: Measured) -> String {
        let tenths = Int((figure * 10).rounded())
        let number = "\(tenths / 10).\(tenths % 10)"
        let padding = String(repeating: " ", count: max(0, 8 - number.utf8.count))
        return "\(padding)\(number) \(unit)  \(measured.recipe) (\(measured.outcome))"
    }
}
