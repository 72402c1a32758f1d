import KubernetesAPI

/// Builds values out of a YAML stream, document by document, as kubectl would send them.
struct YAMLComposer: ~Copyable {
    /// How many values the aliases of one document may stand for.
    ///
    /// Go's `yaml.v2` allows a document of ordinary size 400,000 steps in all, nearly all of them by aliases
    /// (`allowedAliasRatio` in `decode.go`); nothing that the API server stores comes near it.
    static let aliasLimit = 400_000

    private var events: YAMLEventReader
    private var anchors: [String: Anchor] = [:]
    private var aliased = 0

    /// What an anchor names: a value, or one that is still being built.
    private enum Anchor {
        case open
        case complete(YAMLNode)
    }

    private init(events: consuming YAMLEventReader) { self.events = events }

    /// A composer at the start of the bytes.
    static func make(_ bytes: [UInt8]) throws(ManifestError) -> YAMLComposer {
        var events = try YAMLEventReader.make(bytes)
        // The start of the stream says nothing.
        _ = try events.next()
        return YAMLComposer(events: events)
    }

    /// The next document; nil after the last.
    mutating func next() throws(ManifestError) -> ManifestDocument? {
        let start = try events.next()
        guard case .documentStart(let isImplicit, let hasDirectives) = start.kind else { return nil }
        let root = try events.next()
        if hasDirectives { throw ManifestError(reason: .directive, position: start.position) }
        if !isImplicit, root.position.line == start.position.line, !root.isEmptyScalar {
            throw ManifestError(reason: .textAfterMarker, position: root.position)
        }
        anchors = [:]
        aliased = 0
        let node = try value(root, depth: 1)
        _ = try events.next()
        return ManifestDocument(root: node.json ?? .null, map: node.map)
    }
}

extension YAMLEvent {
    /// True for the null that stands where a document has no text.
    fileprivate var isEmptyScalar: Bool {
        guard case .scalar(let scalar, _) = kind else { return false }
        return scalar.isPlain && scalar.text.isEmpty
    }
}

// MARK: - Nodes

extension YAMLComposer {
    /// A value; infinities and NaN are none.
    private mutating func value(_ event: YAMLEvent, depth: Int) throws(ManifestError) -> YAMLNode {
        let node = try node(event, depth: depth)
        guard node.json != nil else { throw ManifestError(reason: .notANumberInJSON, position: event.position) }
        return node
    }

    /// A value, or what as a key may also be no JSON.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(ManifestError) -> YAMLNode {
        switch event.kind {
        case .alias(let name): return try resolve(name, at: event.position, depth: depth)
        case .scalar(let scalar, let anchor):
            let node = try YAMLNode(scalar, at: event.position)
            if let anchor { anchors[anchor] = .complete(node) }
            return node
        case .sequenceStart(let anchor), .mappingStart(let anchor):
            try check(depth: depth, at: event.position)
            if let anchor { anchors[anchor] = .open }
            let node = try collection(event, depth: depth)
            if let anchor { anchors[anchor] = .complete(node) }
            return node
        // libyaml's grammar lets nothing else stand where a node is due.
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw ManifestError(reason: .malformed("did not find expected node content"), position: event.position)
        }
    }

    private mutating func collection(_ event: YAMLEvent, depth: Int) throws(ManifestError) -> YAMLNode {
        if case .sequenceStart = event.kind { return YAMLNode(try elements(depth: depth), at: event.position) }
        return YAMLNode(try mapping(depth: depth), at: event.position)
    }

    private mutating func elements(depth: Int) throws(ManifestError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return elements }
            elements.append(try value(event, depth: depth + 1))
        }
    }

    private mutating func mapping(depth: Int) throws(ManifestError) -> YAMLMapping {
        var mapping = YAMLMapping()
        while true {
            let key = try events.next()
            if case .mappingEnd = key.kind { return mapping }
            let name = try node(key, depth: depth + 1)
            let event = try events.next()
            let value = try value(event, depth: depth + 1)
            if key.isMergeKey {
                try mapping.merge(value, isAlias: event.isAlias)
            } else {
                try mapping.set(name, at: key.position, to: value)
            }
        }
    }

    private mutating func resolve(
        _ name: String,
        at position: SourcePosition,
        depth: Int
    ) throws(ManifestError) -> YAMLNode {
        guard let anchor = anchors[name] else { throw ManifestError(reason: .unknownAnchor, position: position) }
        guard case .complete(let node) = anchor else { throw ManifestError(reason: .selfReference, position: position) }
        try check(depth: depth + node.height - 1, at: position)
        // No overflow: a node's size is bounded by the document's length and by the aliases counted before.
        aliased += node.size
        guard aliased <= Self.aliasLimit else {
            throw ManifestError(reason: .tooManyAliases(limit: Self.aliasLimit), position: position)
        }
        return node.moved(to: position)
    }

    private func check(depth: Int, at position: SourcePosition) throws(ManifestError) {
        guard depth <= JSONParser.depthLimit else {
            throw ManifestError(reason: .tooDeep(limit: JSONParser.depthLimit), position: position)
        }
    }
}

extension YAMLEvent {
    fileprivate var isAlias: Bool {
        if case .alias = kind { true } else { false }
    }

    /// True for `<<` without quotes, or with the tag that says so.
    var isMergeKey: Bool {
        guard case .scalar(let scalar, _) = kind, scalar.text == "<<" else { return false }
        return scalar.isPlain || scalar.tag == "tag:yaml.org,2002:merge"
    }
}
