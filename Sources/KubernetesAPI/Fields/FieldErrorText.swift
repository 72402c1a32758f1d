extension JSONValue {
    /// The value as Kubernetes shows it in a finding, or so many Unicode scalars of that.
    ///
    /// After `field.Error.ErrorBody` (`k8s.io/apimachinery/pkg/util/validation/field/errors.go`), which prints strings
    /// with Go's `%q`, numbers and booleans with `%v`, and everything else as Go's JSON: keys sorted, `<`, `>` and `&`
    /// escaped.
    func fieldErrorText(atMost limit: Int) -> String {
        switch self {
        case .string(let text): text.beginning(limit).goQuoted
        case .number(let number): number.goText
        case .null, .bool: jsonText
        case .array, .object: JSONDocument(layingOut: self).errorText(at: 0, atMost: limit)
        }
    }
}

extension JSONDocument {
    /// The same for a value that stands in this document.
    func errorText(at index: Int, atMost limit: Int) -> String {
        guard tokens[index].kind.isContainer else { return value(at: index).fieldErrorText(atMost: limit) }
        var text = GoJSONText(limit: limit)
        withTokenText { text.append(index, of: self, $0) }
        return text.text
    }
}

/// JSON as Go's `encoding/json` writes it, as far as somebody wants to read.
private struct GoJSONText {
    private(set) var text = ""
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    private var isFull: Bool { text.utf8.count >= limit }

    /// Goes as deep as the value nests, which the parser bounds.
    mutating func append(_ index: Int, of document: JSONDocument, _ source: JSONTokenText) {
        switch document.tokens[index].kind {
        case .array: elements(of: index, document, source)
        case .object: members(of: index, document, source)
        default: append(document.value(at: index))
        }
    }

    private mutating func elements(of array: Int, _ document: JSONDocument, _ source: JSONTokenText) {
        text += "["
        var index = array + 1
        while index < document.tokens[array].next, !isFull {
            if index > array + 1 { text += "," }
            append(index, of: document, source)
            index = document.tokens[index].next
        }
        text += "]"
    }

    private mutating func members(of object: Int, _ document: JSONDocument, _ source: JSONTokenText) {
        text += "{"
        // The shortest member has six bytes, with its comma.
        for (position, name) in source.firstNames(of: object, atMost: limit / 6 + 1).enumerated() where !isFull {
            if position > 0 { text += "," }
            append(.string(document.text(of: document.tokens[name])))
            text += ":"
            append(name + 1, of: document, source)
        }
        text += "}"
    }

    /// What `encoding/json` escapes beyond what JSON asks for; outside strings none of it occurs in JSON.
    private mutating func append(_ value: JSONValue) {
        let json = value.string.map { JSONValue.string($0.beginning(limit)).jsonText } ?? value.jsonText
        for scalar in json.unicodeScalars {
            switch scalar {
            case "<", ">", "&": text += "\\u00\(String(scalar.value, radix: 16))"
            case "\u{2028}", "\u{2029}": text += "\\u\(String(scalar.value, radix: 16))"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension JSONTokenText {
    /// The tokens of the names of an object that come first in the order of their bytes, in that order.
    ///
    /// Of an object with a hundred thousand members only the few that are wanted are ever moved.
    fileprivate func firstNames(of object: Int, atMost limit: Int) -> [Int] {
        var names = FirstNames(limit: limit, in: self)
        var index = object + 1
        while index < tokens[object].next {
            names.insert(index)
            index = tokens[index + 1].next
        }
        return names.tokens
    }
}

/// The first names in the order of their bytes, of all that were told.
private struct FirstNames {
    private struct Name {
        let token: Int
        /// The characters, where they are not what is written: read once, since a name is compared with many.
        let characters: [UInt8]?
    }

    private let text: JSONTokenText
    private let limit: Int
    private var names: [Name] = []

    init(limit: Int, in text: JSONTokenText) { (self.limit, self.text) = (limit, text) }

    var tokens: [Int] { names.map(\.token) }

    mutating func insert(_ token: Int) {
        let (text, hasEscapes) = (text, text.tokens[token].spelling.contains(.hasEscapes))
        text.withCharacters(of: token) { characters in
            if names.count == limit, let last = names.last {
                guard precedes(characters, last) else { return }
                names.removeLast()
            }
            let name = Name(token: token, characters: hasEscapes ? Array(characters) : nil)
            names.insert(name, at: place(of: characters))
        }
    }

    private func place(of characters: UnsafeBufferPointer<UInt8>) -> Int {
        var (low, high) = (0, names.count)
        while low < high {
            let middle = (low + high) / 2
            if precedes(characters, names[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func precedes(_ characters: UnsafeBufferPointer<UInt8>, _ name: Name) -> Bool {
        guard let others = name.characters else {
            return text.withCharacters(of: name.token) { characters.lexicographicallyPrecedes($0) }
        }
        return others.withUnsafeBufferPointer { characters.lexicographicallyPrecedes($0) }
    }
}

extension String {
    /// The text, or so many Unicode scalars of it.
    fileprivate func beginning(_ limit: Int) -> String {
        // No scalar has less than a byte.
        utf8.count <= limit ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
    }
}

extension JSONNumber {
    /// The number as Go's `%v` prints what the API machinery makes of it: an `int64` if the literal is one, else a
    /// `float64`.
    fileprivate var goText: String {
        if let whole = Int64(literal) { return String(whole) }
        guard let double = Double(literal), let decimal = ShortestDecimal(double) else { return literal }
        return decimal.generalText
    }
}

extension String {
    /// The text in double quotes, escaped as Go's `%q` does it (`strconv.Quote`).
    package var goQuoted: String {
        // Nearly every text has nothing to escape.
        guard !utf8.allSatisfy(Self.isPlain) else { return "\"\(self)\"" }
        var quoted = "\""
        for scalar in unicodeScalars { quoted += Self.goEscaped(scalar) }
        return quoted + "\""
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func goEscaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{07}": "\\a"
        case "\u{08}": "\\b"
        case "\u{0C}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0B}": "\\v"
        case _ where isPrintable(scalar): String(scalar)
        case _ where scalar.value < 0x80: "\\x" + hex(scalar, digits: 2)
        case _ where scalar.value < 0x10000: "\\u" + hex(scalar, digits: 4)
        default: "\\U" + hex(scalar, digits: 8)
        }
    }

    /// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols, and of the spaces the ASCII one.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func hex(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
