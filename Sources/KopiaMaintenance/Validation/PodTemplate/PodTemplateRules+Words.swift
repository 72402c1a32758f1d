import KubernetesAPI

extension PodTemplateRules {
    /// A field that is given must be one of these words; an empty word is given, too.
    static func word(_ name: String, of field: DecodedField, among supported: [String], into findings: inout Findings) {
        guard let word = field[name]?.string, !supported.contains(word) else { return }
        findings.append(.notSupported(field.path.field(name), .string(word), supported: supported))
    }
}
