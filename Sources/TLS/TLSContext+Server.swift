import COpenSSL

extension TLSContext {
    /// Makes the context of a server.
    ///
    /// - Parameter credentials: the pair to present and, optionally, the authorities of its clients.
    /// - Returns: a context that speaks TLS 1.2 and 1.3 and answers ALPN with `http/1.1`.
    /// - Throws: an error that names the document when one is missing, malformed, encrypted, refused or does not fit.
    package static func makeServer(_ credentials: ServerCredentials) throws(TLSError) -> TLSContext {
        try unsafe make(role: .server) { (context) throws(TLSError) in
            try unsafe TLSPolicy.apply(to: context, versions: TLSPolicy.versions)
            unsafe SSL_CTX_set_alpn_select_cb(context, ApplicationProtocol.selectHTTP11, nil)
            let pair = try KeyPair.decode(credentials.identity)
            try unsafe pair.install(in: context, source: credentials.identity.certificateChain.source)
            if let authorities = credentials.clientAuthorities {
                try unsafe requireClientCertificate(of: authorities, in: context)
            }
            return pair.summary
        }
    }

    /// A client must present a certificate for client authentication that chains to one of `authorities`.
    ///
    /// Each certificate of the file is an anchor of its own, an intermediate one too, as with the API server's
    /// `--client-ca-file`. Their names are sent along: Go clients pick their certificate by them.
    private static func requireClientCertificate(
        of authorities: PEMDocument,
        in context: OpaquePointer
    ) throws(TLSError) {
        try unsafe trust(authorities, in: context) { (authority) throws(TLSError) in
            try OpenSSL.check({ .refusedCertificate(source: authorities.source, reason: $0) }) {
                unsafe SSL_CTX_add_client_CA(context, authority)
            }
        }
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }

    /// Makes every certificate of `authorities` an anchor of trust in `context`.
    static func trust(
        _ authorities: PEMDocument,
        in context: OpaquePointer,
        each visit: (OpaquePointer) throws(TLSError) -> Void = { (_) throws(TLSError) in }
    ) throws(TLSError) {
        let chain = try CertificateChain.decode(authorities)
        let store = unsafe SSL_CTX_get_cert_store(context)
        for position in 0..<chain.count {
            try unsafe chain.withHandle(at: position) { (authority) throws(TLSError) in
                try OpenSSL.check({ .refusedCertificate(source: authorities.source, reason: $0) }) {
                    unsafe X509_STORE_add_cert(store, authority)
                }
                try unsafe visit(authority)
            }
        }
        try OpenSSL.check({ .openSSLFailure(operation: "set the trust flags", reason: $0) }) {
            unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        }
    }
}
