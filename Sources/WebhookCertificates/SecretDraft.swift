import KubernetesAPI
import TLS

/// A Secret as it should be.
struct SecretDraft {
    let name: String
    let type: String
    let data: [(name: String, bytes: [UInt8])]
    var annotations: [(name: String, moment: Int64?)] = []

    /// What every Secret of ours is labelled with.
    private static let labels: JSONValue = ["app.kubernetes.io/managed-by": "kopia-maintenance-controller"]

    /// The write that makes it so: everything else that the Secret holds goes.
    ///
    /// - Parameters:
    ///   - content: the Secret as it was read; nil if there is none.
    ///   - namespace: where it is.
    /// - Returns: the write.
    func write(over content: SecretContent?, in namespace: String) -> CertificateWrite {
        var values = JSONObject(members: data.map { ($0.name, .string(Base64.encode($0.bytes))) })
        guard let content else {
            return .create(
                secret: name,
                [
                    "apiVersion": "v1", "kind": "Secret", "type": .string(type), "data": .object(values),
                    "metadata": [
                        "name": .string(name), "namespace": .string(namespace), "labels": Self.labels,
                        "annotations": .object(moments.withoutNulls),
                    ],
                ]
            )
        }
        for key in content.keys where values[key] == nil { values[key] = .null }
        return .merge(
            secret: name,
            [
                "metadata": [
                    "resourceVersion": content.metadata.resourceVersion.map { .string($0) } ?? .null,
                    "labels": Self.labels, "annotations": .object(moments),
                ],
                "data": .object(values),
            ]
        )
    }

    private var moments: JSONObject {
        JSONObject(
            members: annotations.map { annotation in
                (annotation.name, annotation.moment.map { .string(Timestamp.string(fromUnixSeconds: $0)) } ?? .null)
            }
        )
    }
}

extension SecretDraft {
    /// The Secret that the webhook mounts.
    init(serving name: String, _ identity: IdentityDocuments, _ bundle: [TrustedCertificate]) {
        self.init(
            name: name,
            type: "kubernetes.io/tls",
            data: [
                (SecretNames.certificate, identity.certificateChain.bytes),
                (SecretNames.privateKey, identity.privateKey.bytes),
                (SecretNames.authority, TrustedCertificate.bundle(bundle, source: "bundle").bytes),
            ]
        )
    }
}

extension JSONObject {
    fileprivate var withoutNulls: JSONObject { JSONObject(members: members.filter { !$0.value.isNull }) }
}
