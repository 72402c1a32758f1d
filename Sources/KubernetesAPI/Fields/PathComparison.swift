/// Compares two objects path by path, where they stand; the paths are best asked for in the order of the document.
package final class PathComparison {
    /// How the values at a path compare; `null` in an object counts as none.
    package enum Outcome: Sendable {
        case equal
        case different
        /// There is a value in the new object alone.
        case appeared
        /// There is none in either.
        case absent
    }

    private var old: JSONChildCursor
    private var new: JSONChildCursor
    private let tops: (old: Int, new: Int)
    /// What came of comparing two lists or objects, by their tokens: the same ones are asked for again and again.
    private var known: [[Int]: Bool] = [:]

    /// Compares these two.
    package init(_ old: JSONValue, _ new: JSONValue) {
        let (former, later) = (Self.place(of: old), Self.place(of: new))
        (self.old, self.new) = (JSONChildCursor(former.document), JSONChildCursor(later.document))
        tops = (former.index, later.index)
    }

    private static func place(of value: JSONValue) -> (document: JSONDocument, index: Int) {
        guard let view = value.object?.view else { return (JSONDocument(layingOut: value), 0) }
        return (view.document, view.index)
    }

    /// Compares the values at a path.
    package func outcome(at path: FieldPath) -> Outcome {
        let segments = path.segments
        switch (Self.find(segments, from: tops.old, &old), Self.find(segments, from: tops.new, &new)) {
        case (nil, nil): return .absent
        case (nil, _): return .appeared
        case (_, nil): return .different
        case (let before?, let after?): return areEqual(before, after) ? .equal : .different
        }
    }

    private func areEqual(_ before: Int, _ after: Int) -> Bool {
        let compare = { self.old.document.isEqual(at: before, to: self.new.document, at: after) }
        guard new.document.tokens[after].kind.isContainer else { return compare() }
        if let equal = known[[before, after]] { return equal }
        let equal = compare()
        known[[before, after]] = equal
        return equal
    }

    private static func find(_ segments: [FieldPath.Segment], from top: Int, _ cursor: inout JSONChildCursor) -> Int? {
        var token = top
        for segment in segments {
            switch segment {
            case .name(let name), .key(let name):
                guard let value = cursor.value(in: token, named: name), cursor.document.tokens[value].kind != .null
                else { return nil }
                token = value
            case .index(let index):
                guard cursor.document.tokens[token].kind == .array, let child = cursor.child(of: token, at: index)
                else { return nil }
                token = child.token
            }
        }
        return token
    }
}
