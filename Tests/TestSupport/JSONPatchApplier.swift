package import KubernetesAPI

/// Applies a JSON Patch (RFC 6902) by the letter: a second implementation, to judge the first by.
package enum JSONPatchApplier {
    /// Why a patch does not apply.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// The document after all operations of the patch document.
    package static func apply(_ patch: JSONValue, to document: JSONValue) throws -> JSONValue {
        guard let operations = patch.array else { throw Failure(description: "a patch is a list") }
        return try operations.reduce(document) { try apply(operation: $1, to: $0) }
    }

    private static func apply(operation: JSONValue, to document: JSONValue) throws -> JSONValue {
        guard let name = operation["op"]?.string, let pointer = operation["path"]?.string else {
            throw Failure(description: "an operation has op and path: \(operation.jsonText)")
        }
        let tokens = try split(pointer)
        switch name {
        case "add": return try edit(document, tokens[...]) { _ in .some(try member("value", of: operation)) }
        case "replace":
            return try edit(document, tokens[...]) { old in
                guard old != nil else { throw Failure(description: "nothing to replace at \(pointer)") }
                return try member("value", of: operation)
            }
        case "remove":
            return try edit(document, tokens[...]) { old in
                guard old != nil else { throw Failure(description: "nothing to remove at \(pointer)") }
                return nil
            }
        default: throw Failure(description: "operation \(name) is not expected here")
        }
    }

    private static func member(_ name: String, of operation: JSONValue) throws -> JSONValue {
        guard let value = operation.object?[name] else { throw Failure(description: "an operation lacks its \(name)") }
        return value
    }

    private static func split(_ pointer: String) throws -> [String] {
        guard pointer.isEmpty || pointer.hasPrefix("/") else { throw Failure(description: "bad pointer \(pointer)") }
        return pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    private static func edit(
        _ value: JSONValue,
        _ tokens: ArraySlice<String>,
        _ change: (JSONValue?) throws -> JSONValue?
    ) throws -> JSONValue {
        guard let token = tokens.first else {
            guard let changed = try change(value) else { throw Failure(description: "the root cannot be removed") }
            return changed
        }
        guard var object = value.object else { throw Failure(description: "\(token) has no parent object") }
        if tokens.count == 1 {
            object[token] = try change(object[token])
        } else {
            guard let child = object[token] else { throw Failure(description: "the parent \(token) does not exist") }
            object[token] = try edit(child, tokens.dropFirst(), change)
        }
        return .object(object)
    }
}
