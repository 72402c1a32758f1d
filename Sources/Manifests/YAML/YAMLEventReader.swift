import CLibYAML

/// Owns a libyaml parser and the bytes that it reads.
///
/// libyaml keeps the pointer to its input, so the bytes live exactly as long as the parser. After an error nothing more
/// may be asked of it.
@safe struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    private init(parser: UnsafeMutablePointer<yaml_parser_t>, input: UnsafeMutableBufferPointer<UInt8>) {
        unsafe self.parser = parser
        unsafe self.input = input
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// A reader at the start of the bytes: UTF-8, or UTF-16 with a byte order mark.
    static func make(_ bytes: [UInt8]) throws(ManifestError) -> YAMLEventReader {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw ManifestError(reason: .outOfMemory, position: .start)
        }
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe input.initialize(fromContentsOf: bytes)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        return unsafe YAMLEventReader(parser: parser, input: input)
    }

    /// The next step of the stream.
    mutating func next() throws(ManifestError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { unsafe yaml_event_delete(&event) }
        let (start, end) = unsafe (event.start_mark.index, event.end_mark.index)
        return unsafe YAMLEvent(
            kind: Self.kind(of: event),
            position: SourcePosition(event.start_mark),
            characters: start..<max(start, end),
            style: Self.style(of: event)
        )
    }
}

// MARK: - Errors

extension YAMLEventReader {
    private var failure: ManifestError {
        let state = unsafe parser.pointee
        guard let problem = unsafe state.problem else { return ManifestError(reason: .outOfMemory, position: .start) }
        let text = unsafe String(cString: problem)
        if unsafe state.error == YAML_READER_ERROR {
            let place = unsafe SourcePosition(of: state.problem_offset, in: UnsafeBufferPointer(input))
            return ManifestError(reason: .malformed(text), position: place)
        }
        let context = unsafe Self.context(of: state)
        return unsafe ManifestError(
            reason: .malformed(context + text),
            position: SourcePosition(state.problem_mark)
        )
    }

    /// What was being read, and since which line if that is another one.
    private static func context(of state: yaml_parser_t) -> String {
        guard let context = unsafe state.context else { return "" }
        let (start, end) = unsafe (SourcePosition(state.context_mark), SourcePosition(state.problem_mark))
        let origin = start.line == end.line ? "" : " from line \(start.line)"
        return unsafe "\(String(cString: context))\(origin), "
    }
}

extension SourcePosition {
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

// MARK: - Copying

extension YAMLEventReader {
    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        let data = unsafe event.data
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT:
            let start = unsafe data.document_start
            let tags = unsafe start.tag_directives
            let hasDirectives = unsafe start.version_directive != nil || tags.start != tags.end
            return unsafe .documentStart(isImplicit: start.implicit == 1, hasDirectives: hasDirectives)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return unsafe .alias(anchor: text(data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: return unsafe .scalar(scalar(data.scalar), anchor: text(data.scalar.anchor))
        case YAML_SEQUENCE_START_EVENT: return unsafe .sequenceStart(anchor: text(data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return unsafe .mappingStart(anchor: text(data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        // Stream end, and libyaml's "no event" after it.
        default: return .streamEnd
        }
    }

    private static func style(of event: yaml_event_t) -> YAMLStyle {
        let data = unsafe event.data
        switch unsafe event.type {
        case YAML_SCALAR_EVENT:
            switch unsafe data.scalar.style {
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: return .lines
            case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: return .quoted
            default: return .plain
            }
        case YAML_SEQUENCE_START_EVENT:
            return unsafe data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block
        case YAML_MAPPING_START_EVENT:
            return unsafe data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block
        default: return .plain
        }
    }

    private static func scalar(_ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar) -> YAMLScalar {
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return unsafe YAMLScalar(
            text: String(decoding: bytes, as: UTF8.self),
            tag: text(scalar.tag),
            isPlain: scalar.plain_implicit == 1
        )
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }
}
