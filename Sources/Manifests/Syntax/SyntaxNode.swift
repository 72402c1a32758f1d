/// A value as it is written: what stands where in the bytes of a file, for whoever edits the text.
struct SyntaxNode: Sendable {
    /// What is written.
    enum Content: Sendable {
        /// A scalar: what it says, and whether quotes, nothing or `|` and `>` hold it.
        case scalar(String, YAMLStyle)
        case alias
        case sequence([SyntaxNode])
        case mapping([SyntaxMember], isFlow: Bool)
    }

    let content: Content
    /// The bytes from its anchor, tag or first character to its last one; empty where nothing is written.
    let range: Range<Int>
    /// True if an anchor names it.
    let hasAnchor: Bool

    /// True if neither an anchor nor an alias is in it, so that it means the same elsewhere.
    ///
    /// Goes as deep as the document nests, which its reader bounds.
    var isSelfContained: Bool {
        guard !hasAnchor else { return false }
        switch content {
        case .scalar: return true
        case .alias: return false
        case .sequence(let elements): return elements.allSatisfy(\.isSelfContained)
        case .mapping(let members, _):
            return members.allSatisfy { $0.key.isSelfContained && $0.value.isSelfContained && !$0.isMerge }
        }
    }
}

/// A member of a mapping as it is written.
struct SyntaxMember: Sendable {
    let key: SyntaxNode
    let value: SyntaxNode
    /// True of `<<`, which brings in the members of other mappings.
    let isMerge: Bool

    /// The name, if it is written as a scalar.
    var name: String? {
        guard case .scalar(let text, _) = key.content, !isMerge else { return nil }
        return text
    }

    /// The bytes from the name to the end of the value.
    var range: Range<Int> { key.range.lowerBound..<max(key.range.upperBound, value.range.upperBound) }
}
