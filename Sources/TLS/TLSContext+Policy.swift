import COpenSSL

/// The versions of TLS that this project speaks.
package enum TLSVersion: Sendable, Comparable {
    /// RFC 5246.
    case tls12
    /// RFC 8446.
    case tls13

    fileprivate var wireNumber: Int32 {
        switch self {
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}

/// The protocol settings that every context shares.
enum TLSPolicy {
    /// TLS 1.0 and 1.1 are deprecated by RFC 8996.
    static let versions = TLSVersion.tls12...TLSVersion.tls13

    /// The AEAD suites with forward secrecy of TLS 1.2, as Mozilla's "intermediate" list has them, without finite-field
    /// Diffie-Hellman: every client of that list also speaks the elliptic-curve form, which costs the server far less.
    static let cipherSuites12 =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    /// The suites of TLS 1.3, RFC 8446 appendix B.4, without the truncated-tag ones.
    static let cipherSuites13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

    /// Key exchange, fastest first.
    static let groups = "X25519:P-256:P-384"

    /// Applies versions, suites and switches to a new context.
    ///
    /// - Sessions are never resumed, neither by ticket nor by cache. The API server keeps its connections open and does
    ///   not ask for resumption; without it there is no ticket key to rotate, no state to keep, and a client
    ///   certificate is verified on every connection.
    /// - The server's order of suites decides, but a client that puts ChaCha20 first (no AES hardware) gets it.
    /// - No compression (CRIME), no renegotiation.
    /// - Buffers of idle sessions are given back.
    ///
    /// - Parameters:
    ///   - context: a context that nobody uses yet.
    ///   - versions: the range to offer or accept.
    /// - Throws: ``TLSError/openSSLFailure(operation:reason:)`` when this OpenSSL lacks one of them.
    static func apply(to context: OpaquePointer, versions: ClosedRange<TLSVersion>) throws(TLSError) {
        unsafe SSL_CTX_set_options(
            context,
            shim_SSL_OP_NO_COMPRESSION() | shim_SSL_OP_NO_RENEGOTIATION() | shim_SSL_OP_NO_TICKET()
                | shim_SSL_OP_CIPHER_SERVER_PREFERENCE() | shim_SSL_OP_PRIORITIZE_CHACHA()
        )
        unsafe _ = shim_SSL_CTX_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN))
        unsafe _ = shim_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        try set("the session tickets") { unsafe SSL_CTX_set_num_tickets(context, 0) }
        try set("the lowest version") {
            unsafe Int32(shim_SSL_CTX_set_min_proto_version(context, versions.lowerBound.wireNumber))
        }
        try set("the highest version") {
            unsafe Int32(shim_SSL_CTX_set_max_proto_version(context, versions.upperBound.wireNumber))
        }
        try set("the cipher suites") { unsafe SSL_CTX_set_cipher_list(context, cipherSuites12) }
        try set("the cipher suites") { unsafe SSL_CTX_set_ciphersuites(context, cipherSuites13) }
        try set("the groups") { unsafe Int32(shim_SSL_CTX_set1_groups_list(context, groups)) }
    }

    private static func set(_ what: String, _ call: () -> Int32) throws(TLSError) {
        try OpenSSL.check({ .openSSLFailure(operation: "set \(what)", reason: $0) }, call)
    }
}
