import NIOSSL

/// What a request carries to prove who sends it.
struct Authentication: Sendable {
    /// The value of the Authorization header.
    let authorization: String?
    /// The TLS settings of the connection, with the client certificate if there is one; nil without TLS.
    let tls: TLSConfiguration?
    /// Counts the refreshes, so that a late rejection does not throw away a credential that is newer.
    let generation: Int
}

/// The bytes that TLS settings are made of.
struct TLSMaterial: Hashable {
    /// The certificate authorities in PEM; nil for the system's.
    var authorities: [UInt8]?
    /// False if the server may be anybody.
    var verifiesServer: Bool
    /// The client's certificates in PEM.
    var chain: [UInt8]?
    /// The client's key in PEM.
    var key: [UInt8]?

    /// The settings that this material makes.
    ///
    /// - Returns: settings whose certificates have been parsed and whose key belongs to the certificate.
    /// - Throws: ``CredentialError/malformedPEM(source:)``.
    func configuration() throws(CredentialError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = verifiesServer ? .fullVerification : .none
        if let authorities {
            configuration.trustRoots = .certificates(try Self.certificates(authorities, "the certificate authority"))
        }
        if let chain, let key {
            let certificates = try Self.certificates(chain, "the client certificate")
            configuration.certificateChain = certificates.map { .certificate($0) }
            guard let privateKey = try? NIOSSLPrivateKey(bytes: key, format: .pem) else {
                throw .malformedPEM(source: "the client key")
            }
            configuration.privateKey = .privateKey(privateKey)
            // Making a context compares key and certificate, which are read from two files and may be torn.
            guard (try? NIOSSLContext(configuration: configuration)) != nil else {
                throw .malformedPEM(source: "the pair of client certificate and key")
            }
        }
        return configuration
    }

    private static func certificates(_ pem: [UInt8], _ source: String) throws(CredentialError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty else {
            throw .malformedPEM(source: source)
        }
        return certificates
    }
}
