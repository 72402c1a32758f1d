import COpenSSL

extension PrivateKey {
    /// Makes a new key on P-256, the curve that every TLS client knows and that signs fastest.
    static func generate() throws(TLSError) -> PrivateKey {
        let operation = "generate a key"
        let generator = unsafe try OpenSSL.make(operation) { unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil) }
        defer { unsafe EVP_PKEY_CTX_free(generator) }
        try OpenSSL.check({ .openSSLFailure(operation: operation, reason: $0) }) {
            unsafe EVP_PKEY_keygen_init(generator)
        }
        try OpenSSL.check({ .openSSLFailure(operation: operation, reason: $0) }) {
            unsafe EVP_PKEY_CTX_set_group_name(generator, "P-256")
        }
        return unsafe PrivateKey(
            owning: try OpenSSL.make(operation) {
                var key: OpaquePointer?
                return unsafe EVP_PKEY_generate(generator, &key) == 1 ? key : nil
            }
        )
    }
}
