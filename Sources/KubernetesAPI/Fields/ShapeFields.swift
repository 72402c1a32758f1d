/// The fields of an object, each with its shape.
package struct ShapeFields: Sendable {
    private let shapes: [String: Shape]

    /// The field that people mean who write its value in place of the object; nil if there is none.
    let textMeans: String?

    /// These fields.
    package init(_ shapes: [String: Shape], textMeans: String? = nil) {
        (self.shapes, self.textMeans) = (shapes, textMeans)
    }

    /// The shape of the field of that name; nil if there is none.
    package subscript(name: String) -> Shape? { shapes[name] }
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
