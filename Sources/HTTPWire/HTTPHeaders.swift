/// Header fields in the order of arrival, duplicates kept, names compared without case (RFC 9110 §5).
///
/// The octets stand in one buffer and each field is a pair of ranges into it, so a parsed head costs two allocations
/// whatever the number of its fields; strings are made when they are asked for.
///
/// Invariant: every name is a token and no value has a control character but the tab, so that nothing in here can
/// break the framing of the message it is written into.
package struct HTTPHeaders: Sendable {
    struct Field: Sendable {
        let name: Range<Int>
        let value: Range<Int>
    }

    private(set) var octets: [UInt8]
    private(set) var fields: [Field]

    /// No fields.
    package init() {
        octets = []
        fields = []
    }

    /// Fields that a parser has checked, as ranges into `octets`.
    init(octets: [UInt8], fields: [Field]) {
        self.octets = octets
        self.fields = fields
    }

    /// Adds a field behind the others.
    ///
    /// - Parameters:
    ///   - name: A token; anything else is a programmer's error.
    ///   - value: The value. Control characters in it become spaces, as RFC 9110 §5.5 has a sender do.
    package mutating func append(_ name: String, _ value: String) {
        let nameStart = octets.count
        octets.append(contentsOf: name.utf8)
        let valueStart = octets.count
        let token = ASCIISet.token
        precondition(
            valueStart > nameStart && token.containsAll(octets.span, in: nameStart..<valueStart),
            "a field name is a token"
        )
        for octet in value.utf8 {
            let isControl = (octet < ASCII.space && octet != ASCII.tab) || octet == ASCII.delete
            octets.append(isControl ? ASCII.space : octet)
        }
        fields.append(Field(name: nameStart..<valueStart, value: octets.span.trimmingBlanks(valueStart..<octets.count)))
    }

    /// The value of the first field called `name`.
    package func first(_ name: String) -> String? {
        for field in fields where isNamed(name, field) { return text(field.value) }
        return nil
    }

    /// The values of all fields called `name`, in order.
    package func all(_ name: String) -> [String] {
        fields.filter { isNamed(name, $0) }.map { text($0.value) }
    }

    /// Whether there is a field called `name`.
    package func contains(_ name: String) -> Bool {
        fields.contains { isNamed(name, $0) }
    }

    func text(_ range: Range<Int>) -> String {
        octets[range].withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    private func isNamed(_ name: String, _ field: Field) -> Bool {
        let wanted = name.utf8
        guard wanted.count == field.name.count else { return false }
        return octets[field.name].elementsEqual(wanted) { ASCII.lowercased($0) == ASCII.lowercased($1) }
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// The fields of a literal, in its order; a name may repeat.
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements { append(name, value) }
    }
}

extension HTTPHeaders: RandomAccessCollection {
    /// One field: its name as sent and its value without the white space around it.
    package typealias Element = (name: String, value: String)

    /// Zero.
    package var startIndex: Int { 0 }

    /// The number of fields.
    package var endIndex: Int { fields.count }

    /// The field at `position` in the order of arrival.
    package subscript(position: Int) -> Element {
        (text(fields[position].name), text(fields[position].value))
    }
}

extension HTTPHeaders: Equatable {
    /// Equal when the same names and values stand in the same order, octet by octet.
    package static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
        left.elementsEqual(right) { $0 == $1 }
    }
}
