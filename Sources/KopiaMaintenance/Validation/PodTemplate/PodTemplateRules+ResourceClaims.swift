import KubernetesAPI

extension PodTemplateRules {
    /// `validateResourceClaimNames`, for a pod that has no claims: each name is one that does not exist.
    static func claims(of resources: DecodedField, on cluster: ClusterCapabilities, into findings: inout Findings) {
        guard let claims = resources["claims"], !claims.elements.isEmpty else { return }
        // Else each of them is refused anyway.
        if cluster.state(of: .dynamicResourceAllocation) != .on { keys(of: claims, into: &findings) }
        field(claims, keptBy: .dynamicResourceAllocation, on: cluster, into: &findings) { findings in
            self.claims(of: resources, into: &findings)
        }
    }

    /// What is applied names each claim once, before anything is dropped: the list is a map by name, where no name is an
    /// empty one (`listMapKey=name` in `k8s.io/api/core/v1/types.go`).
    private static func keys(of claims: DecodedField, into findings: inout Findings) {
        var seen: Set<ExactText> = []
        for claim in claims.elements where claim.isObject {
            guard let name = claim.text("name"), !seen.insert(ExactText(name)).inserted else { continue }
            findings.append(.duplicate(claim.path.field("name"), .string(name)))
        }
    }

    private static func claims(of resources: DecodedField, into findings: inout Findings) {
        for claim in resources.elements("claims") where claim.isObject {
            guard let name = claim.text("name") else { continue }
            let detail = "must be one of the names in pod.spec.resourceClaims which is empty"
            var path: FieldPath { claim.path.field("name") }
            findings.append(name.isEmpty ? .required(path) : .invalid(path, .string(name), detail))
            guard !name.isEmpty, let request = claim["request"], request.withText({ $0.isEmpty }) == false
            else { continue }
            check(request, by: NameSyntax.problems(ofLabel:), into: &findings)
        }
    }
}
