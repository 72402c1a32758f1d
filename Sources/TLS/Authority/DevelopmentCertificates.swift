/// A certificate for trying the server out, kept in a directory: `ca.crt`, `tls.crt` and `tls.key`.
///
/// The authority signs once and its key is thrown away, so nobody can issue another certificate that a developer's
/// machine would trust.
package struct DevelopmentCertificates: Sendable, Equatable {
    /// The authority for the client to trust.
    package let authorityPath: String
    /// The files for the server.
    package let paths: CredentialPaths
    /// Whether they were made just now; otherwise the ones found are good.
    package let areNew: Bool

    /// The subject of the authority, by which files made here (or by `certs/make-dev-certs.sh`) are known.
    package static let authorityName = "kopia-maintenance development CA"
    /// The subject of the serving certificate.
    static let servingName = "kopia-maintenance-webhook"
    /// How long a certificate is good for: Apple's platforms refuse longer ones, the strictest rule in use.
    static let lifetime = Duration.seconds(825 * 86_400)
    /// A certificate that ends sooner than this is replaced at start.
    static let renewalMargin: Int64 = 86_400
    /// Where a development server is reached.
    package static let defaultNames = ["localhost", "127.0.0.1", "::1"]

    /// Reuses what is in the directory when it is good, otherwise makes it anew.
    ///
    /// - Parameters:
    ///   - directory: created when absent.
    ///   - names: the DNS names and IP addresses that the certificate must cover.
    ///   - now: unix seconds.
    /// - Returns: where the files are.
    /// - Throws: ``TLSError/foreignKey(path:)`` when the directory holds somebody else's key, which is never
    ///   overwritten; ``TLSError/invalidName(_:reason:)``; or an error of reading or writing.
    package static func prepare(
        in directory: String,
        names: [String] = defaultNames,
        now: Int64
    ) throws(TLSError) -> DevelopmentCertificates {
        var subjects: [SubjectAlternativeName] = []
        for name in names { subjects.append(try SubjectAlternativeName(name)) }
        try FileAccess.makeDirectory(directory)
        return try FileAccess.withLock(onDirectory: directory) { () throws(TLSError) in
            let found = DevelopmentCertificates(directory: directory, areNew: false)
            if found.areGood(for: subjects, at: now) { return found }
            try found.refuseForeignKey()
            let made = DevelopmentCertificates(directory: directory, areNew: true)
            try made.write(for: subjects, at: now)
            return made
        }
    }

    private init(directory: String, areNew: Bool) {
        authorityPath = "\(directory)/ca.crt"
        paths = CredentialPaths(certificate: "\(directory)/tls.crt", privateKey: "\(directory)/tls.key")
        self.areNew = areNew
    }

    private func areGood(for names: [SubjectAlternativeName], at now: Int64) -> Bool {
        do {
            let chain = PEMDocument(source: paths.certificate, bytes: try FileAccess.read(paths.certificate))
            let key = PEMDocument(source: paths.privateKey, bytes: try FileAccess.read(paths.privateKey))
            let authority = PEMDocument(source: authorityPath, bytes: try FileAccess.read(authorityPath))
            let pair = try KeyPair.decode(IdentityDocuments(certificateChain: chain, privateKey: key))
            let authorities = try CertificateChain.decode(authority)
            for moment in [now, now + Self.renewalMargin] {
                try TrustCheck.verifyServing(
                    pair.chain,
                    authorities: authorities,
                    names: names,
                    at: moment,
                    source: chain.source
                )
            }
            return true
        } catch {
            return false
        }
    }

    /// A key beside a certificate that the development authority did not issue is somebody's real one.
    private func refuseForeignKey() throws(TLSError) {
        guard FileAccess.exists(paths.privateKey), !isIssuedForDevelopment else { return }
        throw .foreignKey(path: paths.privateKey)
    }

    private var isIssuedForDevelopment: Bool {
        do {
            let chain = PEMDocument(source: paths.certificate, bytes: try FileAccess.read(paths.certificate))
            return try CertificateChain.decode(chain).leafSummary.issuer == "CN=\(Self.authorityName)"
        } catch {
            return false
        }
    }

    private func write(for names: [SubjectAlternativeName], at now: Int64) throws(TLSError) {
        let validity = ValidityPeriod(from: now, lasting: Self.lifetime)
        let authority = try CertificateAuthority.make(commonName: Self.authorityName, validity: validity)
        let serving = try authority.issue(
            CertificateTemplate(commonName: Self.servingName, names: names, validity: validity)
        )
        // The key comes last: whatever of this is interrupted, the certificate already says that the key may go.
        try FileAccess.replace(paths.certificate, with: serving.certificateChain.bytes, mode: 0o644)
        try FileAccess.replace(authorityPath, with: authority.identity.certificateChain.bytes, mode: 0o644)
        try FileAccess.replace(paths.privateKey, with: serving.privateKey.bytes, mode: 0o600)
    }
}
