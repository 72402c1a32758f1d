/// A document that has been checked: its bytes, and a token for every value and every member's name.
///
/// Values are made of it when somebody asks for them. Of an API server's request little is ever asked for: half of it is
/// the books of `managedFields`, which are checked like the rest and then seldom looked at.
final class JSONDocument: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]
    /// True if the text is ``JSONWriter``'s own, so that it can be written again as it stands.
    let isOurs: Bool

    /// Takes what ``JSONParser`` has checked and found.
    init(_ bytes: [UInt8], _ tokens: [JSONToken], isOurs: Bool = false) {
        self.bytes = bytes
        self.tokens = tokens
        self.isOurs = isOurs
    }

    /// The value that a token describes; an object is a view on this document.
    func value(at index: Int) -> JSONValue {
        let token = tokens[index]
        return switch token.kind {
        case .null: .null
        case .true: .bool(true)
        case .false: .bool(false)
        case .number: .number(JSONNumber(validated: text(of: token)))
        case .string: .string(text(of: token))
        case .array: .array(elements(of: index))
        case .object: .object(JSONObject(reading: view(at: index)))
        }
    }

    private func view(at index: Int) -> JSONObjectView { JSONObjectView(document: self, index: index) }

    private func elements(of array: Int) -> [JSONValue] {
        var elements: [JSONValue] = []
        elements.reserveCapacity(count(of: array))
        var index = array + 1
        while index < tokens[array].next {
            elements.append(value(at: index))
            index = tokens[index].next
        }
        return elements
    }

    /// True if a value is written as it would be made; if not, it may be equal all the same.
    func states(_ value: JSONValue, at index: Int) -> Bool {
        let token = tokens[index]
        return switch (token.kind, value) {
        case (.null, .null), (.true, .bool(true)), (.false, .bool(false)): true
        case (.number, .number(let number)): isText(number.literal, of: token)
        case (.string, .string(let text)): isText(text, of: token)
        case (.array, .array(let elements)): states(elements, at: index)
        case (.object, .object(let object)): object.isWritten(like: JSONObject(reading: view(at: index)))
        default: false
        }
    }

    /// False if a value cannot be equal to one that is not written as it would be made.
    func mayEqual(_ value: JSONValue, at index: Int) -> Bool {
        let token = tokens[index]
        return switch (token.kind, value) {
        case (.number, .number): true
        // Only beyond ASCII, and by escapes, one string can be written in several ways.
        case (.string, .string(let text)): !token.spelling.isEmpty || !text.utf8.allSatisfy { $0 < 0x80 }
        case (.array, .array(let elements)): count(of: index) == elements.count
        case (.object, .object(let object)): count(of: index) == 2 * object.count
        default: false
        }
    }

    private func states(_ elements: [JSONValue], at array: Int) -> Bool {
        var index = array + 1
        for element in elements {
            guard index < tokens[array].next, states(element, at: index) else { return false }
            index = tokens[index].next
        }
        return index == tokens[array].next
    }

    private func isText(_ text: String, of token: JSONToken) -> Bool {
        let bytes = bytes
        return !token.spelling.contains(.hasEscapes) && bytes.span.extracting(token.range).isEqual(to: text.utf8.span)
    }

    /// How many values an array or object holds; a member's name counts as one.
    func count(of container: Int) -> Int { withTokenText { $0.count(of: container) } }

    /// The characters of a string, a name or a number.
    func text(of token: JSONToken) -> String { withTokenText { $0.text(of: token) } }
}
