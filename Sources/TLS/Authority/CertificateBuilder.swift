import COpenSSL

/// A certificate in the making; owned by one scope until it is signed.
@safe struct CertificateBuilder: ~Copyable {
    private let handle: OpaquePointer

    private init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe X509_free(handle)
    }

    /// Starts a version 3 certificate with a random serial number.
    static func make(validity: ValidityPeriod) throws(TLSError) -> CertificateBuilder {
        let builder = unsafe CertificateBuilder(
            owning: try OpenSSL.make("make a certificate") { unsafe X509_new() }
        )
        let handle = unsafe builder.handle
        // Versions count from 0.
        try step("set the version") { unsafe X509_set_version(handle, 2) }
        try unsafe setSerialNumber(of: handle)
        try unsafe setMoment(X509_getm_notBefore(handle), validity.notBefore)
        try unsafe setMoment(X509_getm_notAfter(handle), validity.notAfter)
        return builder
    }

    /// Names the holder.
    func setSubject(_ commonName: String) throws(TLSError) {
        let bytes = Array(commonName.utf8)
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .invalidName(commonName, reason: "a common name is printable and not empty")
        }
        try OpenSSL.check({ .invalidName(commonName, reason: $0) }) {
            unsafe X509_NAME_add_entry_by_NID(
                X509_get_subject_name(handle),
                NID_commonName,
                MBSTRING_UTF8,
                bytes,
                Int32(clamping: bytes.count),
                -1,
                0
            )
        }
    }

    /// Makes the certificate self-issued.
    func setIssuerToSubject() throws(TLSError) {
        try unsafe setIssuer(handle)
    }

    /// Names the issuer by its own certificate.
    func setIssuer(_ issuer: OpaquePointer) throws(TLSError) {
        try Self.step("set the issuer") { unsafe X509_set_issuer_name(handle, X509_get_subject_name(issuer)) }
    }

    /// Binds the certificate to a key.
    func setPublicKey(of key: borrowing PrivateKey) throws(TLSError) {
        try unsafe key.withHandle { (key) throws(TLSError) in
            try Self.step("set the public key") { unsafe X509_set_pubkey(handle, key) }
        }
    }

    /// Lends the certificate to OpenSSL for one call.
    func withHandle<Failure: Error>(_ body: (OpaquePointer) throws(Failure) -> Void) throws(Failure) {
        try unsafe body(handle)
    }

    /// Signs with SHA-256 and gives the finished certificate.
    func sign(with key: borrowing PrivateKey) throws(TLSError) -> Certificate {
        try unsafe key.withHandle { (key) throws(TLSError) in
            ERR_clear_error()
            // The only success is a positive number, the length of the signature.
            guard unsafe X509_sign(handle, key, EVP_sha256()) > 0 else {
                throw TLSError.openSSLFailure(operation: "sign a certificate", reason: OpenSSL.takeReason())
            }
        }
        return unsafe Certificate(
            owning: try OpenSSL.make("finish a certificate") { unsafe X509_dup(handle) }
        )
    }

    /// Runs one call that returns 1 on success.
    static func step(_ operation: String, _ call: () -> Int32) throws(TLSError) {
        try OpenSSL.check({ .openSSLFailure(operation: operation, reason: $0) }, call)
    }

    /// 128 random bits, the highest one set: positive, of constant length, within the 20 octets of RFC 5280, 4.1.2.2.
    private static func setSerialNumber(of certificate: OpaquePointer) throws(TLSError) {
        var octets = [UInt8](repeating: 0, count: 16)
        try step("draw a serial number") { unsafe RAND_bytes(&octets, Int32(octets.count)) }
        octets[0] |= 0x80
        let number = unsafe try OpenSSL.make("make a serial number") {
            unsafe BN_bin2bn(octets, Int32(octets.count), nil)
        }
        defer { unsafe BN_free(number) }
        try step("set the serial number") {
            unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) == nil ? 0 : 1
        }
    }

    private static func setMoment(_ field: UnsafeMutablePointer<ASN1_TIME>?, _ moment: Int64) throws(TLSError) {
        try step("set the validity") { unsafe ASN1_TIME_set(field, time_t(moment)) == nil ? 0 : 1 }
    }
}
