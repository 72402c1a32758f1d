import COpenSSL

/// One decoded X.509 certificate; owned by one scope.
@safe struct Certificate: ~Copyable {
    private let handle: OpaquePointer

    /// Takes over a certificate that nothing else frees.
    init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe X509_free(handle)
    }

    /// Lends the certificate to OpenSSL for one call.
    borrowing func withHandle<Result: ~Copyable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(handle)
    }

    /// The facts for logs and readiness.
    var summary: CertificateSummary { unsafe CertificateSummary(reading: handle) }

    /// The certificate in PEM.
    func pem() throws(TLSError) -> [UInt8] {
        let buffer = try MemoryBIO.make()
        try OpenSSL.check({ .openSSLFailure(operation: "write a certificate", reason: $0) }) {
            unsafe buffer.withHandle { unsafe PEM_write_bio_X509($0, handle) }
        }
        return buffer.bytes
    }
}
