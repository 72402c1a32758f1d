/// A change of an object by the names of its fields: what a migration wants, whoever carries it out.
package struct FieldEdit: Hashable, Sendable {
    /// What happens to the field.
    package enum Change: Hashable, Sendable {
        /// It goes.
        case remove
        /// These fields take its place.
        case replace(by: [NewField])
        /// A new object of this name takes its place, and holds the field as it stands.
        case wrap(in: String)
        /// It is an object, and gets these fields as well.
        case add([NewField])
    }

    /// The field.
    package let path: FieldPath
    package let change: Change

    /// A change of the field at a path.
    package init(_ path: FieldPath, _ change: Change) {
        self.path = path
        self.change = change
    }

    /// The same change of an object that stands at a path in a larger one.
    package func inside(_ outer: FieldPath?) -> FieldEdit {
        let change: Change =
            switch change {
            case .remove, .wrap: change
            case .replace(let fields): .replace(by: fields.map { $0.inside(outer) })
            case .add(let fields): .add(fields.map { $0.inside(outer) })
            }
        return FieldEdit(path.inside(outer), change)
    }
}

/// A field that an edit brings in.
package indirect enum NewField: Hashable, Sendable {
    /// A name and its value.
    case value(String, JSONValue)
    /// The field that stood at that path before the edit, name included, with some of the comments about it.
    case copy(FieldPath, comments: CopiedComments)
    /// A name and the fields of the object that is its value.
    case object(String, [NewField])

    /// Which comments a copy brings along.
    package enum CopiedComments: Hashable, Sendable {
        /// None: the field stays where it is, and they with it.
        case none
        /// Those on its own lines; what stands above it stays there.
        case own
        /// Those above it, too.
        case all
    }

    /// The same field, copied from an object that stands at a path in a larger one.
    package func inside(_ outer: FieldPath?) -> NewField {
        switch self {
        case .value: self
        case .copy(let path, let comments): .copy(path.inside(outer), comments: comments)
        case .object(let name, let fields): .object(name, fields.map { $0.inside(outer) })
        }
    }
}

extension FieldPath {
    /// The path of the same value where its object stands at a path in a larger one.
    package func inside(_ outer: FieldPath?) -> FieldPath {
        guard let outer else { return self }
        return segments.reduce(outer) { path, segment in
            switch segment {
            case .name(let name): path.field(name)
            case .index(let index): path.index(index)
            case .key(let key): path.key(key)
            }
        }
    }
}

// MARK: - Carrying out in memory

extension JSONValue {
    /// The value with these changes, each of another field; nil if one of the fields is not there.
    package func applying(_ edits: [FieldEdit]) -> JSONValue? {
        var result = self
        for edit in edits {
            guard let next = result.applying(edit, to: edit.path.segments[...], original: self) else { return nil }
            result = next
        }
        return result
    }

    /// An object of new fields, whose copies are taken from this value; nil if one of those is not there.
    package func object(of fields: [NewField]) -> JSONValue? {
        members(of: fields).map { .object(JSONObject(members: $0)) }
    }

    private func members(of fields: [NewField]) -> [JSONObject.Member]? {
        var members: [JSONObject.Member] = []
        for field in fields {
            switch field {
            case .value(let name, let value): members.append((name, value))
            case .object(let name, let fields):
                guard let value = object(of: fields) else { return nil }
                members.append((name, value))
            case .copy(let path, _):
                guard let name = path.lastName, let value = value(at: path) else { return nil }
                members.append((name, value))
            }
        }
        return members
    }

    /// Goes as deep as the path is long.
    private func applying(
        _ edit: FieldEdit,
        to segments: ArraySlice<FieldPath.Segment>,
        original: JSONValue
    ) -> JSONValue? {
        switch (segments.first, self) {
        case (nil, .object(let object)):
            guard case .add(let fields) = edit.change, let added = original.members(of: fields) else { return nil }
            return .object(JSONObject(members: object.members + added))
        case (.name(let name)?, .object(let object)), (.key(let name)?, .object(let object)):
            var members = object.members
            guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
            if segments.count == 1, let fields = edit.change.substitutes(for: members[index], of: original) {
                guard let fields = fields.members else { return nil }
                members.replaceSubrange(index...index, with: fields)
            } else {
                guard let inner = members[index].value.applying(edit, to: segments.dropFirst(), original: original)
                else { return nil }
                members[index].value = inner
            }
            return .object(JSONObject(members: members))
        case (.index(let index)?, .array(var elements)) where elements.indices.contains(index):
            guard let inner = elements[index].applying(edit, to: segments.dropFirst(), original: original)
            else { return nil }
            elements[index] = inner
            return .array(elements)
        default: return nil
        }
    }
}

extension FieldPath {
    /// The name at the end of the path, if there is one.
    package var lastName: String? {
        switch segments.last {
        case .name(let name), .key(let name): name
        case .index, nil: nil
        }
    }
}

extension FieldEdit.Change {
    /// What takes the place of a field; nil members if a copy is of nothing.
    fileprivate struct Substitutes { let members: [JSONObject.Member]? }

    /// What takes the place of the field; nil if the field stays.
    fileprivate func substitutes(for member: JSONObject.Member, of original: JSONValue) -> Substitutes? {
        switch self {
        case .remove: Substitutes(members: [])
        case .wrap(let name): Substitutes(members: [(name, .object(JSONObject(members: [member])))])
        case .replace(let fields): Substitutes(members: original.object(of: fields)?.object?.members)
        case .add: nil
        }
    }
}
