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

    /// Only what it is: to be hashed it would have to be read, and the path of a finding hardly leaves a doubt which it
    /// is.
    func hash(into hasher: inout Hasher) {
        switch storage {
        case .made(let value): hasher.combine(value.kind)
        case .standing(let document, let index): hasher.combine(document.tokens[index].kind)
        }
    }
}
