import COpenSSL

/// What a client session needs; the programs are servers, so this serves probes and tests.
package struct ClientConfiguration: Sendable {
    /// The authorities that the server's certificate must chain to.
    package var authorities: PEMDocument
    /// What the client presents when the server asks for a certificate.
    package var identity: IdentityDocuments?
    /// The protocols to offer by ALPN, most wanted first; empty sends no such extension.
    package var applicationProtocols: [String]
    /// The versions to offer.
    package var versions: ClosedRange<TLSVersion>

    /// A client that trusts `authorities` and offers what the server speaks.
    package init(
        authorities: PEMDocument,
        identity: IdentityDocuments? = nil,
        applicationProtocols: [String] = [ApplicationProtocol.http11],
        versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
    ) {
        self.authorities = authorities
        self.identity = identity
        self.applicationProtocols = applicationProtocols
        self.versions = versions
    }
}

extension TLSContext {
    /// Makes the context of a client, which always verifies the server.
    ///
    /// - Parameter configuration: trust, identity, protocols and versions.
    /// - Returns: a context for ``TLSSession/makeClient(context:serverName:)``.
    /// - Throws: an error that names the document that is missing, malformed or does not fit.
    package static func makeClient(_ configuration: ClientConfiguration) throws(TLSError) -> TLSContext {
        try unsafe make(role: .client) { (context) throws(TLSError) in
            try unsafe TLSPolicy.apply(to: context, versions: configuration.versions)
            try unsafe trust(configuration.authorities, in: context)
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
            try unsafe ApplicationProtocol.offer(configuration.applicationProtocols, in: context)
            guard let identity = configuration.identity else { return nil }
            let pair = try KeyPair.decode(identity)
            try unsafe pair.install(in: context, source: identity.certificateChain.source)
            return pair.summary
        }
    }
}
