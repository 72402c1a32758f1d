import KubernetesAPI

/// Finds the changes of a text that edit one of its documents.
struct DocumentEditor {
    /// What becomes of a member.
    private enum Fate {
        case replaced([NewField])
        case wrapped(String)
    }

    private let text: SourceLines
    private let value: JSONValue
    private let root: SyntaxNode
    private let isJSON: Bool
    private(set) var changes: [TextChange] = []

    /// Why a field cannot be edited, and at which byte it stands.
    struct Obstacle: Error {
        let reason: ManifestEditError.Reason
        let offset: Int
    }

    init(_ text: SourceLines, _ value: JSONValue, _ root: SyntaxNode, isJSON: Bool) {
        self.text = text
        self.value = value
        self.root = root
        self.isJSON = isJSON
    }

    /// Adds what these edits change; their paths begin at the document's root.
    mutating func add(_ edits: [FieldEdit]) throws(Obstacle) {
        // What a removal leaves depends on what is removed beside it.
        var removals: [Int: (place: FieldPlace, removed: Set<Int>)] = [:]
        for edit in edits {
            let place = try place(of: edit.path)
            switch edit.change {
            case .add(let fields): try add(fields, to: place.member)
            case .remove: removals[place.mapping.lowerBound, default: (place, [])].removed.insert(place.index)
            case .replace(let fields): try change(place, .replaced(fields))
            case .wrap(let name): try change(place, .wrapped(name))
            }
        }
        for (place, removed) in removals.values {
            if place.isFlow { remove(removed, from: place.members) } else { try removeLines(removed, from: place) }
        }
    }

    private func place(of path: FieldPath) throws(Obstacle) -> FieldPlace {
        do throws(SyntaxNode.Detour) {
            return try root.place(of: path)
        } catch { throw Obstacle(reason: .broughtIn, offset: error.offset) }
    }

    private mutating func change(_ place: FieldPlace, _ fate: Fate) throws(Obstacle) {
        if place.isFlow { try changeInBrackets(place, fate) } else { try changeLines(place, fate) }
    }

    private func writer(step: Int) -> FieldText { FieldText(text: text, value: value, root: root, step: step) }
}

// MARK: - Blocks

extension DocumentEditor {
    /// What most people indent by, where a document does not tell.
    static let usualStep = 2

    private mutating func changeLines(_ place: FieldPlace, _ fate: Fate) throws(Obstacle) {
        let extent = try extent(of: place.member)
        let step = step(in: place, column: extent.column)
        switch fate {
        case .replaced(let fields):
            let lines = try lines(of: fields, column: extent.column, step: step)
            let lineBreak = text.lineBreak(at: extent.lines.lowerBound)
            // The last line of a file may end without a break.
            let end = text.lineBreak(before: extent.lines.upperBound) == nil ? [] : lineBreak
            changes.append(TextChange(extent.lines, lines.joined(separator: lineBreak) + end))
        case .wrapped(let name): wrap(place.member, in: name, extent, step: step)
        }
    }

    /// A block that loses all of its fields is an empty object still, not null.
    private mutating func removeLines(_ removed: Set<Int>, from place: FieldPlace) throws(Obstacle) {
        for index in removed { changes.append(TextChange(try extent(of: place.members[index]).lines, [])) }
        guard removed.count == place.members.count, let outer = place.outer,
            let colon = text.bytes[outer.upperBound...].firstIndex(of: UInt8(ascii: ":"))
        else { return }
        changes.append(TextChange(at: colon + 1, Array(" {}".utf8)))
    }

    private mutating func wrap(_ member: SyntaxMember, in name: String, _ extent: BlockExtent, step: Int) {
        let start = member.range.lowerBound
        let head = Array("\(name):".utf8) + text.lineBreak(at: start) + blanks(extent.column + step)
        changes.append(TextChange(at: start, head))
        var line = text.end(of: start)
        while line < member.range.upperBound {
            if text.kind(from: line) != .blank || text.bytes[line] == UInt8(ascii: " ") {
                changes.append(TextChange(at: line, blanks(step)))
            }
            line = text.end(of: line)
        }
    }

