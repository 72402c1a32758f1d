/// The elements of a list that are objects, each made as it comes: a list may be long, and be full of something else.
package struct JSONElements: Sequence, IteratorProtocol {
    private enum Source {
        case made(ArraySlice<JSONValue>)
        case standing(JSONDocument, Range<Int>)
    }

    private var source: Source

    /// The elements of an empty list.
    package static let none = JSONElements(made: [])

    init(made elements: [JSONValue]) { source = .made(elements[...]) }

    /// The elements of the list that is the member at a place.
    init(of place: Int?, in view: JSONObjectView) {
        let list = place.map { $0 + 1 }
        source = .standing(view.document, list.map { $0 + 1..<view.document.tokens[$0].next } ?? 0..<0)
    }

    /// The next object; nil behind the last one.
    package mutating func next() -> JSONObject? {
        switch source {
        case .made(var rest):
            while let element = rest.popFirst() {
                source = .made(rest)
                if let object = element.object { return object }
            }
        case .standing(let document, var rest):
            while !rest.isEmpty {
                let index = rest.lowerBound
                rest = document.tokens[index].next..<rest.upperBound
                guard document.tokens[index].kind == .object else { continue }
                source = .standing(document, rest)
                return document.value(at: index).object
            }
            source = .standing(document, rest)
        }
        return nil
    }
}
