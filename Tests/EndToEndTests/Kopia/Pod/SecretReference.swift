import KubernetesAPI
import TestSupport

/// A variable's reference to a key of a Secret (`makeEnvironmentVariables`, pkg/kubelet, Kubernetes 1.34).
struct SecretReference {
    private let name: String
    private let key: String
    private let isOptional: Bool

    init(_ reference: JSONValue) {
        name = reference["name"]?.string ?? ""
        key = reference["key"]?.string ?? ""
        isOptional = reference["optional"]?.bool ?? false
    }

    /// The value; nil if the variable is left out.
    ///
    /// - Throws: ``Command/Failure`` if the pod does not start.
    func value(in pod: KopiaPod) throws -> String? {
        if let value = pod.data(of: name)?[key] { return value }
        guard isOptional else { throw Command.Failure(description: "couldn't find key \(key) in Secret \(name)") }
        return nil
    }
}
