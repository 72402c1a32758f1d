import Foundation
import KubernetesAPI
import TLS
import TestSupport

/// What the kubelet does for a pod that mounts a Secret.
final class SecretVolume {
    private let mount: MountedSecret
    private var shown: IdentityDocuments?
    /// How many certificates were shown.
    private(set) var changes = 0

    init() throws { mount = try MountedSecret() }

    deinit { mount.remove() }

    /// Where the files are.
    var folder: URL { mount.folder }

    /// Brings the files up to the Secret.
    func update(from secret: JSONValue) throws {
        let found = IdentityDocuments(
            certificateChain: try document("tls.crt", of: secret),
            privateKey: try document("tls.key", of: secret)
        )
        guard found != shown else { return }
        try mount.mount(found)
        shown = found
        changes += 1
    }

    private func document(_ key: String, of secret: JSONValue) throws -> PEMDocument {
        guard let bytes = secret["data"]?[key]?.string.flatMap({ Base64.decode($0) }) else {
            throw Command.Failure(description: "the Secret has no \(key)")
        }
        return PEMDocument(source: key, bytes: bytes)
    }
}
