package import KubernetesAPI

extension PodTemplateRules {
    /// The rules that need both security contexts of the whole `spec`: what the container does not set, it has from the
    /// pod.
    package static func effectiveSecurity(of spec: JSONValue, at path: FieldPath) -> [Finding] {
        let spec = DecodedField(spec, at: path)
        var findings: [Finding] = []
        root(in: spec, into: &findings)
        hostProcess(in: spec, into: &findings)
        return findings
    }

    /// The fields that hold a security context; the first that sets something wins.
    private static let contexts = ["containerSecurityContext", "podSecurityContext"]

    /// The field of that name that is in force, and the context that sets it.
    private static func effective(_ name: String, in spec: DecodedField) -> (field: DecodedField, context: String)? {
        for context in contexts {
            if let field = spec[context]?[name] { return (field, context) }
        }
        return nil
    }

    /// This project's rule: the kubelet refuses to start user 0 where root is forbidden, so every run would fail
    /// (`verifyRunAsNonRoot` in `pkg/kubelet/kuberuntime/security_context.go`).
    private static func root(in spec: DecodedField, into findings: inout [Finding]) {
        guard let forbidding = effective("runAsNonRoot", in: spec), forbidding.field.value.bool == true,
            let user = effective("runAsUser", in: spec)?.field, user.value.int64 == 0
        else { return }
        let detail = "must not be root while `\(forbidding.context).runAsNonRoot` is true"
        findings.append(.invalid(user.path, user.value, detail))
    }

    /// `validateWindowsHostProcessPod`: pod and container must agree, and the pod never has the host's network.
    private static func hostProcess(in spec: DecodedField, into findings: inout [Finding]) {
        let options = contexts.lazy.compactMap { spec[$0]?["windowsOptions"]?["hostProcess"] }
        guard let field = options.first, let wanted = field.value.bool else { return }
        if let pod = spec.value["podSecurityContext"]?["windowsOptions"]?["hostProcess"]?.bool, pod != wanted {
            let detail = "pod hostProcess value must be identical if both are specified, was \(pod)"
            findings.append(.invalid(field.path, field.value, detail))
        }
        guard wanted else { return }
        let detail = "hostNetwork must be true if pod contains any hostProcess containers"
        findings.append(.invalid(field.path, field.value, detail))
    }
}
