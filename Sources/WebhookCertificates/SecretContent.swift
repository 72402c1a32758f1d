import KubernetesAPI
import TLS

/// A Secret as it was read: what holds its values, and what a write must say of it.
struct SecretContent: Sendable {
    let name: String
    private let json: JSONValue

    init(_ json: JSONValue, name: String) {
        self.json = json
        self.name = name
    }

    var metadata: ObjectMetadata { ObjectMetadata(json["metadata"]) }

    /// The names of the values.
    var keys: [String] { json["data"]?.object?.members.map(\.name) ?? [] }

    /// A value; nil if there is none.
    ///
    /// One that is not base64 reads as empty, and so as malformed.
    func document(_ key: String) -> PEMDocument? {
        guard let text = json["data"]?[key]?.string else { return nil }
        return PEMDocument(source: source(of: key), bytes: Base64.decode(text) ?? [])
    }

    /// A certificate with its key; nil if there is neither.
    func identity(_ certificate: String, _ key: String) -> IdentityDocuments? {
        let (chain, privateKey) = (document(certificate), document(key))
        guard chain != nil || privateKey != nil else { return nil }
        return IdentityDocuments(
            certificateChain: chain ?? PEMDocument(source: source(of: certificate), bytes: []),
            privateKey: privateKey ?? PEMDocument(source: source(of: key), bytes: [])
        )
    }

    private func source(of key: String) -> String { "\(key) of secret \(name)" }

    /// A moment in an annotation; nil if there is none.
    func moment(_ annotation: String) -> Int64? {
        metadata.annotation(annotation).flatMap { Timestamp.unixSeconds(parsing: $0) }
    }
}
