import KubernetesAPI

/// The certificate authority that the user adds, as a volume of one file; `spec.repository.customCA`.
struct CustomCAVolume {
    private let kind: String
    private let source: (String, JSONValue)

    /// Nil if there is no authority, or none that could be mounted.
    init?(_ customCA: CustomCASpec?) {
        guard let customCA, let key = customCA.key else { return nil }
        let items: JSONValue = [["key": .string(key), "path": .string(Self.file)]]
        if let configMap = customCA.configMapName {
            kind = "configmap"
            source = ("configMap", ["name": .string(configMap), "items": items])
        } else if let secret = customCA.secretName {
            kind = "secret"
            source = ("secret", ["secretName": .string(secret), "items": items])
        } else {
            return nil
        }
    }

    /// The file, as the container sees it.
    var path: String { "\(directory)/\(Self.file)" }

    var volume: JSONValue { .object(JSONObject(members: [("name", .string(name)), source])) }

    var mount: JSONValue { ["name": .string(name), "mountPath": .string(directory), "readOnly": true] }

    private static let file = "ca-bundle.crt"

    private var name: String { "custom-ca-\(kind)" }

    private var directory: String { "/etc/ssl/custom-ca-from-\(kind)" }
}
