import COpenSSL
import Glibc

/// Reads the names that a certificate was issued for.
enum CertificateNames {
    /// Common names of the subject, then subject alternative names (DNS, e-mail, URI, IP), each once, in their order.
    ///
    /// A name with a control character (a NUL above all, which would end the text early for other readers) or with
    /// invalid UTF-8 is left out: nothing may be matched against it.
    static func all(in certificate: OpaquePointer) -> [String] {
        var names: [String] = []
        for name in unsafe commonNames(in: certificate) + alternativeNames(in: certificate)
        where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    private static func commonNames(in certificate: OpaquePointer) -> [String] {
        guard let subject = unsafe X509_get_subject_name(certificate) else { return [] }
        var names: [String] = []
        var position = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        while position >= 0 {
            let value = unsafe X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, position))
            if let name = unsafe utf8(value) { names.append(name) }
            position = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, position)
        }
        return names
    }

    private static func alternativeNames(in certificate: OpaquePointer) -> [String] {
        guard let list = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        let stack = OpaquePointer(list)
        defer { unsafe GENERAL_NAMES_free(stack) }
        return (0..<max(0, unsafe OPENSSL_sk_num(stack))).compactMap { position in
            guard let item = unsafe OPENSSL_sk_value(stack, position) else { return nil }
            return unsafe text(of: item.assumingMemoryBound(to: GENERAL_NAME.self).pointee)
        }
    }

    private static func text(of name: GENERAL_NAME) -> String? {
        switch unsafe name.type {
        case GEN_DNS, GEN_EMAIL, GEN_URI: unsafe string(octets(of: name.d.ia5))
        case GEN_IPADD: unsafe address(octets(of: name.d.iPAddress))
        default: nil
        }
    }

    private static func utf8(_ value: UnsafePointer<ASN1_STRING>?) -> String? {
        guard let value = unsafe value else { return nil }
        var text: UnsafeMutablePointer<UInt8>?
        let count = unsafe ASN1_STRING_to_UTF8(&text, value)
        guard count >= 0, let text = unsafe text else { return nil }
        defer { unsafe CRYPTO_free(text, nil, 0) }
        return unsafe string([UInt8](UnsafeBufferPointer(start: text, count: Int(count))))
    }

    private static func octets(of value: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
        guard let value = unsafe value, let start = unsafe ASN1_STRING_get0_data(value) else { return [] }
        return unsafe [UInt8](UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(value))))
    }

    private static func string(_ bytes: [UInt8]) -> String? {
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func address(_ octets: [UInt8]) -> String? {
        let family: Int32
        switch octets.count {
        case 4: family = AF_INET
        case 16: family = AF_INET6
        default: return nil
        }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
