package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.containerSecurityContext` (`ValidateSecurityContext`).
    ///
    /// A privileged container is taken: whether a cluster allows one is its API server's flag `--allow-privileged`.
    ///
    /// - Parameters:
    ///   - context: the value.
    ///   - spec: the whole `spec`, for what the container has from the pod.
    ///   - cluster: the cluster that the pod is for.
    ///   - findings: takes the findings in this context.
    package static func containerSecurityContext(
        _ context: DecodedField,
        of spec: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let effective = EffectiveSecurity(of: spec, in: "containerSecurityContext")
        windowsOptions(of: context, into: &findings)
        effective.hostProcess(context, into: &findings)
        user(of: context, into: &findings)
        effective.root(context, into: &findings)
        group("runAsGroup", of: context, into: &findings)
        privilegeEscalation(of: context, into: &findings)
        procMount(of: context, on: cluster, into: &findings)
        seccompProfile(of: context, into: &findings)
        appArmorProfile(of: context, into: &findings)
    }

    /// Escalation cannot be denied to a container that has all privileges already.
    ///
    /// The API server knows the capability by this spelling alone; `SYS_ADMIN`, which container runtimes understand,
    /// passes.
    private static func privilegeEscalation(of context: DecodedField, into findings: inout Findings) {
        guard let field = context["allowPrivilegeEscalation"], field.bool == false else { return }
        if context["privileged"]?.bool == true {
            let detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            findings.append(.invalid(field.path, field.value, detail))
        }
        guard let added = context["capabilities"]?.elements("add"),
            added.contains(where: { $0.string == "CAP_SYS_ADMIN" })
        else { return }
        let detail = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
        findings.append(.invalid(field.path, field.value, detail))
    }

    /// The pod never leaves the host's user namespace (`hostUsers` is not a field of a KopiaMaintenance), so `/proc`
    /// cannot be unmasked.
    private static func procMount(
        of context: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        guard let procMount = context["procMount"] else { return }
        field(procMount, keptBy: .procMountType, on: cluster, into: &findings) { findings in
            word("procMount", of: context, among: ["Default", "Unmasked"], into: &findings)
            guard procMount.string == "Unmasked" else { return }
            findings.append(.invalid(procMount.path, procMount.value, "`hostUsers` must be false to use `Unmasked`"))
        }
    }
}
