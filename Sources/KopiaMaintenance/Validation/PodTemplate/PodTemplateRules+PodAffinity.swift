import KubernetesAPI

extension PodTemplateRules {
    /// `validatePodAffinity` and `validatePodAntiAffinity`, which are alike; `isOnPod` knows the keys of the labels that
    /// the pod will have.
    static func podAffinity(
        _ affinity: DecodedField,
        _ isOnPod: (String) -> Bool,
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
        _ isOnPod: (String) -> Bool,
        into findings: inout Findings
    ) {
        if let selector = term["labelSelector"] {
            labelSelector(selector, into: &findings)
        } else {
            // An empty one matches every pod; people who leave it out mean that.
            findings.warn(term.path.field("labelSelector"), "a null labelSelector results in matching no pod")
        }
        for namespace in term.elements("namespaces") {
            guard let name = namespace.text else { continue }
            dns1123Label(name, at: namespace.path, into: &findings)
        }
        topologyKey(of: term, into: &findings)
        if let selector = term["namespaceSelector"] { labelSelector(selector, into: &findings) }
        labelKeys("matchLabelKeys", of: term, into: &findings)
        labelKeys("mismatchLabelKeys", of: term, into: &findings)
        labelKeysInSelector(of: term, isOnPod, into: &findings)
        labelKeysInBothLists(of: term, into: &findings)
    }

    private static func topologyKey(of term: DecodedField, into findings: inout Findings) {
        guard let key = term.text("topologyKey") else { return }
        if key.isEmpty {
            topologyKeyIsMissing(in: term.path, into: &findings)
        } else {
            labelKey(key, at: term.path.field("topologyKey"), into: &findings)
        }
    }

    private static func topologyKeyIsMissing(in term: FieldPath, into findings: inout Findings) {
        findings.append(.required(term.field("topologyKey"), "can not be empty"))
    }
}

// MARK: - ValidateMatchLabelKeysAndMismatchLabelKeys

extension PodTemplateRules {
    private static func labelKeys(_ name: String, of term: DecodedField, into findings: inout Findings) {
        let keys = term.elements(name)
        if !keys.isEmpty, !term.has("labelSelector") {
            let detail = "must not be specified when labelSelector is not set"
            return findings.append(.forbidden(term.path.field(name), detail))
        }
        for key in keys {
            guard let text = key.text else { continue }
            labelKey(text, at: key.path, into: &findings)
        }
    }

    /// A key of `matchLabelKeys` that the selector names, too, is refused once the selector names it twice; and once will
    /// do where the pod has the label, since the API server then adds it to the selector of the pod before it looks
    /// (`applyMatchLabelKeysAndMismatchLabelKeys` in `pkg/registry/core/pod/strategy.go`).
    private static func labelKeysInSelector(
        of term: DecodedField,
        _ isOnPod: (String) -> Bool,
        into findings: inout Findings
    ) {
        let keys = term.elements("matchLabelKeys")
        guard !keys.isEmpty, let selector = term["labelSelector"] else { return }
        let fields = Dictionary(keys.map { ($0.text, $0) }, uniquingKeysWith: { $1 })
        let written = selector.elements("matchExpressions").filter(\.isObject).compactMap { $0.text("key") }
        let added = keys.compactMap(\.text).filter(isOnPod)
        var named = Set(selector.entries("matchLabels").map(\.key))
        for key in written + added where !named.insert(key).inserted {
            guard let field = fields[key] else { continue }
            findings.append(.invalid(field.path, .string(key), "exists in both matchLabelKeys and labelSelector"))
        }
    }

    private static func labelKeysInBothLists(of term: DecodedField, into findings: inout Findings) {
        let excluded = Set(term.elements("mismatchLabelKeys").compactMap(\.text))
        guard !excluded.isEmpty else { return }
        for field in term.elements("matchLabelKeys") {
            guard let key = field.text, excluded.contains(key) else { continue }
            findings.append(.invalid(field.path, .string(key), "exists in both matchLabelKeys and mismatchLabelKeys"))
        }
    }
}
