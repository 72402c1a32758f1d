import KubernetesAPI
import TestSupport

/// A Secret or a ConfigMap that is a volume of a pod, and which of its keys (`MakePayload` in pkg/volume/secret and
/// pkg/volume/configmap, Kubernetes 1.34).
struct MountedObject {
    /// The name of the object.
    let name: String

    /// True for a Secret.
    let isSecret: Bool
    private let source: JSONValue

    /// Nil for a volume of another kind.
    init?(_ volume: JSONValue) {
        if let secret = volume["secret"] {
            (source, isSecret, name) = (secret, true, secret["secretName"]?.string ?? "")
        } else if let configMap = volume["configMap"] {
            (source, isSecret, name) = (configMap, false, configMap["name"]?.string ?? "")
        } else {
            return nil
        }
    }

    /// True if the pod may start without it, or without a key of it.
    var isOptional: Bool { source["optional"]?.bool ?? false }

    /// The files that the volume has.
    ///
    /// - Throws: ``Command/Failure`` if the pod does not start.
    func files(in pod: KopiaPod) throws -> [ProjectedVolume.File] {
        guard let data = pod.data(of: name) ?? (isOptional ? [:] : nil) else {
            throw Command.Failure(description: "\(isSecret ? "secret" : "configmap") \"\(name)\" not found")
        }
        let mode = source["defaultMode"]?.int64 ?? 0o644
        guard let items = source["items"]?.array else {
            return data.map { ProjectedVolume.File(path: $0.key, text: $0.value, mode: Int(mode)) }
        }
        return try items.compactMap { try file(of: $0, from: data, mode: mode) }
    }

    private func file(of item: JSONValue, from data: [String: String], mode: Int64) throws -> ProjectedVolume.File? {
        let key = item["key"]?.string ?? ""
        guard let text = data[key] else {
            guard isOptional else { throw Command.Failure(description: "references non-existent key: \(key)") }
            return nil
        }
        return .init(path: item["path"]?.string ?? key, text: text, mode: Int(item["mode"]?.int64 ?? mode))
    }
}
