/// What was found at the ``CredentialPaths`` at one moment, readable or not, good or not.
struct CredentialSnapshot: Sendable, Equatable {
    let certificateChain: Result<PEMDocument, TLSError>
    let privateKey: Result<PEMDocument, TLSError>
    let clientAuthorities: Result<PEMDocument, TLSError>?

    /// Reads every file once.
    static func read(_ paths: CredentialPaths) -> CredentialSnapshot {
        CredentialSnapshot(
            certificateChain: document(paths.certificate),
            privateKey: document(paths.privateKey),
            clientAuthorities: paths.clientAuthorities.map(document)
        )
    }

    /// The documents.
    ///
    /// - Throws: why the first unreadable one could not be read.
    func credentials() throws(TLSError) -> ServerCredentials {
        ServerCredentials(
            identity: IdentityDocuments(certificateChain: try certificateChain.get(), privateKey: try privateKey.get()),
            clientAuthorities: try clientAuthorities?.get()
        )
    }

    private static func document(_ path: String) -> Result<PEMDocument, TLSError> {
        do {
            return .success(PEMDocument(source: path, bytes: try FileAccess.read(path)))
        } catch {
            return .failure(error)
        }
    }
}
