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
    /// The characters (Unicode scalars) that it takes in the stream; of the end of a block, those of what follows.
    let characters: Range<Int>
    let style: YAMLStyle
}

/// How a value is written.
enum YAMLStyle: Sendable {
    /// A scalar without quotes.
    case plain
    /// A scalar in quotes, single or double.
    case quoted
    /// A scalar of lines, `|` or `>`.
    case lines
    /// A mapping or sequence by indentation.
    case block
    /// A mapping or sequence in brackets.
    case flow
}

/// A scalar as it stands in the document.
struct YAMLScalar: Hashable {
    let text: String
    /// The tag that was written before it, in its long form.
    let tag: String?
    /// True if neither quotes nor a tag say that it is a string.
    let isPlain: Bool
}
