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
        turn(original, into: changed, at: "")
    }

    private mutating func turn(_ original: JSONValue, into changed: JSONValue, at pointer: String) {
        guard case .object(let before) = original, case .object(let after) = changed else {
            if original != changed { operations.append(.replace(pointer: pointer, value: changed)) }
            return
        }
        let difference = after.difference(from: before)
        operations += difference.removed.map { .remove(pointer: Self.child(of: pointer, $0)) }
        for (member, old) in difference.changed {
            let path = Self.child(of: pointer, member.name)
            if let old, !old.isNull {
                turn(old, into: member.value, at: path)
            } else {
                operations.append(.add(pointer: path, value: member.value))
            }
        }
    }

    /// A JSON Pointer one level down, with `~` and `/` escaped (RFC 6901 §3).
    private static func child(of pointer: String, _ name: String) -> String {
        var child: [UInt8] = []
        child.reserveCapacity(pointer.utf8.count + 1 + name.utf8.count)
        child += pointer.utf8
        child.append(UInt8(ascii: "/"))
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "~"): child += "~0".utf8
            case UInt8(ascii: "/"): child += "~1".utf8
            default: child.append(byte)
            }
        }
        return String(decoding: child, as: UTF8.self)
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
