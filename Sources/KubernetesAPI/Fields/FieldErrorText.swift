extension JSONValue {
    /// The value as Kubernetes shows it in a finding.
    ///
    /// After `field.Error.ErrorBody` (`k8s.io/apimachinery/pkg/util/validation/field/errors.go`), which prints strings
    /// with Go's `%q`, numbers and booleans with `%v`, and everything else as Go's JSON: keys sorted, `<`, `>` and `&`
    /// escaped.
    var fieldErrorText: String {
        switch self {
        case .string(let text): text.goQuoted
        case .number(let number): number.goText
        case .null, .bool: jsonText
        case .array, .object: Self.escapedForHTML(sorted.jsonText)
        }
    }

    private var sorted: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.sorted))
        case .object(let object):
            let members = object.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            return .object(JSONObject(members: members.map { ($0.name, $0.value.sorted) }))
        default: return self
        }
    }

    /// What `encoding/json` escapes beyond what JSON asks for; outside strings none of it occurs in JSON.
    private static func escapedForHTML(_ json: String) -> String {
        var text = ""
        for scalar in json.unicodeScalars {
            switch scalar {
            case "<", ">", "&": text += "\\u00\(String(scalar.value, radix: 16))"
            case "\u{2028}", "\u{2029}": text += "\\u\(String(scalar.value, radix: 16))"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
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
        var quoted = "\""
        for scalar in unicodeScalars { quoted += Self.goEscaped(scalar) }
        return quoted + "\""
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
