/// Feature gates as `--feature-gates` of a Kubernetes program sets them: `AllAlpha=true,SELinuxMount=false`.
///
/// Gates that no rule asks for may be among them, and a component before the name (`kube:SELinuxMount=false`), so that the
/// flag of the API server can be given as it is. Gates of components but `kube` are no concern of pods.
package struct FeatureGateSettings: Hashable, Sendable {
    private var values: [String: Bool] = [:]

    /// Every gate as it is by default.
    package static let defaults = FeatureGateSettings()

    private init() {}

    /// Reads the flag's value; of a gate that stands twice the last setting counts.
    ///
    /// - Throws: the part that is no setting.
    package init(parsing text: String) throws(FeatureGateSyntaxError) {
        for part in text.split(separator: ",") {
            let words = part.split(separator: "=", omittingEmptySubsequences: false)
                .map { $0.split(separator: " ").joined(separator: " ") }
            if words == [""] { continue }
            guard words.count == 2, let name = words.first, let word = words.last, !name.isEmpty,
                let value = Self.flags[word.lowercased()]
            else { throw FeatureGateSyntaxError(part: String(part)) }
            let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                values[name] = value
                continue
            }
            // Without a name the component is kube (k8s.io/component-base/compatibility).
            if ["", "kube"].contains(parts[0]) { values[String(parts[1])] = value }
        }
    }

    /// As Go reads them (`strconv.ParseBool`).
    private static let flags = ["true": true, "t": true, "1": true, "false": false, "f": false, "0": false]

    /// What the settings say of a gate that is at that stage; nil if they leave it as it is by default.
    ///
    /// `AllAlpha` and `AllBeta` are for the gates that are not named.
    func value(of gate: FeatureGate, at stage: FeatureGate.Stage?) -> Bool? {
        if let value = values[gate.rawValue] { return value }
        return switch stage?.maturity {
        case .alpha: values["AllAlpha"]
        case .beta: values["AllBeta"]
        case .stable, nil: nil
        }
    }
}

/// A part of a text that sets no feature gate.
package struct FeatureGateSyntaxError: Error, Hashable, CustomStringConvertible {
    let part: String

    package var description: String {
        "'\(part)' sets no feature gate: write GATE=true or GATE=false, separated by commas"
    }
}