    private mutating func add(_ fields: [NewField], to member: SyntaxMember) throws(Obstacle) {
        guard case .mapping(let members, let isFlow) = member.value.content, let last = members.last else {
            throw Obstacle(reason: .broughtIn, offset: member.value.range.lowerBound)
        }
        guard !isFlow else { return try add(fields, inBracketsAfter: last) }
        let extent = try extent(of: last)
        let column = text.column(of: member.key.range.lowerBound)
        let lines = try lines(of: fields, column: extent.column, step: max(1, extent.column - column))
        let lineBreak = text.lineBreak(at: extent.lines.lowerBound)
        let joined = Array(lines.joined(separator: lineBreak))
        let isLast = text.lineBreak(before: extent.lines.upperBound) == nil
        changes.append(TextChange(at: extent.lines.upperBound, isLast ? lineBreak + joined : joined + lineBreak))
    }

    private func extent(of member: SyntaxMember) throws(Obstacle) -> BlockExtent {
        guard let extent = BlockExtent(of: member, in: text) else {
            throw Obstacle(reason: .sharedLine, offset: member.range.lowerBound)
        }
        return extent
    }

    private func step(in place: FieldPlace, column: Int) -> Int {
        guard let outer = place.outer else { return Self.usualStep }
        let step = column - text.column(of: outer.lowerBound)
        return step > 0 ? step : Self.usualStep
    }

    private func lines(of fields: [NewField], column: Int, step: Int) throws(Obstacle) -> [[UInt8]] {
        do throws(SyntaxNode.Detour) {
            return try writer(step: step).lines(of: fields, column: column)
        } catch { throw Obstacle(reason: .broughtIn, offset: error.offset) }
    }
}

// MARK: - Brackets

extension DocumentEditor {
    private mutating func changeInBrackets(_ place: FieldPlace, _ fate: Fate) throws(Obstacle) {
        let member = place.member
        switch fate {
        case .replaced(let fields):
            changes.append(TextChange(member.range, try joined(fields, like: member)))
        case .wrapped(let name):
            let head = FieldText.name(name, isJSON: wantsQuotes(member)) + Array(": {".utf8)
            changes.append(TextChange(at: member.range.lowerBound, head))
            changes.append(TextChange(at: member.range.upperBound, Array("}".utf8)))
        }
    }

    private mutating func add(_ fields: [NewField], inBracketsAfter member: SyntaxMember) throws(Obstacle) {
        let members = try joined(fields, like: member)
        changes.append(TextChange(at: member.range.upperBound, Array(", ".utf8) + members))
    }

    private func joined(_ fields: [NewField], like member: SyntaxMember) throws(Obstacle) -> [UInt8] {
        do throws(SyntaxNode.Detour) {
            let members = try writer(step: Self.usualStep).members(of: fields, isJSON: wantsQuotes(member))
            return Array(members.joined(separator: Array(", ".utf8)))
        } catch { throw Obstacle(reason: .broughtIn, offset: error.offset) }
    }

    private func wantsQuotes(_ member: SyntaxMember) -> Bool {
        isJSON || text.bytes[member.range.lowerBound] == UInt8(ascii: "\"")
    }

    /// Removes members, with one comma for each: that behind it, or before it where no member follows that stays.
    ///
    /// Comments between members stay, for nobody knows which member they are about.
    private mutating func remove(_ removed: Set<Int>, from members: [SyntaxMember]) {
        var index = 0
        while index < members.count {
            guard removed.contains(index) else {
                index += 1
                continue
            }
            let first = index
            while index < members.count, removed.contains(index) { index += 1 }
            changes += members[first..<index].map { TextChange($0.range, []) }
            // Behind each of them, or before each where nothing follows.
            let gaps = index < members.count ? first..<index : max(0, first - 1)..<(index - 1)
            for gap in gaps { removeGap(members[gap].range.upperBound..<members[gap + 1].range.lowerBound) }
        }
    }

    private mutating func removeGap(_ gap: Range<Int>) {
        if text.bytes[gap].contains(UInt8(ascii: "#")) {
            if let comma = comma(in: gap) { changes.append(TextChange(comma..<(comma + 1), [])) }
        } else {
            changes.append(TextChange(gap, []))
        }
    }

    /// The comma between two members, where white space and comments are all that may stand beside it.
    private func comma(in gap: Range<Int>) -> Int? {
        var offset = gap.lowerBound
        while offset < gap.upperBound {
            switch text.bytes[offset] {
            case UInt8(ascii: ","): return offset
            case UInt8(ascii: "#"): offset = text.end(of: offset)
            default: offset += 1
            }
        }
        return nil
    }
}
