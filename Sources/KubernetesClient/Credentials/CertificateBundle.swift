import NIOSSL

/// Certificates as they stand in a bundle, for whoever compares bundles and looks at their dates.
package struct CertificateBundle: Hashable, Sendable {
    /// One of them.
    package struct Certificate: Hashable, Sendable {
        /// The certificate itself (X.509, DER), which is public.
        package let bytes: [UInt8]
        /// The first moment of validity, unix seconds.
        package let notBefore: Int64
        /// The last moment of validity, unix seconds.
        package let notAfter: Int64

        /// A certificate of these parts.
        package init(bytes: [UInt8], notBefore: Int64, notAfter: Int64) {
            (self.bytes, self.notBefore, self.notAfter) = (bytes, notBefore, notAfter)
        }
    }

    /// In the order of the bundle, never none.
    package let certificates: [Certificate]

    /// A bundle of these.
    package init(certificates: [Certificate]) { self.certificates = certificates }

    /// The certificates of a PEM document; nil if there is none, or something that is no certificate.
    package init?(pem: [UInt8]) {
        guard let read = try? NIOSSLCertificate.fromPEMBytes(pem), !read.isEmpty else { return nil }
        var certificates: [Certificate] = []
        for certificate in read {
            guard let bytes = try? certificate.toDERBytes() else { return nil }
            certificates.append(
                Certificate(
                    bytes: bytes,
                    notBefore: Int64(certificate.notValidBefore),
                    notAfter: Int64(certificate.notValidAfter)
                )
            )
        }
        self.certificates = certificates
    }
}
