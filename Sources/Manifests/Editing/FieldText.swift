import KubernetesAPI

/// Writes new fields, and copies of fields as they are written.
struct FieldText {
    let text: SourceLines
    /// The document that copies are taken from: its value, and how it is written.
    let value: JSONValue
    let root: SyntaxNode
    /// How many blanks a level is indented by.
    let step: Int

    // MARK: Lines

    /// The fields as lines of a block, without line breaks.
    func lines(of fields: [NewField], column: Int) throws(SyntaxNode.Detour) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for field in fields {
            switch field {
            case .value(let name, let value): lines += Self.lines(of: name, value, column: column)
            case .object(let name, let fields):
                lines.append(blanks(column) + Array("\(name):".utf8))
                lines += try self.lines(of: fields, column: column + step)
            case .copy(let path, let comments): lines += try copy(path, column: column, comments)
            }
        }
        return lines
    }

    private static func lines(of name: String, _ value: JSONValue, column: Int) -> [[UInt8]] {
        JSONValue.object(JSONObject(members: [(name, value)])).yamlText
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.isEmpty ? [] : blanks(column) + Array($0.utf8) }
    }

    private func copy(
        _ path: FieldPath,
        column: Int,
        _ comments: NewField.CopiedComments
    ) throws(SyntaxNode.Detour) -> [[UInt8]] {
        guard let place = try? root.place(of: path), place.member.key.isSelfContained,
            place.member.value.isSelfContained
        else { return Self.lines(of: try name(path), try value(path), column: column) }
        let member = place.member
        if !place.isFlow, let extent = BlockExtent(of: member, in: text) {
            let range =
                switch comments {
                case .none: extent.lines.lowerBound..<member.range.upperBound
                case .own: extent.lines
                case .all: extent.withHeading(in: text)
                }
            return text.content(of: range).map { Self.moved($0, by: column - extent.column) }
        }
        let (key, content) = (text.bytes[member.key.range], text.content(of: member.value.range))
        // What continues a value in brackets or quotes is free to stand anywhere deeper than its name.
        let rest = content.dropFirst().map { blanks(column + step) + $0.drop(while: SourceLines.isSpace) }
        return [blanks(column) + key + Array(": ".utf8) + (content.first ?? [])] + rest
    }

    private static func moved(_ line: ArraySlice<UInt8>, by distance: Int) -> [UInt8] {
        guard !line.isEmpty else { return [] }
        guard distance < 0 else { return blanks(distance) + line }
        return Array(line.dropFirst(min(-distance, line.prefix { $0 == UInt8(ascii: " ") }.count)))
    }

    // MARK: Brackets

    /// The fields as members of an object in brackets; their names in quotes if JSON wants them.
    func members(of fields: [NewField], isJSON: Bool) throws(SyntaxNode.Detour) -> [[UInt8]] {
        var members: [[UInt8]] = []
        for field in fields {
            let name: String
            let content: [UInt8]
            switch field {
            case .value(let own, let value): (name, content) = (own, value.jsonBytes)
            case .object(let own, let fields):
                name = own
                let inside = try self.members(of: fields, isJSON: isJSON).joined(separator: Array(", ".utf8))
                content = Array("{".utf8) + inside + Array("}".utf8)
            case .copy(let path, _): (name, content) = (try self.name(path), try inBrackets(path))
            }
            members.append(Self.name(name, isJSON: isJSON) + Array(": ".utf8) + content)
        }
        return members
    }

    /// A name as it stands in brackets.
    static func name(_ name: String, isJSON: Bool) -> [UInt8] {
        isJSON ? JSONValue.string(name).jsonBytes : Array(name.yamlScalar.utf8)
    }

    /// A value as it is written if it may stand in brackets, else as JSON.
    private func inBrackets(_ path: FieldPath) throws(SyntaxNode.Detour) -> [UInt8] {
        let json = try value(path).jsonBytes
        guard let node = (try? root.place(of: path))?.member.value, node.isSelfContained,
            case .scalar(_, let style) = node.content
        else { return json }
        let written = text.bytes[node.range]
        guard !written.contains(UInt8(ascii: "\n")) else { return json }
        switch style {
        case .quoted: return Array(written)
        case .plain where !written.contains(where: { ",[]{}".utf8.contains($0) }): return Array(written)
        default: return json
        }
    }

    // MARK: Values

    private func name(_ path: FieldPath) throws(SyntaxNode.Detour) -> String {
        guard let name = path.lastName else { throw SyntaxNode.Detour(offset: root.range.lowerBound) }
        return name
    }

    private func value(_ path: FieldPath) throws(SyntaxNode.Detour) -> JSONValue {
        guard let value = value.value(at: path) else { throw SyntaxNode.Detour(offset: root.range.lowerBound) }
        return value
    }
}
