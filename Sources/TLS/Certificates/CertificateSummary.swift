/// The facts of a certificate that logs, metrics and readiness need.
package struct CertificateSummary: Sendable, Equatable {
    /// The subject's distinguished name by RFC 2253.
    package let subject: String
    /// The issuer's distinguished name by RFC 2253.
    package let issuer: String
    /// The common names of the subject, then its alternative names, each once.
    package let names: [String]
    /// The serial number in hexadecimal.
    package let serialNumber: String
    /// The first moment of validity, unix seconds.
    package let notBefore: Int64
    /// The last moment of validity, unix seconds.
    package let notAfter: Int64

    /// Whether the certificate is valid at `now`, unix seconds; both ends belong to the period (RFC 5280, 4.1.2.5).
    package func isValid(at now: Int64) -> Bool {
        notBefore <= now && now <= notAfter
    }
}
