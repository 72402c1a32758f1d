package import KubernetesAPI

/// A JSON Patch (RFC 6902): the steps that turn one document into another.
package struct JSONPatch: Hashable, Sendable {
    /// The patch document, as JSON text; its steps stand in the order in which they apply.
    package let jsonBytes: [UInt8]

    /// True if there are no steps: the documents are equal.
    package let isEmpty: Bool

    /// Compares two documents.
    ///
    /// Objects are compared member by member, so a patch names just what changed; a parent that does not exist is added
    /// whole, which every conforming implementation accepts. Lists are replaced whole. A member that is `null` counts as
    /// absent and is therefore added, not replaced.
    package init(from original: JSONValue, to changed: JSONValue) {
        var steps = JSONPatchSteps()
        steps.turn(original, into: changed)
        jsonBytes = steps.finished()
        isEmpty = steps.isEmpty
    }
}

/// Writes the steps of a patch while two documents are compared.
private struct JSONPatchSteps {
    private(set) var isEmpty = true
    private var writer = JSONWriter(reserving: 1024)
    /// Where the comparison is, as a JSON Pointer (RFC 6901).
    private var pointer: [UInt8] = []

    init() {
        pointer.reserveCapacity(128)
        writer.raw("[")
    }

    mutating func turn(_ original: JSONValue, into changed: JSONValue) {
        guard let before = original.object, let after = changed.object else {
            if original != changed { step("{\"op\":\"replace\",\"path\":", changed) }
            return
        }
        let parent = pointer.count
        after.forEachChange(since: before) { name, value, old in
            descend(to: name)
            switch value {
            case nil: step("{\"op\":\"remove\",\"path\":", nil)
            case let value?:
                switch old {
                case nil, .null?: step("{\"op\":\"add\",\"path\":", value)
                case let old?: turn(old, into: value)
                }
            }
            pointer.removeLast(pointer.count - parent)
        }
    }

    /// Goes one level down, with `~` and `/` escaped (RFC 6901 §3).
    private mutating func descend(to name: String) {
        let name = name.utf8.span
        pointer.append(addingCapacity: 1 + 2 * name.count) { pointer in
            pointer.append(UInt8(ascii: "/"))
            for index in name.indices {
                switch name[index] {
                case UInt8(ascii: "~"):
                    pointer.append(UInt8(ascii: "~"))
                    pointer.append(UInt8(ascii: "0"))
                case UInt8(ascii: "/"):
                    pointer.append(UInt8(ascii: "~"))
                    pointer.append(UInt8(ascii: "1"))
                case let byte: pointer.append(byte)
                }
            }
        }
    }

    private mutating func step(_ beginning: StaticString, _ value: JSONValue?) {
        if !isEmpty { writer.raw(",") }
        isEmpty = false
        writer.raw(beginning)
        writer.string(utf8: pointer)
        if let value {
            writer.raw(",\"value\":")
            writer.value(value)
        }
        writer.raw("}")
    }

    /// The patch document.
    mutating func finished() -> [UInt8] {
        writer.raw("]")
        return writer.bytes
    }
}
