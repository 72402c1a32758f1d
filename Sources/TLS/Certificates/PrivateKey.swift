import COpenSSL

/// A private key; owned by one scope.
@safe struct PrivateKey: ~Copyable {
    private let handle: OpaquePointer

    /// Takes over a key that nothing else frees.
    init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
    }

    /// Decodes the first private key of a document: PKCS #8, or the traditional RSA and EC forms.
    static func decode(_ document: PEMDocument) throws(TLSError) -> PrivateKey {
        let buffer = try MemoryBIO.make(document.bytes)
        var asked = false
        OpenSSL.clearErrors()
        let key = unsafe buffer.withHandle { buffer in
            unsafe withUnsafeMutablePointer(to: &asked) {
                unsafe PEM_read_bio_PrivateKey(buffer, nil, PassPhrase.never, $0)
            }
        }
        if let key = unsafe key { return unsafe PrivateKey(owning: key) }
        let code = OpenSSL.takeCode()
        guard !asked else { throw .encryptedPrivateKey(source: document.source) }
        guard holdsKeyBlock(document.bytes) else { throw .missingPrivateKey(source: document.source) }
        throw .malformedPrivateKey(source: document.source, reason: OpenSSL.reason(of: code))
    }

    /// Lends the key to OpenSSL for one call.
    borrowing func withHandle<Result: ~Copyable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(handle)
    }

    /// The key in PEM, PKCS #8, not encrypted.
    func pem() throws(TLSError) -> [UInt8] {
        let buffer = try MemoryBIO.make()
        try OpenSSL.check({ .openSSLFailure(operation: "write a private key", reason: $0) }) {
            unsafe buffer.withHandle { unsafe PEM_write_bio_PKCS8PrivateKey($0, handle, nil, nil, 0, nil, nil) }
        }
        return buffer.bytes
    }

    /// OpenSSL reports "no key block" and "a block that does not decode" alike, so the label of RFC 7468 is looked for.
    private static func holdsKeyBlock(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).contains { line in
            line.starts(with: "-----BEGIN ".utf8) && String(decoding: line, as: UTF8.self).contains("PRIVATE KEY-----")
        }
    }
}
