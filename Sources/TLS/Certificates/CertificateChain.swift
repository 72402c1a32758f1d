import COpenSSL

/// The certificates of one PEM document, in their order and never none; owned by one scope.
@safe struct CertificateChain: ~Copyable {
    /// `STACK_OF(X509)`, which owns each certificate.
    private let stack: OpaquePointer

    private init(owning stack: OpaquePointer) {
        unsafe self.stack = stack
    }

    deinit {
        unsafe OPENSSL_sk_pop_free(stack) { unsafe X509_free(OpaquePointer($0)) }
    }

    /// Decodes every certificate of a document; text between the blocks is skipped.
    static func decode(_ document: PEMDocument) throws(TLSError) -> CertificateChain {
        let chain = unsafe CertificateChain(
            owning: try OpenSSL.make("allocate a chain") { unsafe OPENSSL_sk_new_null() }
        )
        let buffer = try MemoryBIO.make(document.bytes)
        while let certificate = try decodeNext(from: buffer, of: document, position: chain.count + 1) {
            try chain.append(certificate)
        }
        guard chain.count > 0 else { throw .missingCertificate(source: document.source) }
        return chain
    }

    /// How many certificates there are.
    var count: Int { unsafe Int(OPENSSL_sk_num(stack)) }

    /// The facts of the first certificate.
    var leafSummary: CertificateSummary { unsafe withHandle(at: 0) { unsafe CertificateSummary(reading: $0) } }

    /// Lends the whole `STACK_OF(X509)` to OpenSSL for one call.
    borrowing func withStack<Result: ~Copyable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(stack)
    }

    /// Lends the certificate at `position`, 0 is the first, to OpenSSL for one call.
    ///
    /// - Precondition: `position` is below ``count``.
    borrowing func withHandle<Result: ~Copyable, Failure: Error>(
        at position: Int,
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let item = unsafe OPENSSL_sk_value(stack, Int32(position)) else {
            preconditionFailure("position \(position) is not below the chain's \(count)")
        }
        return try unsafe body(OpaquePointer(item))
    }

    private static func decodeNext(
        from buffer: borrowing MemoryBIO,
        of document: PEMDocument,
        position: Int
    ) throws(TLSError) -> Certificate? {
        OpenSSL.clearErrors()
        let next = unsafe buffer.withHandle { unsafe PEM_read_bio_X509($0, nil, PassPhrase.never, nil) }
        if let next = unsafe next { return unsafe Certificate(owning: next) }
        let code = OpenSSL.takeCode()
        guard ERR_GET_LIB(code) != ERR_LIB_PEM || ERR_GET_REASON(code) != PEM_R_NO_START_LINE else { return nil }
        throw .malformedCertificate(source: document.source, position: position, reason: OpenSSL.reason(of: code))
    }

    private borrowing func append(_ certificate: consuming Certificate) throws(TLSError) {
        try unsafe certificate.withHandle { (handle) throws(TLSError) in
            try OpenSSL.check({ .openSSLFailure(operation: "extend a chain", reason: $0) }) {
                unsafe X509_up_ref(handle)
            }
            guard unsafe OPENSSL_sk_push(stack, UnsafeRawPointer(handle)) > 0 else {
                unsafe X509_free(handle)
                throw TLSError.openSSLFailure(operation: "extend a chain", reason: OpenSSL.takeReason())
            }
        }
    }
}
