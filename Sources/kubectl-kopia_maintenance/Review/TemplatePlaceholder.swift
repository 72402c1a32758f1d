import KubernetesAPI

/// Placeholders that Flux fills in before it applies a manifest: `${NAME}`, `${NAME:=default}`, `pre-${NAME}-post`.
///
/// After the `postBuild` substitution of Flux' Kustomization: a name of letters, digits and underscores that does not
/// begin with a digit; `$${NAME}` is none.
enum TemplatePlaceholder {
    /// The first placeholder in a text.
    static func first(in text: String) -> String? {
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            let tail = rest[dollar...]
            rest = tail.dropFirst()
            if tail.hasPrefix("$$") {
                rest = rest.dropFirst()
            } else if tail.hasPrefix("${"), let end = tail.firstIndex(of: "}"), isName(tail.dropFirst(2).first) {
                return String(tail[...end])
            }
        }
        return nil
    }

    /// The placeholder that a finding is about: in the value, or in a key on the way to it.
    static func first(concerning finding: Finding, in object: JSONValue) -> String? {
        let keys = finding.path.segments.map { segment -> String? in
            if case .key(let key) = segment { key } else { nil }
        }
        let values = [finding.value?.string, object.value(at: finding.path)?.string]
        return (values + keys).lazy.compactMap { $0.flatMap(first(in:)) }.first
    }

    /// The text with the defaults of its placeholders in their place, as Flux fills in what no variable is given for:
    /// `${NAME:=default}`, `${NAME:-default}`, `${NAME=default}`, `${NAME-default}`.
    static func filled(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let placeholder = first(in: String(rest)), let range = rest.ranges(of: placeholder).first {
            result += rest[..<range.lowerBound]
            rest = rest[range.upperBound...]
            let inside = placeholder.dropFirst(2).dropLast()
            let name = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            let mark = [":=", ":-", "=", "-"].first(where: inside.dropFirst(name.count).hasPrefix)
            result += mark.map { String(inside.dropFirst(name.count + $0.count)) } ?? placeholder
        }
        return result + rest
    }

    /// The value with the defaults of its placeholders filled in; one that was nothing but a placeholder may become a
    /// boolean or a whole number, as it does where it stands without quotes.
    static func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text) where first(in: text) != nil: scalar(filled(text))
        case .array(let elements): .array(elements.map { filled($0) })
        case .object(let object):
            .object(JSONObject(members: object.members.map { ($0.name, filled($0.value)) }))
        default: value
        }
    }

    private static func scalar(_ text: String) -> JSONValue {
        switch text {
        case "true": true
        case "false": false
        default: Int64(text).map { .number(JSONNumber($0)) } ?? .string(text)
        }
    }

    private static func isName(_ character: Character?) -> Bool {
        guard let character, character.isASCII else { return false }
        return character.isLetter || character == "_"
    }
}
