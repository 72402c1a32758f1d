package import KubernetesAPI

extension Shape {
    /// `spec.podSecurityContext` (`PodSecurityContext` in `k8s.io/api/core/v1/types.go`).
    package static let podSecurityContext = Shape.object([
        "appArmorProfile": securityProfile,
        "fsGroup": .int64,
        "fsGroupChangePolicy": .string,
        "runAsGroup": .int64,
        "runAsNonRoot": .boolean,
        "runAsUser": .int64,
        "seLinuxChangePolicy": .string,
        "seLinuxOptions": seLinuxOptions,
        "seccompProfile": securityProfile,
        "supplementalGroups": .array(of: .int64),
        "supplementalGroupsPolicy": .string,
        "sysctls": .array(of: .object(["name": .string, "value": .string])),
        "windowsOptions": windowsOptions,
    ])

    /// `spec.containerSecurityContext` (`SecurityContext` in `k8s.io/api/core/v1/types.go`).
    package static let containerSecurityContext = Shape.object([
        "allowPrivilegeEscalation": .boolean,
        "appArmorProfile": securityProfile,
        "capabilities": .object(["add": .array(of: .string), "drop": .array(of: .string)]),
        "privileged": .boolean,
        "procMount": .string,
        "readOnlyRootFilesystem": .boolean,
        "runAsGroup": .int64,
        "runAsNonRoot": .boolean,
        "runAsUser": .int64,
        "seLinuxOptions": seLinuxOptions,
        "seccompProfile": securityProfile,
        "windowsOptions": windowsOptions,
    ])

    /// `SeccompProfile` and `AppArmorProfile`, which are alike.
    private static let securityProfile = Shape.object(["localhostProfile": .string, "type": .string])

    /// `SELinuxOptions`.
    private static let seLinuxOptions = Shape.object([
        "level": .string, "role": .string, "type": .string, "user": .string,
    ])

    /// `WindowsSecurityContextOptions`.
    private static let windowsOptions = Shape.object([
        "gmsaCredentialSpec": .string,
        "gmsaCredentialSpecName": .string,
        "hostProcess": .boolean,
        "runAsUserName": .string,
    ])
}
