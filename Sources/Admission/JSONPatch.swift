package import KubernetesAPI

/// A JSON Patch (RFC 6902): the steps that turn one document into another.
package struct JSONPatch: Hashable, Sendable {
    /// One step; the three that a comparison needs.
    package enum Operation: Hashable, Sendable {
        case add(pointer: String, value: JSONValue)
        case replace(pointer: String, value: JSONValue)
        case remove(pointer: String)
    }

    /// The steps in the order in which they apply; none if the documents are equal.
    package private(set) var operations: [Operation] = []

    /// Compares two documents.
    ///
    /// Objects are compared member by member, so a patch names just what changed; a parent that does not exist is added
    /// whole, which every conforming implementation accepts. Lists are replaced whole. A member that is `null` counts as
    /// absent and is therefore added, not replaced.
    package init(from original: JSONValue, to changed: JSONValue) {
        compare(original, changed, at: "")
    }

    private mutating func compare(_ original: JSONValue, _ changed: JSONValue, at pointer: String) {
        guard original != changed else { return }
        guard case .object(let before) = original, case .object(let after) = changed else {
            operations.append(.replace(pointer: pointer, value: changed))
            return
        }
        let (was, becomes) = (before.lookUp, after.lookUp)
        for member in before.members where becomes(member.name) == nil {
            operations.append(.remove(pointer: Self.child(of: pointer, member.name)))
        }
        for member in after.members {
            if let old = was(member.name), !old.isNull || member.value.isNull {
                guard old != member.value else { continue }
                compare(old, member.value, at: Self.child(of: pointer, member.name))
            } else {
                operations.append(.add(pointer: Self.child(of: pointer, member.name), value: member.value))
            }
        }
    }

    /// A JSON Pointer one level down, with `~` and `/` escaped (RFC 6901 §3).
    private static func child(of pointer: String, _ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return "\(pointer)/\(name)"
        }
        var escaped = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return "\(pointer)/\(escaped)"
    }
}

extension JSONPatch {
    /// The patch document, as JSON text.
    package var jsonBytes: [UInt8] {
        var writer = JSONWriter(reserving: 1024)
        writer.raw("[")
        for (index, operation) in operations.enumerated() {
            if index > 0 { writer.raw(",") }
            operation.write(to: &writer)
        }
        writer.raw("]")
        return writer.bytes
    }
}

extension JSONPatch.Operation {
    fileprivate func write(to writer: inout JSONWriter) {
        switch self {
        case .add(let pointer, let value): Self.write("add", pointer, value, to: &writer)
        case .replace(let pointer, let value): Self.write("replace", pointer, value, to: &writer)
        case .remove(let pointer): Self.write("remove", pointer, nil, to: &writer)
        }
    }

    private static func write(_ name: String, _ pointer: String, _ value: JSONValue?, to writer: inout JSONWriter) {
        writer.raw("{\"op\":")
        writer.string(name)
        writer.raw(",\"path\":")
        writer.string(pointer)
        if let value {
            writer.raw(",\"value\":")
            writer.value(value)
        }
        writer.raw("}")
    }
}
