package import KubernetesAPI

/// A manifest with its text, which can be edited without being written anew: comments, order, quotes, indentation and
/// line ends stay as they are, and so does every byte outside of what an edit is about.
package struct ManifestText: Sendable {
    /// A document that an edit appends, made of fields of another.
    package struct Addition: Hashable, Sendable {
        /// The document of this manifest that its copies are taken from.
        package let source: Int
        /// Its fields; the paths of copies begin at the root of the source.
        package let fields: [NewField]

        package init(from source: Int, _ fields: [NewField]) {
            self.source = source
            self.fields = fields
        }
    }

    /// The bytes of the file.
    package let bytes: [UInt8]

    /// What they say.
    package let manifest: Manifest

    let roots: [SyntaxNode]
    /// True of JSON, in which a second object would stand behind the first.
    package let isJSON: Bool
    private let hasUnits: Bool

    /// Reads the bytes of a file; one with a mistake (``Manifest/error``) cannot be edited.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        manifest = Manifest(bytes)
        isJSON = JSONManifest.looksLikeJSON(bytes) && JSONManifest(bytes).error == nil
        hasUnits = bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
        if isJSON {
            roots = JSONSyntaxReader.documents(of: bytes, count: manifest.documents.count)
        } else {
            roots = manifest.error == nil && !hasUnits ? (try? YAMLSyntaxReader.documents(of: bytes)) ?? [] : []
        }
    }

    /// The bytes after these edits: of each document, counted without the empty ones, with paths from its root.
    ///
    /// Guarantees: what the result says has been read again, and is what the edits ask for and nothing else.
    package func edited(
        _ edits: [Int: [FieldEdit]],
        adding additions: [Addition] = []
    ) throws(ManifestEditError) -> [UInt8] {
        guard !hasUnits else { throw ManifestEditError(reason: .encoding, document: nil, position: .start) }
        var changes: [TextChange] = []
        for (document, edits) in edits.sorted(by: { $0.key < $1.key }) { changes += try self.changes(edits, document) }
        guard var result = bytes.applying(changes) else {
            throw ManifestEditError(reason: .entangled, document: nil, position: .start)
        }
        if !additions.isEmpty { result += try text(of: additions, after: result) }
        try check(result, edits, additions)
        return result
    }

    private func changes(_ edits: [FieldEdit], _ document: Int) throws(ManifestEditError) -> [TextChange] {
        guard roots.indices.contains(document), manifest.documents.indices.contains(document) else {
            throw ManifestEditError(reason: .entangled, document: document, position: .start)
        }
        let value = manifest.documents[document].root
        var editor = DocumentEditor(SourceLines(bytes: bytes), value, roots[document], isJSON: isJSON)
        do throws(DocumentEditor.Obstacle) {
            try editor.add(edits)
        } catch {
            let place = SourcePosition(of: error.offset, in: bytes)
            throw ManifestEditError(reason: error.reason, document: document, position: place)
        }
        return editor.changes
    }
}

// MARK: - New documents

extension ManifestText {
    /// What is written behind the end of the file.
    private func text(of additions: [Addition], after content: [UInt8]) throws(ManifestEditError) -> [UInt8] {
        let lines = SourceLines(bytes: bytes)
        let lineBreak = lines.lineBreak(before: lines.end(of: 0)) ?? Array("\n".utf8)
        var text = content.last.map { $0 == UInt8(ascii: "\n") } ?? true ? [] : lineBreak
        for addition in additions {
            for line in isJSON ? try json(addition) : try yaml(addition) { text += line + lineBreak }
        }
        return text
    }

    private func yaml(_ addition: Addition) throws(ManifestEditError) -> [[UInt8]] {
        let (value, root) = (manifest.documents[addition.source].root, roots[addition.source])
        let writer = FieldText(
            text: SourceLines(bytes: bytes),
            value: value,
            root: root,
            step: DocumentEditor.usualStep
        )
        do throws(SyntaxNode.Detour) {
            return [Array("---".utf8)] + (try writer.lines(of: addition.fields, column: 0))
        } catch {
            let place = SourcePosition(of: error.offset, in: bytes)
            throw ManifestEditError(reason: .broughtIn, document: addition.source, position: place)
        }
    }

    /// In one line if the file is one.
    private func json(_ addition: Addition) throws(ManifestEditError) -> [[UInt8]] {
        let value = try value(of: addition)
        guard bytes[roots[addition.source].range].contains(UInt8(ascii: "\n")) else { return [value.jsonBytes] }
        return value.indentedText.split(separator: "\n").map { Array($0.utf8) }
    }

    private func value(of addition: Addition) throws(ManifestEditError) -> JSONValue {
        guard let value = manifest.documents[addition.source].root.object(of: addition.fields) else {
            throw ManifestEditError(reason: .broughtIn, document: addition.source, position: .start)
        }
        return value
    }
}

// MARK: - The check

extension ManifestText {
    /// Reads the result: it says what the edits ask for, and nothing else has changed.
    private func check(
        _ result: [UInt8],
        _ edits: [Int: [FieldEdit]],
        _ additions: [Addition]
    ) throws(ManifestEditError) {
        let read = Manifest(result)
        guard read.error == nil, read.documents.count == manifest.documents.count + additions.count else {
            throw ManifestEditError(reason: .entangled, document: nil, position: .start)
        }
        for (index, document) in manifest.documents.enumerated() {
            let edits = edits[index] ?? []
            guard document.root.applying(edits) == read.documents[index].root else {
                let place = edits.first.map { document.namePosition(of: $0.path) } ?? document.position
                throw ManifestEditError(reason: .entangled, document: index, position: place)
            }
        }
        for (addition, document) in zip(additions, read.documents.dropFirst(manifest.documents.count)) {
            guard try value(of: addition) == document.root else {
                throw ManifestEditError(reason: .entangled, document: addition.source, position: .start)
            }
        }
    }
}
