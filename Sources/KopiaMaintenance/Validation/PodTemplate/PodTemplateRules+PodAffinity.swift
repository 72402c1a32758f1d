import KubernetesAPI

extension PodTemplateRules {
    /// `validatePodAffinity` and `validatePodAntiAffinity`, which are alike; `isOnPod` knows the keys of the labels that
    /// the pod will have.
    static func podAffinity(
        _ affinity: DecodedField,
        _ isOnPod: (ExactText) -> Bool,
        into findings: inout Findings
    ) {
        for term in affinity.elements(required) where term.isObject {
            podAffinityTerm(term, isOnPod, into: &findings)
        }
        for weighted in affinity.elements(preferred) where weighted.isObject {
            weight(of: weighted, into: &findings)
            if let term = weighted["podAffinityTerm"] {
                if term.isObject { podAffinityTerm(term, isOnPod, into: &findings) }
            } else {
                // A term that is missing is an empty one.
                topologyKeyIsMissing(in: weighted.path.field("podAffinityTerm"), into: &findings)
            }
        }
    }

    /// `validatePodAffinityTerm`.
    private static func podAffinityTerm(
        _ term: DecodedField,
        _ isOnPod: (ExactText) -> Bool,
        into findings: inout Findings
    ) {
        if let selector = term["labelSelector"] {
            labelSelector(selector, into: &findings)
        } else {
            // An empty one matches every pod; people who leave it out mean that.
            findings.warn(term.path.field("labelSelector"), "a null labelSelector results in matching no pod")
        }
        for namespace in term.elements("namespaces") {
            check(namespace, by: NameSyntax.problems(ofLabel:), into: &findings)
        }
        topologyKey(of: term, into: &findings)
        if let selector = term["namespaceSelector"] { labelSelector(selector, into: &findings) }
        let (matching, others) = (term.elements("matchLabelKeys"), term.elements("mismatchLabelKeys"))
        labelKeys(matching, "matchLabelKeys", of: term, into: &findings)
        labelKeys(others, "mismatchLabelKeys", of: term, into: &findings)
        guard !matching.isEmpty else { return }
        labelKeys(matching, inSelectorOf: term, isOnPod, into: &findings)
        labelKeys(matching, inOtherList: others, into: &findings)
    }

    private static func topologyKey(of term: DecodedField, into findings: inout Findings) {
        guard let key = term["topologyKey"], key.withText({ $0.isEmpty }) != true else {
            return topologyKeyIsMissing(in: term.path, into: &findings)
        }
        check(key, by: NameSyntax.problems(ofLabelKey:), into: &findings)
    }

    private static func topologyKeyIsMissing(in term: @autoclosure () -> FieldPath, into findings: inout Findings) {
        findings.append(.required(term().field("topologyKey"), "can not be empty"))
    }
}

// MARK: - ValidateMatchLabelKeysAndMismatchLabelKeys

extension PodTemplateRules {
    private static func labelKeys(
        _ keys: DecodedField.Elements,
        _ name: String,
        of term: DecodedField,
        into findings: inout Findings
    ) {
        if !keys.isEmpty, !term.has("labelSelector") {
            let detail = "must not be specified when labelSelector is not set"
            return findings.append(.forbidden(term.path.field(name), detail))
        }
        for key in keys {
            check(key, by: NameSyntax.problems(ofLabelKey:), into: &findings)
        }
    }

    /// A key of `matchLabelKeys` that the selector names, too, is refused once the selector names it twice; and once will
    /// do where the pod has the label, since the API server then adds it to the selector of the pod before it looks
    /// (`applyMatchLabelKeysAndMismatchLabelKeys` in `pkg/registry/core/pod/strategy.go`).
    private static func labelKeys(
        _ keys: DecodedField.Elements,
        inSelectorOf term: DecodedField,
        _ isOnPod: (ExactText) -> Bool,
        into findings: inout Findings
    ) {
        guard let selector = term["labelSelector"] else { return }
        let texts = keys.compactMap { field in field.text.map { (key: ExactText($0), field: field) } }
        let fields = Dictionary(texts.map { ($0.key, $0.field) }, uniquingKeysWith: { $1 })
        let requirements = selector.elements("matchExpressions").filter(\.isObject)
        let written = requirements.compactMap { $0.text("key").map(ExactText.init) }
        let added = texts.map(\.key).filter(isOnPod)
        var named = Set(selector.entries("matchLabels").map { ExactText($0.key) })
        for key in written + added where !named.insert(key).inserted {
            guard let field = fields[key] else { continue }
            findings.append(.invalid(field.path, .string(key.text), "exists in both matchLabelKeys and labelSelector"))
        }
    }

    private static func labelKeys(
        _ keys: DecodedField.Elements,
        inOtherList others: DecodedField.Elements,
        into findings: inout Findings
    ) {
        let excluded = Set(others.compactMap { $0.text.map(ExactText.init) })
        guard !excluded.isEmpty else { return }
        for field in keys {
            guard let key = field.text, excluded.contains(ExactText(key)) else { continue }
            findings.append(.invalid(field.path, .string(key), "exists in both matchLabelKeys and mismatchLabelKeys"))
        }
    }
}
