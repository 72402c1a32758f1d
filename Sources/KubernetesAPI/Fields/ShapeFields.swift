/// The fields of an object, each with its shape.
package struct ShapeFields: Sendable {
    /// One reference, since a shape that is held against a million values is copied for each.
    private final class Storage: Sendable {
        let shapes: [String: Shape]
        /// The names of the fields, and their shapes by the numbers of the names.
        let names: NameTable
        let numbered: [Shape]
        let textMeans: String?

        init(_ shapes: [String: Shape], textMeans: String?) {
            (self.shapes, self.textMeans) = (shapes, textMeans)
            let sorted = shapes.sorted { $0.key < $1.key }
            (names, numbered) = (NameTable(sorted.map(\.key)), sorted.map(\.value))
        }
    }

    private let storage: Storage

    /// These fields.
    package init(_ shapes: [String: Shape], textMeans: String? = nil) {
        storage = Storage(shapes, textMeans: textMeans)
    }

    /// The field that people mean who write its value in place of the object; nil if there is none.
    var textMeans: String? { storage.textMeans }

    /// The shape of the field of that name; nil if there is none.
    package subscript(name: String) -> Shape? { storage.shapes[name] }

    /// The shape of a field by its name where that stands; nil if there is none of that name.
    package subscript(field: DecodedField) -> Shape? {
        field.withName { storage.names.number(of: $0) }.map { storage.numbered[$0] }
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
    package func makeIterator() -> Dictionary<String, Shape>.Iterator { storage.shapes.makeIterator() }
}

extension ShapeFields: Equatable {
    package static func == (left: Self, right: Self) -> Bool { left.storage.shapes == right.storage.shapes }
}
