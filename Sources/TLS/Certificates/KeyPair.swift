import COpenSSL

/// A certificate chain and the private key of its first certificate, known to belong together.
struct KeyPair: ~Copyable {
    let chain: CertificateChain
    let key: PrivateKey

    /// Decodes both documents and compares the keys.
    static func decode(_ documents: IdentityDocuments) throws(TLSError) -> KeyPair {
        let chain = try CertificateChain.decode(documents.certificateChain)
        let key = try PrivateKey.decode(documents.privateKey)
        guard fits(chain, at: 0, key) else {
            throw .keyMismatch(
                certificate: documents.certificateChain.source,
                key: documents.privateKey.source,
                belongsTo: (1..<chain.count).first { fits(chain, at: $0, key) }.map { $0 + 1 }
            )
        }
        return KeyPair(chain: chain, key: key)
    }

    private init(chain: consuming CertificateChain, key: consuming PrivateKey) {
        self.chain = chain
        self.key = key
    }

    /// The facts of the first certificate.
    var summary: CertificateSummary { chain.leafSummary }

    /// Makes `context` present this pair.
    func install(in context: OpaquePointer, source: String) throws(TLSError) {
        try unsafe chain.withHandle(at: 0) { (leaf) throws(TLSError) in
            try unsafe key.withHandle { (key) throws(TLSError) in
                try OpenSSL.check({ .refusedCertificate(source: source, reason: $0) }) {
                    unsafe SSL_CTX_use_cert_and_key(context, leaf, key, nil, 1)
                }
            }
        }
        for position in 1..<max(1, chain.count) {
            try unsafe chain.withHandle(at: position) { (issuer) throws(TLSError) in
                try OpenSSL.check({ .refusedCertificate(source: source, reason: $0) }) {
                    unsafe Int32(truncatingIfNeeded: shim_SSL_CTX_add1_chain_cert(context, issuer))
                }
            }
        }
    }

    private static func fits(_ chain: borrowing CertificateChain, at position: Int, _ key: borrowing PrivateKey) -> Bool
    {
        OpenSSL.clearErrors()
        defer { OpenSSL.clearErrors() }
        return unsafe chain.withHandle(at: position) { certificate in
            unsafe key.withHandle { unsafe X509_check_private_key(certificate, $0) == 1 }
        }
    }
}
