import KubernetesAPI

/// Rules for the container's security context, which is read over the pod's.
enum SecurityContextRules {
    static func container(_ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        let own = spec.containerSecurityContext.map { PodTemplateRules.containerSecurityContext($0, at: path) } ?? []
        return own + PodTemplateRules.effectiveSecurity(of: spec.json, at: FieldPath("spec"))
    }
}
