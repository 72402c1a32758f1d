package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.podSecurityContext` (`validatePodSpecSecurityContext`).
    ///
    /// - Parameters:
    ///   - context: the value.
    ///   - spec: the whole `spec`, for what the container makes of it.
    ///   - cluster: the cluster that the pod is for.
    ///   - findings: takes the findings in this context.
    package static func podSecurityContext(
        _ context: DecodedField,
        of spec: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let effective = EffectiveSecurity(of: spec, in: "podSecurityContext")
        windowsOptions(of: context, into: &findings)
        effective.hostProcess(context, into: &findings)
        user(of: context, into: &findings)
        effective.root(context, into: &findings)
        group("runAsGroup", of: context, into: &findings)
        supplementalGroups(of: context, into: &findings)
        supplementalGroupsPolicy(of: context, on: cluster, into: &findings)
        group("fsGroup", of: context, into: &findings)
        sysctls(of: context, into: &findings)
        word("fsGroupChangePolicy", of: context, among: ["Always", "OnRootMismatch"], into: &findings)
        seccompProfile(of: context, into: &findings)
        appArmorProfile(of: context, into: &findings)
        seLinuxChangePolicy(of: context, on: cluster, into: &findings)
    }

    private static func supplementalGroupsPolicy(
        of context: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let name = "supplementalGroupsPolicy"
        guard let policy = context[name] else { return }
        field(policy, keptBy: .supplementalGroupsPolicy, on: cluster, into: &findings) { findings in
            word(name, of: context, among: ["Merge", "Strict"], into: &findings)
        }
    }

    /// `PodSELinuxChangePolicy` in `k8s.io/api/core/v1/types.go`; a new object may be one of `MountOption` while the gate
    /// `SELinuxMount` is on (`useOnlyRecursiveSELinuxChangePolicy` in `pkg/api/pod/util.go`).
    private static func seLinuxChangePolicy(
        of context: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let (name, always, gated) = ("seLinuxChangePolicy", "Recursive", "MountOption")
        guard let policy = context[name] else { return }
        field(policy, keptBy: .seLinuxChangePolicy, on: cluster, into: &findings) { findings in
            if policy.string == gated {
                needs(.seLinuxMount, toTake: gated, at: policy.path, among: [always], on: cluster, into: &findings)
            } else {
                let words = cluster.state(of: .seLinuxMount) == .on ? [gated, always] : [always]
                word(name, of: context, among: words, into: &findings)
            }
        }
    }

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
