/// One step of a YAML stream, copied out of libyaml.
struct YAMLEvent {
    /// What the step is.
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart(isImplicit: Bool, hasDirectives: Bool)
        case documentEnd
        case alias(anchor: String)
        case scalar(YAMLScalar, anchor: String?)
        case sequenceStart(anchor: String?)
        case sequenceEnd
        case mappingStart(anchor: String?)
        case mappingEnd
    }

    let kind: Kind
    let position: SourcePosition
}

/// A scalar as it stands in the document.
struct YAMLScalar: Hashable {
    let text: String
    /// The tag that was written before it, in its long form.
    let tag: String?
    /// True if neither quotes nor a tag say that it is a string.
    let isPlain: Bool
}
