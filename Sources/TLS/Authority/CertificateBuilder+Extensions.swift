import COpenSSL

extension CertificateBuilder {
    /// Adds what RFC 5280 asks of an authority: it may sign leaves, and certificate lists.
    func addAuthorityExtensions() throws(TLSError) {
        try unsafe withHandle { (certificate) throws(TLSError) in
            try unsafe Self.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", to: certificate, by: certificate)
            try unsafe Self.add(NID_key_usage, "critical,keyCertSign,cRLSign", to: certificate, by: certificate)
            try unsafe Self.add(NID_subject_key_identifier, "hash", to: certificate, by: certificate)
            try unsafe Self.add(NID_authority_key_identifier, "keyid:always", to: certificate, by: certificate)
        }
    }

    /// Adds what RFC 5280 asks of a leaf, its purpose and its names.
    func addLeafExtensions(
        purpose: CertificateTemplate.Purpose,
        names: [SubjectAlternativeName],
        issuer: OpaquePointer
    ) throws(TLSError) {
        let usage =
            switch purpose {
            case .serving: "serverAuth"
            case .client: "clientAuth"
            }
        try unsafe withHandle { (certificate) throws(TLSError) in
            try unsafe Self.add(NID_basic_constraints, "critical,CA:FALSE", to: certificate, by: issuer)
            try unsafe Self.add(NID_key_usage, "critical,digitalSignature", to: certificate, by: issuer)
            try unsafe Self.add(NID_ext_key_usage, usage, to: certificate, by: issuer)
            try unsafe Self.add(NID_subject_key_identifier, "hash", to: certificate, by: issuer)
            try unsafe Self.add(NID_authority_key_identifier, "keyid:always", to: certificate, by: issuer)
            if !names.isEmpty {
                try unsafe Self.add(names, to: certificate)
            }
        }
    }

    /// `value` is OpenSSL's configuration syntax, so it is always one of the constants above and never a name.
    private static func add(
        _ identifier: Int32,
        _ value: StaticString,
        to certificate: OpaquePointer,
        by issuer: OpaquePointer
    ) throws(TLSError) {
        try unsafe add(identifier, value.description, to: certificate, by: issuer)
    }

    private static func add(
        _ identifier: Int32,
        _ value: String,
        to certificate: OpaquePointer,
        by issuer: OpaquePointer
    ) throws(TLSError) {
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, issuer, certificate, nil, nil, 0)
        let item = unsafe try OpenSSL.make("make an extension") {
            unsafe X509V3_EXT_nconf_nid(nil, &context, identifier, value)
        }
        defer { unsafe X509_EXTENSION_free(item) }
        try step("add an extension") { unsafe X509_add_ext(certificate, item, -1) }
    }

    /// Names are data of the caller, so they are encoded one by one.
    private static func add(_ names: [SubjectAlternativeName], to certificate: OpaquePointer) throws(TLSError) {
        let list = unsafe try OpenSSL.make("make a list of names") { unsafe OPENSSL_sk_new_null() }
        defer { unsafe GENERAL_NAMES_free(list) }
        for name in names {
            let item = try unsafe encode(name)
            guard unsafe OPENSSL_sk_push(list, item) > 0 else {
                unsafe GENERAL_NAME_free(item)
                throw .openSSLFailure(operation: "extend a list of names", reason: OpenSSL.takeReason())
            }
        }
        try step("add the names") {
            unsafe X509_add1_ext_i2d(certificate, NID_subject_alt_name, UnsafeMutableRawPointer(list), 0, 0)
        }
    }

    private static func encode(_ name: SubjectAlternativeName) throws(TLSError) -> UnsafeMutablePointer<GENERAL_NAME> {
        OpenSSL.clearErrors()
        let value: UnsafeMutablePointer<ASN1_STRING>?
        switch name.form {
        case .dns:
            unsafe value = ASN1_IA5STRING_new()
            let bytes = Array(name.text.utf8)
            unsafe ASN1_STRING_set(value, bytes, Int32(clamping: bytes.count))
        case .ip: unsafe value = a2i_IPADDRESS(name.text)
        }
        guard let value = unsafe value, let item = unsafe GENERAL_NAME_new() else {
            unsafe ASN1_STRING_free(value)
            throw .openSSLFailure(operation: "encode a name", reason: OpenSSL.takeReason())
        }
        unsafe GENERAL_NAME_set0_value(item, name.form == .dns ? GEN_DNS : GEN_IPADD, value)
        return unsafe item
    }
}
