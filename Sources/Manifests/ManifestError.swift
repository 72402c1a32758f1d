/// Why a manifest cannot be read, and where.
package struct ManifestError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong at the position.
    package enum Reason: Equatable, Sendable {
        /// The document breaks YAML's grammar; in libyaml's words.
        case malformed(String)
        /// The document breaks JSON's grammar.
        case malformedJSON(String)
        case outOfMemory
        /// `%YAML` or `%TAG`.
        case directive
        /// Something but a comment on the line of a `---`.
        case textAfterMarker
        case unknownAnchor
        /// An alias inside the value of its own anchor.
        case selfReference
        case duplicateKey(first: SourcePosition)
        case invalidKey
        case invalidMerge
        /// A scalar that its tag, such as `!!int`, does not fit.
        case wrongTag(String)
        /// An infinity or NaN.
        case notANumberInJSON
        case tooDeep(limit: Int)
        case tooManyAliases(limit: Int)
    }

    /// What is wrong.
    package let reason: Reason
    /// Where it is wrong.
    package let position: SourcePosition

    /// One sentence without the place and without any of the document's text.
    package var message: String { reason.description }

    /// The sentence with its place.
    package var description: String { "\(message) at \(position)" }
}

extension ManifestError.Reason: CustomStringConvertible {
    /// One lower-case sentence.
    package var description: String {
        switch self {
        case .malformed(let problem): "not YAML: \(problem)"
        case .malformedJSON(let problem): "not JSON: \(problem)"
        case .outOfMemory: "out of memory"
        case .directive: "kubectl does not read YAML directives; remove the line that begins with %"
        case .textAfterMarker: "kubectl reads nothing but a comment after the document marker ---"
        case .unknownAnchor: "an alias names an anchor that this document has not defined before"
        case .selfReference: "an anchor's value contains itself"
        case .duplicateKey(let first): "a key that is already set in this mapping, at \(first)"
        case .invalidKey: "a key must be a string, a number or a boolean"
        case .invalidMerge: "a merge key << takes a mapping or a list of mappings"
        case .wrongTag(let tag): "a value that is no \(tag)"
        case .notANumberInJSON: "infinities and NaN have no place in JSON; quote the value if it is text"
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .tooManyAliases(let limit): "aliases stand for more than \(limit) values"
        }
    }
}
