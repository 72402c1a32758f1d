/// A value in an object that is judged, with its fields as the API server's rules see them.
///
/// Decoding gives an absent or `null` field the zero value of its type, and a wrong type never gets as far as the rules.
/// So an accessor that yields a plain value yields the zero value for an absent field, and nil for a wrong type, upon
/// which a rule is silent.
///
/// A field is a place in a document and nothing else, so that going from one to the next costs nothing. It does not keep
/// the object alive: it is valid inside ``DecodedObject/read(_:)``.
package struct DecodedField {
    /// Counting references to it would cost more than the rules do.
    private let object: Unmanaged<DecodedObject>
    /// The index of the value's token.
    private let index: Int
    /// True if the user chose the name: the value is an entry of a map.
    private let isEntry: Bool

    init(of object: Unmanaged<DecodedObject>, at index: Int, isEntry: Bool = false) {
        self.object = object
        self.index = index
        self.isEntry = isEntry
    }

    /// The document, and the index of the value's token there.
    var standing: (document: JSONDocument, index: Int) { (object._withUnsafeGuaranteedRef { $0.document }, index) }

    /// Looks into the document's text, at the token of the value.
    @inline(__always)
    func look<Result>(_ body: (_ text: JSONTokenText, _ index: Int) -> Result) -> Result {
        object._withUnsafeGuaranteedRef { body($0.text, index) }
    }

    /// What stands there.
    var kind: JSONToken.Kind { token.kind }

    /// The name of this field, which is in an object.
    package var name: String { look { text, index in text.name(of: index) } }

    /// Lends the characters of the name of this field, which is in an object.
    package func withName<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        look { text, index in text.withCharacters(of: index - 1) { body($0.span) } }
    }

    /// The same field as an entry of a map.
    var asEntry: DecodedField { DecodedField(of: object, at: index, isEntry: true) }

    private var token: JSONToken { look { text, index in text.tokens[index] } }

    /// Where the value stands.
    package var path: FieldPath { object._withUnsafeGuaranteedRef { $0.path(of: index, isKey: isEntry) } }

    /// The value itself, made now.
    package var value: JSONValue { object._withUnsafeGuaranteedRef { $0.document.value(at: index) } }

    /// The field of that name; nil if there is none.
    package subscript(name: String) -> DecodedField? {
        look { text, index in text.place(of: name, in: index) }.map { DecodedField(of: object, at: $0) }
    }

    /// True if there is a field of that name.
    package func has(_ name: String) -> Bool { look { text, index in text.place(of: name, in: index) } != nil }

    /// The fields of these names, by their numbers.
    package func fields(_ names: NameTable) -> [DecodedField?] {
        look { text, index in text.places(of: names, in: index) }
            .map { place in place.map { DecodedField(of: object, at: $0) } }
    }
}

// MARK: - What it is

extension DecodedField {
    /// True if this is, or decodes to, an object: `null` decodes to one without fields.
    package var isObject: Bool { token.kind == .object || isNull }

    /// True if this is a list.
    package var isList: Bool { token.kind == .array }

    /// True for `null`, which stands in lists and in maps only: anywhere else a field that is null is absent.
    package var isNull: Bool { token.kind == .null }

    /// The string that this is; the empty one for `null`.
    package var text: String? { isNull ? "" : string }

    /// The string, if this is one.
    package var string: String? { look { text, index in text.string(at: index) } }

    /// Lends the characters of the string that this is, none for `null`; nil, and nobody is asked, for anything else.
    package func withText<Result>(_ body: (Span<UInt8>) -> Result) -> Result? {
        switch kind {
        case .string: look { text, index in text.withCharacters(of: index) { body($0.span) } }
        case .null: body(Span())
        default: nil
        }
    }

