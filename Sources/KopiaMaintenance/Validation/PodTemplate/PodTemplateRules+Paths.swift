import KubernetesAPI

extension PodTemplateRules {
    /// A path below some directory: relative, and never up (`validateLocalDescendingPath`).
    static func descendingPath(_ text: String, at path: @autoclosure () -> FieldPath, into findings: inout Findings) {
        if text.utf8.first == UInt8(ascii: "/") {
            findings.append(.invalid(path(), .string(text), "must be a relative path"))
        }
        guard text.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) })
        else { return }
        findings.append(.invalid(path(), .string(text), "must not contain '..'"))
    }

    /// The path of a file in a volume that the kubelet writes, which keeps names with two leading dots for itself
    /// (`ValidateLocalNonReservedPath`).
    static func projectedPath(_ text: String, at path: @autoclosure () -> FieldPath, into findings: inout Findings) {
        descendingPath(text, at: path(), into: &findings)
        let bytes = text.utf8
        guard bytes.starts(with: "..".utf8), bytes.count > 2, !bytes.starts(with: "../".utf8) else { return }
        findings.append(.invalid(path(), .string(text), "must not start with '..'"))
    }
}
