import ArgumentParser
import KubernetesAPI
import Manifests

/// What to do about a field that the custom resource definition does not have; kubectl's `--validate`.
enum UnknownFieldPolicy: String, ExpressibleByArgument, CaseIterable {
    case strict
    case warn
    case ignore

    /// The remarks about such fields, in the API server's words.
    func remarks(about paths: [FieldPath], place: (FieldPath) -> SourcePosition) -> [Remark] {
        guard self != .ignore else { return [] }
        return paths.map { path in
            Remark(
                severity: self == .strict ? .error : .warning,
                cause: .unknownField,
                path: path.description,
                position: place(path),
                message: "unknown field \"\(path)\""
            )
        }
    }
}
