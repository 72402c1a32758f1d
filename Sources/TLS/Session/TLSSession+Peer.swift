import COpenSSL

extension TLSSession {
    /// The names of the verified peer certificate: common names, then alternative names, each once.
    ///
    /// Empty during the handshake, when the peer presented none, and when nothing was verified.
    package var peerNames: [String] { peerCertificate?.names ?? [] }

    /// The facts of the verified peer certificate, on the same terms as ``peerNames``.
    package var peerCertificate: CertificateSummary? {
        unsafe withHandle { handle in
            guard unsafe SSL_is_init_finished(handle) == 1, unsafe SSL_get_verify_mode(handle) & SSL_VERIFY_PEER != 0,
                unsafe SSL_get_verify_result(handle) == Int(X509_V_OK),
                let certificate = unsafe SSL_get1_peer_certificate(handle)
            else { return nil }
            return unsafe Certificate(owning: certificate).summary
        }
    }

    /// The version that was agreed on, `TLSv1.2` or `TLSv1.3`.
    package var protocolVersion: String {
        unsafe withHandle { unsafe String(cString: SSL_get_version($0)) }
    }

    /// The cipher suite that was agreed on, by OpenSSL's name.
    package var cipherSuite: String {
        unsafe withHandle { unsafe String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher($0))) }
    }

    /// The protocol that ALPN chose; `nil` when the client did not ask.
    package var applicationProtocol: String? {
        unsafe withHandle { handle in
            var name: UnsafePointer<UInt8>?
            var count: UInt32 = 0
            unsafe SSL_get0_alpn_selected(handle, &name, &count)
            guard let name = unsafe name else { return nil }
            return unsafe String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
        }
    }
}
