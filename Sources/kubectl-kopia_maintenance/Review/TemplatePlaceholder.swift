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

    private static func isName(_ character: Character?) -> Bool {
        guard let character, character.isASCII else { return false }
        return character.isLetter || character == "_"
    }
}
