/// Why the text of a manifest is not edited.
package struct ManifestEditError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is in the way.
    package enum Reason: Equatable, Sendable {
        /// The field is written elsewhere: an alias or a merge key brings it in.
        case broughtIn
        /// A block's field that does not have its lines for itself.
        case sharedLine
        /// The edit would change more than was asked for, or make the document unreadable.
        case entangled
        /// UTF-16, which kubectl reads, but few editors of manifests write.
        case encoding
    }

    package let reason: Reason
    /// The document, counted without the empty ones; nil where it is not known which.
    package let document: Int?
    /// Where the field stands.
    package let position: SourcePosition

    /// One lower-case sentence that says what to do.
    package var description: String {
        switch reason {
        case .broughtIn:
            "an alias (*) or merge key (<<) brings the field in from elsewhere: write it out, or edit it by hand"
        case .sharedLine: "the field shares its line with others: give it a line of its own, or edit it by hand"
        case .entangled:
            "an edit would change more than this field, which an anchor (&) may share with others: edit it by hand"
        case .encoding: "the file is UTF-16: convert it to UTF-8 first"
        }
    }
}
