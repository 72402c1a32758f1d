import KubernetesAPI

extension PodTemplateRules {
    /// The largest GMSA credential specification (`maxGMSACredentialSpecLengthInKiB`).
    private static let gmsaCredentialSpecMaxKiB = 64

    /// `validateWindowsSecurityContextOptions`.
    ///
    /// They are taken although the pod runs on Linux: nothing in it says so.
    static func windowsOptions(of context: DecodedField, into findings: inout Findings) {
        guard let options = context["windowsOptions"] else { return }
        if let name = options["gmsaCredentialSpecName"] {
            check(name, by: NameSyntax.problems(ofSubdomain:), into: &findings)
        }
        if let field = options["gmsaCredentialSpec"], let spec = field.string {
            gmsaCredentialSpec(spec, at: field.path, into: &findings)
        }
        if let field = options["runAsUserName"], let name = field.string {
            findings.append(each: WindowsUserName.problems(of: name)) { .invalid(field.path, field.value, $0) }
        }
    }

    private static func gmsaCredentialSpec(_ spec: String, at path: FieldPath, into findings: inout Findings) {
        if spec.isEmpty {
            findings.append(.invalid(path, .string(spec), "gmsaCredentialSpec cannot be an empty string"))
        } else if spec.utf8.count > gmsaCredentialSpecMaxKiB * 1024 {
            let detail = "gmsaCredentialSpec size must be under \(gmsaCredentialSpecMaxKiB) KiB"
            findings.append(.invalid(path, .string(spec), detail))
        }
    }
}
