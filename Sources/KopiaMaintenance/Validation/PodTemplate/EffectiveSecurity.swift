import KubernetesAPI

/// What the container runs with: what its own security context does not set, it has from the pod's.
///
/// The rules here need both contexts, and each finding stands in one of them: the rules of that context ask for it when
/// its field's turn comes, so that findings keep the order of the fields.
struct EffectiveSecurity {
    private let spec: DecodedField
    private let here: String

    /// Looks at both contexts of a `spec`, for findings in the one that is called `here`.
    init(of spec: DecodedField, in here: String) { (self.spec, self.here) = (spec, here) }

    /// The fields that hold a security context; the first that sets something wins.
    private static let contexts = ["containerSecurityContext", "podSecurityContext"]

    /// The context that sets the field of that name, and what is in force there.
    private func effective(_ name: String) -> (context: String, field: DecodedField)? {
        for context in Self.contexts {
            if let field = spec[context]?[name] { return (context, field) }
        }
        return nil
    }

    /// This project's rule: the kubelet refuses to start user 0 where root is forbidden, so every run would fail
    /// (`verifyRunAsNonRoot` in `pkg/kubelet/kuberuntime/security_context.go`).
    func root(_ context: DecodedField, into findings: inout Findings) {
        guard let user = context["runAsUser"], user.int64 == 0, effective("runAsUser")?.context == here,
            let forbidding = effective("runAsNonRoot"), forbidding.field.bool == true
        else { return }
        let reason = "spec.\(forbidding.context).runAsNonRoot"
        let detail = "must not be root while \(reason) is true: choose another user, or set \(reason) to false"
        findings.append(.invalid(user.path, user.value, detail))
    }

    /// `validateWindowsHostProcessPod`: pod and container must agree, and the pod never has the host's network.
    func hostProcess(_ context: DecodedField, into findings: inout Findings) {
        guard let field = context["windowsOptions"]?["hostProcess"], let wanted = field.bool,
            Self.contexts.first(where: { spec[$0]?["windowsOptions"]?["hostProcess"] != nil }) == here
        else { return }
        if let pod = spec["podSecurityContext"]?["windowsOptions"]?["hostProcess"]?.bool, pod != wanted {
            let detail = "pod hostProcess value must be identical if both are specified, was \(pod)"
            findings.append(.invalid(field.path, field.value, detail))
        }
        guard wanted else { return }
        let detail = "hostNetwork must be true if pod contains any hostProcess containers"
        findings.append(.invalid(field.path, field.value, detail))
    }
}
