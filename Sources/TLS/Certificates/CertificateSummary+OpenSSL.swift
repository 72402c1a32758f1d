import COpenSSL

extension CertificateSummary {
    /// Reads the facts of a certificate that the caller keeps.
    init(reading certificate: OpaquePointer) {
        unsafe self.init(
            subject: Self.text(of: X509_get_subject_name(certificate)),
            issuer: Self.text(of: X509_get_issuer_name(certificate)),
            names: CertificateNames.all(in: certificate),
            serialNumber: Self.hexadecimal(X509_get0_serialNumber(certificate)),
            notBefore: Self.unixSeconds(X509_get0_notBefore(certificate)),
            notAfter: Self.unixSeconds(X509_get0_notAfter(certificate))
        )
    }

    private static func text(of name: OpaquePointer?) -> String {
        guard let name = unsafe name, let buffer = try? MemoryBIO.make() else { return "" }
        // XN_FLAG_RFC2253 escapes control characters and everything outside ASCII, so the text is safe in a log.
        unsafe buffer.withHandle { unsafe _ = X509_NAME_print_ex($0, name, 0, shim_XN_FLAG_RFC2253()) }
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ number: UnsafePointer<ASN1_INTEGER>?) -> String {
        guard let number = unsafe number, let digits = unsafe ASN1_STRING_get0_data(number) else { return "" }
        let bytes = unsafe UnsafeBufferPointer(start: digits, count: Int(ASN1_STRING_length(number)))
        return unsafe bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A moment that does not decode reads as 1970, so such a certificate counts as expired.
    private static func unixSeconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        let epoch = unsafe ASN1_TIME_set(nil, 0)
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
