/// What a certificate to be issued says.
package struct CertificateTemplate: Sendable {
    /// What the holder may do with the certificate (RFC 5280, 4.2.1.12).
    package enum Purpose: Sendable {
        /// Be a TLS server.
        case serving
        /// Be a TLS client.
        case client
    }

    /// The subject, for people; at most 64 characters (RFC 5280, appendix A.1).
    ///
    /// Clients match ``names``.
    package let commonName: String
    /// The names that clients may use for the server.
    package let names: [SubjectAlternativeName]
    /// The extended key usage.
    package let purpose: Purpose
    /// When it is valid; cut to the authority's own period.
    package let validity: ValidityPeriod

    /// Describes a certificate; nothing is issued yet.
    package init(
        commonName: String,
        names: [SubjectAlternativeName] = [],
        purpose: Purpose = .serving,
        validity: ValidityPeriod
    ) {
        self.commonName = commonName
        self.names = names
        self.purpose = purpose
        self.validity = validity
    }
}
