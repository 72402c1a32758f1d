import KubernetesAPI

extension PodTemplateRules {
    /// `validateResourceClaimNames`, for a pod that has no claims: each name is one that does not exist.
    static func claims(of resources: DecodedField, into findings: inout Findings) {
        for claim in resources.elements("claims") where claim.isObject {
            guard let name = claim.text("name") else { continue }
            let path = claim.path.field("name")
            let detail = "must be one of the names in pod.spec.resourceClaims which is empty"
            findings.append(name.isEmpty ? .required(path) : .invalid(path, .string(name), detail))
            guard !name.isEmpty, let request = claim.text("request"), !request.isEmpty else { continue }
            dns1123Label(request, at: claim.path.field("request"), into: &findings)
        }
    }
}
