import COpenSSL

extension KeyPair {
    /// Whether the first certificate says that it may sign others (RFC 5280, 4.2.1.9).
    var mayIssue: Bool {
        // 1 is a version 3 authority; the higher values are guesses about certificates without the extension.
        unsafe chain.withHandle(at: 0) { unsafe X509_check_ca($0) == 1 }
    }

    /// Finishes a certificate as issued by this pair.
    func sign(
        _ builder: borrowing CertificateBuilder,
        purpose: CertificateTemplate.Purpose,
        names: [SubjectAlternativeName]
    ) throws(TLSError) -> Certificate {
        try unsafe chain.withHandle(at: 0) { (issuer) throws(TLSError) in
            try unsafe builder.setIssuer(issuer)
            try unsafe builder.addLeafExtensions(purpose: purpose, names: names, issuer: issuer)
        }
        return try builder.sign(with: key)
    }
}
