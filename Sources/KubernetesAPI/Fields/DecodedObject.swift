/// An object that is judged field by field where it stands in a document.
package final class DecodedObject {
    let document: JSONDocument
    /// Text and tokens of the document, while it is read; nothing at other times.
    private(set) var text = JSONTokenText.none
    /// The index of the object's token.
    private let top: Int
    /// Where the object itself is, if it is part of another.
    private let root: FieldPath?
    /// For where fields stand, which nobody wants to know before something is wrong with one.
    ///
    /// Not lazy: a lazy property is changed as a copy, so that all that the cursor remembers would be copied each time.
    private var cursor: JSONChildCursor
    /// The innermost list or object around the field that was asked for last: the next one is often in there, too.
    private var last: (container: Int, path: FieldPath)?

    /// Reads that object; one that was made in memory is written into a document first.
    ///
    /// - Parameters:
    ///   - object: the object, or another value of which the types are to be checked.
    ///   - root: where it is, if it is part of another object.
    package init(_ object: JSONValue, at root: FieldPath? = nil) {
        self.root = root
        if let view = object.object?.view {
            (document, top) = (view.document, view.index)
        } else {
            (document, top) = (JSONDocument(layingOut: object), 0)
        }
        cursor = JSONChildCursor(document)
    }

    /// Reads the fields of the object; the field that is handed over, and all that come of it, live as long as the
    /// call.
    package func read<Result, Failure: Error>(
        _ body: (DecodedField) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try document.withTokenText { text throws(Failure) in
            let before = self.text
            self.text = text
            defer { self.text = before }
            return try body(DecodedField(of: .passUnretained(self), at: top))
        }
    }

    /// The path of the value there: its names from the object down, the last as a key if it is one of a map's.
    func path(of index: Int, isKey: Bool) -> FieldPath {
        var (path, container) = (root, top)
        if let last, last.container < index, document.tokens[last.container].next > index {
            (path, container) = (last.path, last.container)
        }
        while container < index, let child = cursor.child(of: container, holding: index) {
            if container != top, let path { last = (container, path) }
            path = step(from: path, to: child, in: container, isKey: child.token == index && isKey)
            container = child.token
        }
        return path ?? FieldPath("")
    }

    private func step(
        from path: FieldPath?,
        to child: JSONChildCursor.Child,
        in container: Int,
        isKey: Bool
    ) -> FieldPath {
        guard document.tokens[container].kind != .array else { return (path ?? FieldPath("")).index(child.ordinal) }
        let name = document.text(of: document.tokens[child.token - 1])
        guard let path else { return FieldPath(name) }
        return isKey ? path.key(name) : path.field(name)
    }
}
