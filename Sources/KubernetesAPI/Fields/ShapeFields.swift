/// The fields of an object, each with its shape; found by the bytes of a name where it stands in a document.
package struct ShapeFields: Sendable {
    private let shapes: [String: Shape]
    /// The fields by the length of their names, by which few of them are left to compare.
    private let byLength: [[(name: String, shape: Shape)]]

    /// These fields.
    package init(_ shapes: [String: Shape]) {
        self.shapes = shapes
        let longest = shapes.keys.map(\.utf8.count).max() ?? 0
        byLength = (0...longest).map { length in
            shapes.filter { $0.key.utf8.count == length }.map { (name: $0.key, shape: $0.value) }
        }
    }

    /// The shape of the field of that name; nil if there is none.
    package subscript(name: String) -> Shape? { shapes[name] }

    /// The same for a name that is not a string yet.
    func shape(of name: Span<UInt8>) -> Shape? {
        guard name.count < byLength.count else { return nil }
        for field in byLength[name.count] where field.name.utf8.span.isEqual(to: name) { return field.shape }
        return nil
    }
}

extension ShapeFields: ExpressibleByDictionaryLiteral {
    /// The fields of a literal, each named once.
    package init(dictionaryLiteral elements: (String, Shape)...) {
        self.init(Dictionary(uniqueKeysWithValues: elements))
    }
}

extension ShapeFields: Sequence {
    /// Goes through the fields in no particular order.
    package func makeIterator() -> Dictionary<String, Shape>.Iterator { shapes.makeIterator() }
}

extension ShapeFields: Equatable {
    package static func == (left: Self, right: Self) -> Bool { left.shapes == right.shapes }
}
