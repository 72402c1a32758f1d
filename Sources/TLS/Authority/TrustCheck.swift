import COpenSSL

/// Judges a chain as a client would, at a moment that the caller names.
package enum TrustCheck {
    /// Verifies that a server may use a certificate for a name.
    ///
    /// - Parameters:
    ///   - chain: the serving certificate first, then its issuers.
    ///   - authorities: what the client trusts.
    ///   - names: each of them must be covered by the serving certificate.
    ///   - now: unix seconds.
    /// - Throws: ``TLSError/untrustedCertificate(source:reason:)``, or what decoding a document throws.
    package static func verifyServing(
        _ chain: PEMDocument,
        authorities: PEMDocument,
        names: [SubjectAlternativeName],
        at now: Int64
    ) throws(TLSError) {
        try verifyServing(
            try CertificateChain.decode(chain),
            authorities: try CertificateChain.decode(authorities),
            names: names,
            at: now,
            source: chain.source
        )
    }

    /// The same for documents that are decoded already, so that several moments cost one decoding.
    static func verifyServing(
        _ presented: borrowing CertificateChain,
        authorities: borrowing CertificateChain,
        names: [SubjectAlternativeName],
        at now: Int64,
        source: String
    ) throws(TLSError) {
        try unsafe presented.withHandle(at: 0) { (leaf) throws(TLSError) in
            try unsafe verify(leaf, among: presented, trusting: authorities, at: now, source: source)
            for name in names where unsafe !covers(leaf, name) {
                throw TLSError.untrustedCertificate(source: source, reason: "it is not valid for \(name.text)")
            }
        }
    }

    private static func verify(
        _ leaf: OpaquePointer,
        among presented: borrowing CertificateChain,
        trusting authorities: borrowing CertificateChain,
        at now: Int64,
        source: String
    ) throws(TLSError) {
        let context = unsafe try OpenSSL.make("verify a certificate") { unsafe X509_STORE_CTX_new() }
        defer { unsafe X509_STORE_CTX_free(context) }
        try unsafe presented.withStack { (chain) throws(TLSError) in
            try OpenSSL.check({ .openSSLFailure(operation: "verify a certificate", reason: $0) }) {
                unsafe X509_STORE_CTX_init(context, nil, leaf, chain)
            }
        }
        let verified = unsafe authorities.withStack { anchors in
            unsafe X509_STORE_CTX_set0_trusted_stack(context, anchors)
            unsafe X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER)
            unsafe X509_STORE_CTX_set_flags(context, UInt(X509_V_FLAG_PARTIAL_CHAIN))
            unsafe X509_STORE_CTX_set_time(context, 0, time_t(now))
            return unsafe X509_verify_cert(context) == 1
        }
        OpenSSL.clearErrors()
        guard !verified else { return }
        let verdict = unsafe Int(X509_STORE_CTX_get_error(context))
        let reason = unsafe X509_verify_cert_error_string(verdict).map { unsafe String(cString: $0) }
        throw .untrustedCertificate(source: source, reason: reason ?? "no reason given")
    }

    private static func covers(_ leaf: OpaquePointer, _ name: SubjectAlternativeName) -> Bool {
        switch name.form {
        case .dns: unsafe X509_check_host(leaf, name.text, name.text.utf8.count, 0, nil) == 1
        case .ip: unsafe X509_check_ip_asc(leaf, name.text, 0) == 1
        }
    }
}
