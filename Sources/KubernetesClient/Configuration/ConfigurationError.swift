/// Why there is no usable configuration of the client.
package enum ConfigurationError: Error, Hashable, Sendable {
    /// None of the usual places has one: no kubeconfig, and this is no pod.
    case nothingFound
    /// A file cannot be read.
    case unreadableFile(path: String, reason: String)
    /// A kubeconfig cannot be parsed; what the parser says.
    case malformedFile(path: String, reason: String)
    /// A field of a kubeconfig has the wrong type or a value that means nothing.
    case invalidField(field: String, problem: String)
    /// The context, cluster or user that is asked for is not there.
    case missingEntry(list: String, name: String)
    /// No context is current, and none was asked for.
    case noCurrentContext
    /// A server, or proxy, is not a URL that the client can use.
    case invalidURL(field: String, problem: String)
    /// Something that Kubernetes no longer has, or that this client does not do.
    case unsupported(field: String, problem: String)
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .nothingFound: "found no kubeconfig, and this process does not run in a pod with a service account"
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .malformedFile(let path, let reason): "\(path) is no kubeconfig: \(reason)"
        case .invalidField(let field, let problem): "the kubeconfig's \(field) \(problem)"
        case .missingEntry(let list, let name): "the kubeconfig's \(list) have no entry named \"\(name)\""
        case .noCurrentContext: "the kubeconfig has no current-context, and no context was asked for"
        case .invalidURL(let field, let problem): "\(field) is no usable URL: \(problem)"
        case .unsupported(let field, let problem): "\(field) cannot be used: \(problem)"
        }
    }
}
