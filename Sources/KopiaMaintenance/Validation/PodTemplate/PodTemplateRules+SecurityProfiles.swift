import KubernetesAPI

/// The types of a seccomp or AppArmor profile (`SeccompProfileType`, `AppArmorProfileType` in
/// `k8s.io/api/core/v1/types.go`, which have the same words).
private enum ProfileType: String, CaseIterable {
    case localhost = "Localhost"
    case runtimeDefault = "RuntimeDefault"
    case unconfined = "Unconfined"
}

extension PodTemplateRules {
    /// `validateSeccompProfileField`.
    static func seccompProfile(of context: DecodedField, into findings: inout Findings) {
        guard let profile = context["seccompProfile"], profile.isObject, let word = profile.text("type") else { return }
        profileType(word, of: profile, called: "seccompProfile", into: &findings)
        if ProfileType(rawValue: word) != .localhost {
            noLocalProfile(of: profile, called: "seccomp", into: &findings)
        } else if let local = profile["localhostProfile"] {
            guard let text = local.text else { return }
            descendingPath(text, at: local.path, into: &findings)
        } else {
            localProfileIsMissing(in: profile, called: "seccomp", into: &findings)
        }
    }

    /// `ValidateAppArmorProfileField`.
    static func appArmorProfile(of context: DecodedField, into findings: inout Findings) {
        guard let profile = context["appArmorProfile"], profile.isObject, let word = profile.text("type")
        else { return }
        profileType(word, of: profile, called: "appArmorProfile", into: &findings)
        switch ProfileType(rawValue: word) {
        case .localhost: localAppArmorProfile(of: profile, into: &findings)
        case .runtimeDefault, .unconfined: noLocalProfile(of: profile, called: "AppArmor", into: &findings)
        case nil: break
        }
    }

    /// The longest path that Linux takes, without its final NUL (`PATH_MAX`, by way of `ValidateAppArmorProfileField`).
    private static let appArmorProfileMaxBytes = 4095

    private static func localAppArmorProfile(of profile: DecodedField, into findings: inout Findings) {
        guard let text = profile.text("localhostProfile") else { return }
        let path = profile.path.field("localhostProfile")
        if text.isEmpty {
            localProfileIsMissing(in: profile, called: "AppArmor", into: &findings)
        } else if isPadded(text) {
            findings.append(.invalid(path, .string(text), "must not be padded with whitespace"))
        }
        guard text.utf8.count > appArmorProfileMaxBytes else { return }
        findings.append(.tooLong(path, maxBytes: appArmorProfileMaxBytes))
    }

    private static func isPadded(_ text: String) -> Bool {
        [text.unicodeScalars.first, text.unicodeScalars.last].contains { $0?.properties.isWhitespace == true }
    }
}

// MARK: - Shared by both

extension PodTemplateRules {
    private static func profileType(
        _ word: String,
        of profile: DecodedField,
        called name: String,
        into findings: inout Findings
    ) {
        guard ProfileType(rawValue: word) == nil else { return }
        let path = profile.path.field("type")
        let supported = ProfileType.allCases.map(\.rawValue)
        findings.append(
            word.isEmpty
                ? .required(path, "type is required when \(name) is set")
                : .notSupported(path, .string(word), supported: supported)
        )
    }

    private static func noLocalProfile(of profile: DecodedField, called name: String, into findings: inout Findings) {
        guard let local = profile["localhostProfile"] else { return }
        findings.append(.invalid(local.path, local.value, "can only be set when \(name) type is Localhost"))
    }

    private static func localProfileIsMissing(
        in profile: DecodedField,
        called name: String,
        into findings: inout Findings
    ) {
        findings.append(.required(profile.path.field("localhostProfile"), "must be set when \(name) type is Localhost"))
    }
}