    /// The boolean, if this is one.
    package var bool: Bool? {
        switch token.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The integer, if this is a number that denotes one within 64 bits.
    package var int64: Int64? { look { text, index in text.int64(at: index) } }

    /// Lends the text of a quantity, which may be given as a string or as a whole number, and is `0` for `null`; nil, and
    /// nobody is asked, for anything else.
    package func withQuantityText<Result>(_ body: (Span<UInt8>) -> Result) -> Result? {
        switch kind {
        case .string: look { text, index in text.withCharacters(of: index) { body($0.span) } }
        case .number where int64 != nil: look { text, index in text.withCharacters(of: index) { body($0.span) } }
        case .null: body("0".utf8.span)
        default: nil
        }
    }

    /// True if both are called the same, byte for byte.
    package func hasSameName(as other: DecodedField) -> Bool {
        withName { name in other.withName { name.isEqual(to: $0) } }
    }
}

// MARK: - Fields by name

extension DecodedField {
    /// The string of that name.
    package func text(_ name: String) -> String? {
        guard let field = self[name] else { return "" }
        return field.string
    }

    /// The 32-bit integer of that name.
    package func int32(_ name: String) -> Int32? {
        guard let field = self[name] else { return 0 }
        return field.int64.flatMap(Int32.init(exactly:))
    }

    /// How many elements the list of that name has.
    package func count(_ name: String) -> Int? {
        guard let field = self[name] else { return 0 }
        return field.isList ? field.look { text, index in text.count(of: index) } : nil
    }

    /// True if the field of that name is a map, or absent and so an empty one.
    package func isMap(_ name: String) -> Bool {
        guard let field = self[name] else { return true }
        return field.token.kind == .object
    }

    /// The elements of the list of that name, if it is one.
    package func elements(_ name: String) -> Elements { self[name]?.elements ?? Elements(of: object, in: 0..<0) }

    /// The entries of the map of that name, if it is one.
    package func entries(_ name: String) -> Entries { self[name]?.entries ?? Entries(of: object, in: 0..<0) }
}

// MARK: - Lists and maps

extension DecodedField {
    /// The elements of this list, if it is one.
    package var elements: Elements { Elements(of: object, in: token.kind == .array ? inside : 0..<0) }

    /// The entries of this map, if it is one.
    package var entries: Entries { Entries(of: object, in: token.kind == .object ? inside : 0..<0) }

    private var inside: Range<Int> { index + 1..<token.next }

    /// Tells every field of this object, those included that are null; none if it is no object.
    package func forEachMember(_ body: (DecodedField) -> Void) {
        var rest = token.kind == .object ? inside : 0..<0
        while !rest.isEmpty {
            let field = DecodedField(of: object, at: rest.lowerBound + 1)
            rest = field.token.next..<rest.upperBound
            body(field)
        }
    }

    /// The elements of a list.
    package struct Elements: Sequence, IteratorProtocol {
        private let object: Unmanaged<DecodedObject>
        private var rest: Range<Int>

        fileprivate init(of object: Unmanaged<DecodedObject>, in rest: Range<Int>) {
            self.object = object
            self.rest = rest
        }

        /// True if there is no further one.
        package var isEmpty: Bool { rest.isEmpty }

        /// The next element; nil behind the last one.
        package mutating func next() -> DecodedField? {
            guard !rest.isEmpty else { return nil }
            let index = rest.lowerBound
            let field = DecodedField(of: object, at: index)
            rest = field.token.next..<rest.upperBound
            return field
        }
    }

    /// An entry of a map whose keys the user chose.
    package struct Entry {
        package let field: DecodedField

        /// The name under which it stands, made now.
        package var key: String { field.name }
    }

    /// The entries of a map, without those that are `null`: the API server drops them before it stores the object
    /// (`PruneNonNullableNullsWithoutDefaults`, k8s.io/apiextensions-apiserver).
    package struct Entries: Sequence, IteratorProtocol {
        let object: Unmanaged<DecodedObject>
        private(set) var rest: Range<Int>

        fileprivate init(of object: Unmanaged<DecodedObject>, in rest: Range<Int>) {
            self.object = object
            self.rest = rest
        }

        /// The next entry; nil behind the last one.
        package mutating func next() -> Entry? {
            while !rest.isEmpty {
                let field = DecodedField(of: object, at: rest.lowerBound + 1, isEntry: true)
                rest = field.token.next..<rest.upperBound
                if !field.isNull { return Entry(field: field) }
            }
            return nil
        }
    }
}
