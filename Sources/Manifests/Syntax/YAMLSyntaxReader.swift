/// Reads how the documents of a YAML stream are written.
///
/// The bytes have been composed before (``YAMLComposer``), so that depth and grammar are in order.
struct YAMLSyntaxReader: ~Copyable {
    private var events: YAMLEventReader
    private var cursor: CharacterCursor

    /// The roots of the documents that are not empty, as ``Manifest`` counts them.
    static func documents(of bytes: [UInt8]) throws(ManifestError) -> [SyntaxNode] {
        var reader = YAMLSyntaxReader(events: try YAMLEventReader.make(bytes), cursor: CharacterCursor(bytes))
        _ = try reader.events.next()
        var documents: [SyntaxNode] = []
        while case .documentStart = try reader.events.next().kind {
            let root = try reader.events.next()
            let node = try reader.node(root)
            if !root.isNull { documents.append(node) }
            _ = try reader.events.next()
        }
        return documents
    }

    private mutating func node(_ event: YAMLEvent) throws(ManifestError) -> SyntaxNode {
        switch event.kind {
        case .scalar(let scalar, let anchor):
            let range = cursor.range(of: event.characters)
            return SyntaxNode(
                content: .scalar(scalar.text, event.style),
                range: event.style == .quoted ? range : cursor.trimmed(range),
                hasAnchor: anchor != nil
            )
        case .sequenceStart(let anchor):
            var elements: [SyntaxNode] = []
            let end = try children { reader, event throws(ManifestError) in elements.append(try reader.node(event)) }
            let range = range(from: event, to: end, last: elements.last?.range)
            return SyntaxNode(content: .sequence(elements), range: range, hasAnchor: anchor != nil)
        case .mappingStart(let anchor):
            var members: [SyntaxMember] = []
            let end = try children { reader, event throws(ManifestError) in members.append(try reader.member(event)) }
            let range = range(from: event, to: end, last: members.last?.range)
            let isFlow = event.style == .flow
            return SyntaxNode(content: .mapping(members, isFlow: isFlow), range: range, hasAnchor: anchor != nil)
        default:
            return SyntaxNode(content: .alias, range: cursor.range(of: event.characters), hasAnchor: false)
        }
    }

    private mutating func member(_ key: YAMLEvent) throws(ManifestError) -> SyntaxMember {
        let name = try node(key)
        let value = try node(try events.next())
        return SyntaxMember(key: name, value: value, isMerge: key.isMergeKey)
    }

    /// Reads what is inside a collection; returns the event that ends it.
    private mutating func children(
        _ body: (inout YAMLSyntaxReader, YAMLEvent) throws(ManifestError) -> Void
    ) throws(ManifestError) -> YAMLEvent {
        while true {
            let event = try events.next()
            switch event.kind {
            case .sequenceEnd, .mappingEnd: return event
            default: try body(&self, event)
            }
        }
    }

    /// A bracket ends what is in brackets; what is written by indentation ends with its last part.
    private mutating func range(from start: YAMLEvent, to end: YAMLEvent, last: Range<Int>?) -> Range<Int> {
        let first = cursor.range(of: start.characters).lowerBound
        let end = start.style == .flow ? cursor.range(of: end.characters).upperBound : last?.upperBound ?? first
        return first..<max(first, end)
    }
}

/// Finds the bytes of characters that are asked for from the front to the back, more or less.
private struct CharacterCursor {
    private let bytes: [UInt8]
    private var byte: Int
    private var character = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // libyaml does not count a byte order mark.
        byte = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    mutating func range(of characters: Range<Int>) -> Range<Int> {
        let start = offset(of: characters.lowerBound)
        return start..<max(start, offset(of: characters.upperBound))
    }

    private mutating func offset(of target: Int) -> Int {
        while character < target, byte < bytes.count {
            byte += 1
            while byte < bytes.count, isContinuation(byte) { byte += 1 }
            character += 1
        }
        while character > target, byte > 0 {
            byte -= 1
            while byte > 0, isContinuation(byte) { byte -= 1 }
            character -= 1
        }
        return byte
    }

    /// The range without white space at its end, where libyaml counts the empty lines behind a scalar to it.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[end - 1]) { end -= 1 }
        return range.lowerBound..<end
    }

    private func isContinuation(_ index: Int) -> Bool { bytes[index] & 0xc0 == 0x80 }
}

extension YAMLEvent {
    /// True for the null of a document that says nothing.
    fileprivate var isNull: Bool {
        guard case .scalar(let scalar, _) = kind, let value = try? scalar.value() else { return false }
        return value == .null
    }
}
