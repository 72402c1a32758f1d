import KubernetesAPI

extension PodTemplateRules {
    /// `warningsForOverlappingVirtualPaths`: of two files at one path the later one wins, and none can be where another
    /// needs a directory.
    static func overlappingPaths(of source: DecodedField, into findings: inout Findings) {
        guard (source.count("items") ?? 0) > 1 else { return }
        let items = source.elements("items").prefix(ProjectedFile.itemLimit)
        let files = items.enumerated().compactMap { ProjectedFile($1, index: $0) }
        for pair in ProjectedFile.overlaps(among: files) {
            let text = "overlapping paths: \(pair.later.path.goQuoted) with \(pair.earlier.path.goQuoted)"
            findings.warn(pair.later.item.path.field("path"), text)
        }
    }
}

/// One file of a volume, by its path.
private struct ProjectedFile {
    let item: DecodedField
    /// The position of the item in its list.
    let index: Int
    /// Without slashes at its end.
    let path: String

    /// A Secret has a megabyte; nobody lists more of its keys than these one by one.
    static let itemLimit = 1000

    private static let slash = UInt8(ascii: "/")

    /// Nil for an item without a path, which overlaps nothing.
    init?(_ item: DecodedField, index: Int) {
        guard item.isObject, let text = item.text("path"),
            let last = text.utf8.lastIndex(where: { $0 != Self.slash })
        else { return nil }
        self.item = item
        self.index = index
        path = String(decoding: text.utf8[...last], as: UTF8.self)
    }

    /// As many as are told of one volume.
    private static let limit = 100

    /// The pairs that overlap, by the later of the two, then by the earlier.
    ///
    /// Sorted, what is below a path follows it at once: nothing has to be compared with everything.
    static func overlaps(among files: [ProjectedFile]) -> [(later: ProjectedFile, earlier: ProjectedFile)] {
        var pairs: [(later: ProjectedFile, earlier: ProjectedFile)] = []
        var around: [ProjectedFile] = []
        for file in files.sorted(by: isBefore) where pairs.count < limit {
            while let last = around.last, !file.isAtOrBelow(last) { around.removeLast() }
            pairs += around.prefix(limit).map { $0.index < file.index ? (file, $0) : ($0, file) }
            around.append(file)
        }
        return pairs.sorted { ($0.later.index, $0.earlier.index) < ($1.later.index, $1.earlier.index) }
    }

    /// By the bytes of the paths, each with a slash behind it.
    private static func isBefore(_ left: ProjectedFile, _ right: ProjectedFile) -> Bool {
        var (one, other) = (left.path.utf8.makeIterator(), right.path.utf8.makeIterator())
        while true {
            switch (one.next(), other.next()) {
            case (nil, nil): return left.index < right.index
            case (nil, let next?): return slash <= next
            case (let next?, nil): return next < slash
            case (let first?, let second?): if first != second { return first < second }
            }
        }
    }

    private func isAtOrBelow(_ other: ProjectedFile) -> Bool {
        let (own, others) = (path.utf8, other.path.utf8)
        guard own.starts(with: others) else { return false }
        return own.count == others.count || own.dropFirst(others.count).first == Self.slash
    }
}
