/// An object that is judged field by field where it stands in a document.
package final class DecodedObject {
    let document: JSONDocument
    /// The index of the object's token.
    private let top: Int
    /// Nobody wants to know where a field stands before something is wrong with it.
    private lazy var lineage = document.lineage(of: top)

    /// Reads that object; one that was made in memory is written into a document first.
    package init(_ object: JSONValue) {
        if let view = object.object?.view {
            (document, top) = (view.document, view.index)
        } else {
            (document, top) = (JSONDocument(layingOut: object), 0)
        }
    }

    /// Reads the fields of the object; the field that is handed over, and all that come of it, live as long as the
    /// call.
    package func read<Result, Failure: Error>(
        _ body: (DecodedField) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(DecodedField(of: .passUnretained(self), at: top))
    }

    /// The path of the value there: its names from the object down, the last as a key if it is one of a map's.
    func path(of index: Int, isKey: Bool) -> FieldPath {
        var steps: [(index: Int, parent: Int, ordinal: Int)] = []
        var index = index
        while index > top {
            let (parent, ordinal) = (lineage[index - top].parent, lineage[index - top].ordinal)
            steps.append((index, parent, ordinal))
            index = parent
        }
        var path: FieldPath?
        for (depth, step) in steps.enumerated().reversed() {
            let name = document.tokens[step.parent].kind == .array ? nil : document.name(of: step.index)
            path =
                switch (path, name) {
                case (let path?, let name?): depth == 0 && isKey ? path.key(name) : path.field(name)
                case (let path?, nil): path.index(step.ordinal)
                case (nil, let name): FieldPath(name ?? "")
                }
        }
        return path ?? FieldPath("")
    }
}
