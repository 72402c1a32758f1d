/// One mistake in an object: where, of which kind, the offending value, and what would be right.
///
/// After `k8s.io/apimachinery/pkg/util/validation/field.Error`, whose texts kubectl users know.
package struct Finding: Hashable, Sendable {
    /// Where the mistake is.
    package let path: FieldPath
    /// Of which kind it is.
    package let cause: Cause
    /// The offending value, where the kind shows one.
    private let found: FoundValue?
    /// What would be right; a sentence without its full stop.
    package let detail: String

    /// The kinds, by the machine-readable reason that `metav1.StatusCause` carries.
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case typeInvalid = "FieldValueTypeInvalid"
        case notSupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case duplicate = "FieldValueDuplicate"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
    }

    private init(_ path: FieldPath, _ cause: Cause, _ found: FoundValue?, _ detail: String) {
        self.path = path
        self.cause = cause
        self.found = found
        self.detail = detail
    }

    /// The offending value, where the kind shows one.
    package var value: JSONValue? { found?.value }

    /// True if the kind shows the offending value.
    package var showsValue: Bool { found != nil }
}

// MARK: - The kinds of finding

extension Finding {
    /// A value must be given.
    package static func required(_ path: FieldPath, _ detail: String = "") -> Finding {
        Finding(path, .required, nil, detail)
    }

    /// A value breaks a rule.
    package static func invalid(_ path: FieldPath, _ value: JSONValue, _ detail: String) -> Finding {
        Finding(path, .invalid, FoundValue(value), detail)
    }

    /// A value has the wrong JSON type.
    package static func typeInvalid(_ path: FieldPath, _ value: JSONValue, _ detail: String) -> Finding {
        Finding(path, .typeInvalid, FoundValue(value), detail)
    }

    /// A value has the wrong JSON type; it stays where it stands.
    package static func typeInvalid(_ field: DecodedField, _ detail: String) -> Finding {
        Finding(field.path, .typeInvalid, FoundValue(field), detail)
    }

    /// A value is none of those that exist; `remark` says what else is to be known of it.
    package static func notSupported(
        _ path: FieldPath,
        _ value: JSONValue,
        supported: [String],
        remark: String = ""
    ) -> Finding {
        let list = supported.map(\.goQuoted).joined(separator: ", ")
        let details = [list.isEmpty ? "" : "supported values: \(list)", remark]
        return Finding(path, .notSupported, FoundValue(value), details.filter { !$0.isEmpty }.joined(separator: "; "))
    }

    /// A value may not be given here.
    package static func forbidden(_ path: FieldPath, _ detail: String) -> Finding {
        Finding(path, .forbidden, nil, detail)
    }

    /// A value stands twice in a list whose values are unique.
    package static func duplicate(_ path: FieldPath, _ value: JSONValue, _ detail: String = "") -> Finding {
        Finding(path, .duplicate, FoundValue(value), detail)
    }

    /// A text is longer than that many bytes.
    package static func tooLong(_ path: FieldPath, maxBytes: Int) -> Finding {
        Finding(path, .tooLong, nil, "may not be more than \(maxBytes) \(maxBytes == 1 ? "byte" : "bytes")")
    }

    /// A text is longer than that many characters.
    package static func tooLong(_ path: FieldPath, maxCharacters: Int) -> Finding {
        Finding(path, .tooLong, nil, "may not be more than \(maxCharacters) characters")
    }

    /// A list has more than that many elements.
    package static func tooMany(_ path: FieldPath, count: Int, max: Int) -> Finding {
        let items = max == 1 ? "item" : "items"
        return Finding(
            path,
            .tooMany,
            FoundValue(.number(JSONNumber(Int64(count)))),
            "must have at most \(max) \(items)"
        )
    }
}

extension Finding {
    /// A value has more than so many values and names inside.
    package static func tooManyValues(_ path: FieldPath, count: Int, max: Int) -> Finding {
        let found = FoundValue(.number(JSONNumber(Int64(count))))
        return Finding(path, .tooMany, found, "must have at most \(max) values and names")
    }

    /// So many mistakes more than those that are listed.
    static func notListed(_ count: Int) -> Finding {
        let mistakes = count == 1 ? "mistake is" : "mistakes are"
        return Finding(FieldPath("spec"), .tooMany, nil, "\(count) more \(mistakes) not listed")
    }
}

// MARK: - Text

extension Finding: CustomStringConvertible {
    /// The line that kubectl prints: the path, the kind, the value, the detail.
    package var description: String { "\(path): \(message)" }

    /// The line without its path, as `StatusCause.message` carries it (`field.Error.ErrorBody`).
    package var message: String {
        var text = cause.title
        if let found { text += ": \(Self.shown(found))" }
        if !detail.isEmpty { text += ": \(detail)" }
        return text
    }

    /// A value longer than this is cut in messages, which go to terminals, logs and the audit trail; Kubernetes shows
    /// values of any length.
    private static let shownLimit = 256

    /// What looks like one character may be of any length; of what is longer than this nothing is shown by anybody.
    private static let readLimit = 4096

    private static func shown(_ value: FoundValue) -> String {
        let text = value.errorText(atMost: readLimit)
        guard text.utf8.count > shownLimit else { return text }
        return "\(text.prefix(shownLimit))…"
    }
}

extension Finding.Cause {
    /// The words that Kubernetes prints for the kind.
    fileprivate var title: String {
        switch self {
        case .required: "Required value"
        case .invalid, .typeInvalid: "Invalid value"
        case .notSupported: "Unsupported value"
        case .forbidden: "Forbidden"
        case .duplicate: "Duplicate value"
        case .tooLong: "Too long"
        case .tooMany: "Too many"
        }
    }
}
