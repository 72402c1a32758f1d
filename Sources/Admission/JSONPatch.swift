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
        guard case .object(let before) = original, case .object(let after) = changed else {
            if original != changed { step("{\"op\":\"replace\",\"path\":", changed) }
            return
        }
        let parent = pointer.count
        after.forEachChange(since: before) { name, value, old in
            descend(to: name)
            if let value, let old, !old.isNull {
                turn(old, into: value)
            } else {
                step(value == nil ? "{\"op\":\"remove\",\"path\":" : "{\"op\":\"add\",\"path\":", value)
            }
            pointer.removeLast(pointer.count - parent)
        }
    }

    /// Goes one level down, with `~` and `/` escaped (RFC 6901 §3).
    private mutating func descend(to name: String) {
        pointer.append(UInt8(ascii: "/"))
        guard name.utf8.contains(where: Self.mustEscape) else { return pointer.append(contentsOf: name.utf8) }
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "~"): pointer += "~0".utf8
            case UInt8(ascii: "/"): pointer += "~1".utf8
            default: pointer.append(byte)
            }
        }
    }

    private static func mustEscape(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "~") || byte == UInt8(ascii: "/") }

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
