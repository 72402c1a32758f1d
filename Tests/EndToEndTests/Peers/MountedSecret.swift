import Foundation
import Glibc
import TLS
import TestSupport

/// A folder that changes as a mounted Secret does: its files lead through the link `..data`, which is replaced in one
/// step.
final class MountedSecret: Sendable {
    let folder: URL
    private let authority: CertificateAuthority

    /// Makes an authority and an empty folder.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "km-secret-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        authority = try CertificateAuthority.make(commonName: "test CA", validity: Self.validity(.seconds(86_400)))
        try Data(authority.identity.certificateChain.bytes).write(to: authorityFile)
        for file in ["tls.crt", "tls.key"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: file).path,
                withDestinationPath: "..data/\(file)"
            )
        }
    }

    /// The authority's certificate.
    var authorityFile: URL { folder.appending(path: "ca.crt") }

    /// A serving certificate of that name for loopback, and its key.
    func issue(_ name: String, lasting lifetime: Duration = .seconds(86_400)) throws -> IdentityDocuments {
        let names = try ["127.0.0.1", "localhost"].map { try SubjectAlternativeName($0) }
        let validity = Self.validity(lifetime)
        return try authority.issue(CertificateTemplate(commonName: name, names: names, validity: validity))
    }

    /// Writes a client certificate of that name and its key, and returns their paths.
    func issueClient(_ name: String) throws -> (certificate: String, key: String) {
        let identity = try authority.issue(
            CertificateTemplate(commonName: name, purpose: .client, validity: Self.validity(.seconds(86_400)))
        )
        let files = (folder.appending(path: "\(name).crt"), folder.appending(path: "\(name).key"))
        try Data(identity.certificateChain.bytes).write(to: files.0)
        try Data(identity.privateKey.bytes).write(to: files.1)
        return (files.0.path, files.1.path)
    }

    /// Replaces what the folder shows by that pair.
    func mount(_ identity: IdentityDocuments) throws { try mount(certificate: identity, key: identity) }

    /// Replaces what the folder shows by the certificate of one pair and the key of another.
    func mount(certificate: IdentityDocuments, key: IdentityDocuments) throws {
        let version = "..\(UUID().uuidString)"
        let new = folder.appending(path: version)
        try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
        try Data(certificate.certificateChain.bytes).write(to: new.appending(path: "tls.crt"))
        try Data(key.privateKey.bytes).write(to: new.appending(path: "tls.key"))
        let (link, draft) = (folder.appending(path: "..data").path, folder.appending(path: "..data_tmp").path)
        let old = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: draft, withDestinationPath: version)
        guard rename(draft, link) == 0 else { throw Command.Failure(description: "rename: errno \(errno)") }
        if let old { try FileManager.default.removeItem(at: folder.appending(path: old)) }
    }

    /// Removes the folder.
    func remove() { try? FileManager.default.removeItem(at: folder) }

    private static func validity(_ lifetime: Duration) -> ValidityPeriod {
        ValidityPeriod(from: Int64(time(nil)), lasting: lifetime)
    }
}
