import KubernetesAPI

extension PodTemplateRules {
    /// A path below some directory: relative, and never up (`validateLocalDescendingPath`).
    static func descendingPath(_ text: String, at path: @autoclosure () -> FieldPath, into findings: inout Findings) {
        if text.utf8.first == UInt8(ascii: "/") {
            findings.append(.invalid(path(), .string(text), "must be a relative path"))
        }
        guard goesUp(text.utf8.span) else { return }
        findings.append(.invalid(path(), .string(text), "must not contain '..'"))
    }

    /// True if one of the elements between slashes is two dots; they are not taken apart, since there may be a million.
    private static func goesUp(_ path: Span<UInt8>) -> Bool {
        var (length, isDots) = (0, true)
        for index in path.indices {
            if path[index] == UInt8(ascii: "/") {
                if length == 2, isDots { return true }
                (length, isDots) = (0, true)
            } else {
                length += 1
                isDots = isDots && path[index] == UInt8(ascii: ".")
            }
        }
        return length == 2 && isDots
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
