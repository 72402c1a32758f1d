package import KubernetesAPI

/// What a migration has to say about a field.
package struct MigrationNote: Hashable, Sendable, CustomStringConvertible {
    /// The field that it is about.
    package let path: FieldPath
    /// One sentence without the path.
    package let message: String

    /// A sentence about a field.
    package init(_ path: FieldPath, _ message: String) {
        self.path = path
        self.message = message
    }

    /// The path and the sentence.
    package var description: String { "\(path): \(message)" }
}

extension JSONValue {
    /// As much of a value as fits into a note.
    private static let noteLength = 120

    /// The value on the line of a note.
    package var noted: String {
        let text = jsonText
        return text.count <= Self.noteLength ? text : "\(text.prefix(Self.noteLength))…"
    }
}
