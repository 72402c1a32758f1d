/// The value that a finding is about: made, or left where it stands in a document, since it may be large and only its
/// beginning is ever shown.
struct FoundValue: Sendable {
    private enum Storage: Sendable {
        case made(JSONValue)
        case standing(JSONDocument, Int)
    }

    private let storage: Storage

    init(_ value: JSONValue) { storage = .made(value) }

    init(_ field: DecodedField) { storage = .standing(field.standing.document, field.standing.index) }

    /// The value, made now.
    var value: JSONValue {
        switch storage {
        case .made(let value): value
        case .standing(let document, let index): document.value(at: index)
        }
    }

    /// The value as Kubernetes shows it, or so many Unicode scalars of it.
    func errorText(atMost limit: Int) -> String {
        switch storage {
        case .made(let value): value.fieldErrorText(atMost: limit)
        case .standing(let document, let index): document.errorText(at: index, atMost: limit)
        }
    }
}

extension FoundValue: Hashable {
    static func == (left: Self, right: Self) -> Bool {
        if case (.standing(let document, let index), .standing(let other, let place)) = (left.storage, right.storage) {
            return document.isEqual(at: index, to: other, at: place)
        }
        return left.value == right.value
    }

    /// Of a list or an object only what it is: to be hashed they would have to be read.
    func hash(into hasher: inout Hasher) {
        switch storage {
        case .made(let value): Self.hash(value, into: &hasher)
        case .standing(let document, let index):
            let kind = document.tokens[index].kind
            if kind.isContainer { hasher.combine(kind) } else { Self.hash(document.value(at: index), into: &hasher) }
        }
    }

    private static func hash(_ value: JSONValue, into hasher: inout Hasher) {
        if value.kind.isContainer { hasher.combine(value.kind) } else { hasher.combine(value) }
    }
}
