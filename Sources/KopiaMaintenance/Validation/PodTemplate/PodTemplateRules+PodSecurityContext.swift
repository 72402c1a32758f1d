package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.podSecurityContext` (`validatePodSpecSecurityContext`).
    ///
    /// - Parameters:
    ///   - context: the value.
    ///   - spec: the whole `spec`, for what the container makes of it.
    ///   - findings: takes the findings in this context.
    package static func podSecurityContext(
        _ context: DecodedField,
        of spec: DecodedField,
        into findings: inout Findings
    ) {
        let effective = EffectiveSecurity(of: spec, in: "podSecurityContext")
        windowsOptions(of: context, into: &findings)
        effective.hostProcess(context, into: &findings)
        user(of: context, into: &findings)
        effective.root(context, into: &findings)
        group("runAsGroup", of: context, into: &findings)
        supplementalGroups(of: context, into: &findings)
        word("supplementalGroupsPolicy", of: context, among: ["Merge", "Strict"], into: &findings)
        group("fsGroup", of: context, into: &findings)
        sysctls(of: context, into: &findings)
        word("fsGroupChangePolicy", of: context, among: ["Always", "OnRootMismatch"], into: &findings)
        seccompProfile(of: context, into: &findings)
        appArmorProfile(of: context, into: &findings)
        word("seLinuxChangePolicy", of: context, among: seLinuxChangePolicies, into: &findings)
    }

    /// `PodSELinuxChangePolicy` in `k8s.io/api/core/v1/types.go`.
    ///
    /// `MountOption` exists too, but a new object may not use it while the gate `SELinuxMount` is off, its default
    /// (`useOnlyRecursiveSELinuxChangePolicy` in `pkg/api/pod/util.go`).
    private static let seLinuxChangePolicies = ["Recursive"]

    private static func supplementalGroups(of context: DecodedField, into findings: inout Findings) {
        for group in context.elements("supplementalGroups") {
            guard let id = group.int64 else { continue }
            findings.append(each: NameSyntax.groupID(id)) { .invalid(group.path, group.value, $0) }
        }
    }
}

// MARK: - Shared with the container's security context

extension PodTemplateRules {
    /// `runAsUser`.
    static func user(of context: DecodedField, into findings: inout Findings) {
        guard let field = context["runAsUser"], let id = field.int64 else { return }
        findings.append(each: NameSyntax.userID(id)) { .invalid(field.path, .number(JSONNumber(id)), $0) }
    }

    /// A field that holds the number of a group.
    static func group(_ name: String, of context: DecodedField, into findings: inout Findings) {
        guard let field = context[name], let id = field.int64 else { return }
        findings.append(each: NameSyntax.groupID(id)) { .invalid(field.path, .number(JSONNumber(id)), $0) }
    }
}
