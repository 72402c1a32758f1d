import KubernetesAPI

/// A JSON Patch (RFC 6902), applied by following the text of the standard, operation by operation.
struct JSONPatchDocument: Sendable {
    /// Why a patch cannot be applied.
    enum Failure: Error, Equatable {
        /// The patch itself is malformed.
        case malformed
        /// A path leads nowhere.
        case missing(String)
        /// A `test` found something else.
        case testFailed(String)
    }

    private let operations: [JSONValue]

    /// The patch that a document denotes.
    init(_ json: JSONValue) throws(Failure) {
        guard let operations = json.array else { throw .malformed }
        self.operations = operations
    }

    /// The document after all operations.
    func apply(to document: JSONValue) throws(Failure) -> JSONValue {
        var result = document
        for operation in operations { result = try Self.perform(operation, on: result) }
        return result
    }

    private static func perform(_ operation: JSONValue, on document: JSONValue) throws(Failure) -> JSONValue {
        guard let path = operation["path"]?.string, let kind = operation["op"]?.string else { throw .malformed }
        // `null` is a value here, unlike in the rest of the API.
        let value = operation.object?["value"] ?? nil
        switch kind {
        case "add":
            guard let value else { throw .malformed }
            return try edit(document, pointer(path)) { .insert(value, over: $0) }
        case "replace":
            guard let value else { throw .malformed }
            _ = try read(document, path)
            return try edit(document, pointer(path)) { _ in .set(value) }
        case "remove":
            _ = try read(document, path)
            return try edit(document, pointer(path)) { _ in .remove }
        case "test":
            guard try read(document, path) == value ?? .null else { throw .testFailed(path) }
            return document
        case "copy", "move":
            guard let from = operation["from"]?.string else { throw .malformed }
            let moved = try read(document, from)
            let source = kind == "move" ? try edit(document, pointer(from)) { _ in .remove } : document
            return try edit(source, pointer(path)) { .insert(moved, over: $0) }
        default: throw .malformed
        }
    }

    private enum Edit {
        case insert(JSONValue, over: JSONValue?)
        case set(JSONValue)
        case remove
    }

    /// RFC 6901 §3 and §4.
    private static func pointer(_ text: String) throws(Failure) -> [String] {
        if text.isEmpty { return [] }
        guard text.hasPrefix("/") else { throw .malformed }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private static func read(_ document: JSONValue, _ path: String) throws(Failure) -> JSONValue {
        var current = document
        for token in try pointer(path) {
            switch current {
            case .object(let object):
                guard let next = object[token] else { throw .missing(path) }
                current = next
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index) else { throw .missing(path) }
                current = elements[index]
            default: throw .missing(path)
            }
        }
        return current
    }

    private static func edit(
        _ value: JSONValue,
        _ path: [String],
        _ change: (JSONValue?) -> Edit
    ) throws(Failure) -> JSONValue {
        guard let token = path.first else {
            switch change(value) {
            case .insert(let new, _), .set(let new): return new
            case .remove: return .null
            }
        }
        let rest = Array(path.dropFirst())
        switch value {
        case .object(var object):
            if rest.isEmpty {
                switch change(object[token]) {
                case .insert(let new, _), .set(let new): object[token] = new
                case .remove: object[token] = nil
                }
            } else {
                guard let child = object[token] else { throw .missing(token) }
                object[token] = try edit(child, rest, change)
            }
            return .object(object)
        case .array(let elements):
            return .array(try edit(elements, token, rest, change))
        default: throw .missing(token)
        }
    }

    private static func edit(
        _ elements: [JSONValue],
        _ token: String,
        _ rest: [String],
        _ change: (JSONValue?) -> Edit
    ) throws(Failure) -> [JSONValue] {
        var elements = elements
        guard let index = token == "-" ? elements.count : Int(token) else { throw .malformed }
        guard rest.isEmpty else {
            guard elements.indices.contains(index) else { throw .missing(token) }
            elements[index] = try edit(elements[index], rest, change)
            return elements
        }
        switch change(elements.indices.contains(index) ? elements[index] : nil) {
        case .insert(let new, _):
            guard index <= elements.count else { throw .missing(token) }
            elements.insert(new, at: index)
        case .set(let new):
            guard elements.indices.contains(index) else { throw .missing(token) }
            elements[index] = new
        case .remove:
            guard elements.indices.contains(index) else { throw .missing(token) }
            elements.remove(at: index)
        }
        return elements
    }
}
