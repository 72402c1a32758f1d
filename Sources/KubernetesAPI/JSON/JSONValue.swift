/// A JSON value (RFC 8259) that keeps what it was given.
///
/// Numbers keep their literal, objects keep the order of their members, and nothing is dropped: a value that this
/// release does not understand leaves as it came. Equality is JSON's: members compare without regard to order.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

// A `switch` reads the value where it lies; a pattern after `if` or `guard` would copy what it binds.
extension JSONValue {
    /// The string, if this is one.
    package var string: String? {
        switch self {
        case .string(let text): text
        default: nil
        }
    }

    /// The boolean, if this is one.
    package var bool: Bool? {
        switch self {
        case .bool(let claim): claim
        default: nil
        }
    }

    /// The integer, if this is a number that denotes one within 64 bits (`3`, `3.0` and `3e0` do).
    package var int64: Int64? {
        switch self {
        case .number(let number): number.int64
        default: nil
        }
    }

    /// The elements, if this is an array.
    package var array: [JSONValue]? {
        switch self {
        case .array(let elements): elements
        default: nil
        }
    }

    /// The members, if this is an object.
    package var object: JSONObject? {
        switch self {
        case .object(let object): object
        default: nil
        }
    }

    /// The text of a `resource.Quantity`, which may be given as a string or as a whole number.
    package var quantityText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.int64 == nil ? nil : number.literal
        default: nil
        }
    }

    /// True for JSON's `null`, which the Kubernetes API treats as an absent field.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The member of that name; nil if this is no object, has no such member, or the member is `null`.
    package subscript(name: String) -> JSONValue? {
        switch self {
        case .object(let object): object[name]?.unlessNull
        default: nil
        }
    }

    private var unlessNull: JSONValue? {
        switch self {
        case .null: nil
        default: self
        }
    }

    /// True if there is a member of that name that is not `null`; as good as reading it, and cheaper.
    package func has(_ name: String) -> Bool {
        switch self {
        case .object(let object): object.has(name)
        default: false
        }
    }

    /// The member of that name, if it is an object; nothing else is made.
    package func object(_ name: String) -> JSONObject? {
        switch self {
        case .object(let object): object.object(name)
        default: nil
        }
    }

    /// The member of that name, if it is a string; nothing else is made.
    package func string(_ name: String) -> String? {
        switch self {
        case .object(let object): object.string(name)
        default: nil
        }
    }

    /// True if both have the same value under that name, of which `null` counts as none; nothing is made to compare them.
    package func hasSame(_ name: String, as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let object), .object(let other)): object.hasSame(name, as: other)
        default: self[name] == other[name]
        }
    }

    /// As what the value stands in a document.
    var kind: JSONToken.Kind {
        switch self {
        case .null: .null
        case .bool(let claim): claim ? .true : .false
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(members: elements)) }
}
