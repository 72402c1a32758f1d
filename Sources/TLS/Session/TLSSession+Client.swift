import COpenSSL

extension TLSSession {
    /// Starts a client session that asks for, and verifies, the server of a name.
    ///
    /// - Parameters:
    ///   - context: a client's.
    ///   - serverName: a DNS name, or an IP address, which must be among the addresses in the server's certificate.
    /// - Returns: a session whose first handshake step produces the client hello.
    /// - Throws: ``TLSError/invalidName(_:reason:)``, or ``TLSError/openSSLFailure(operation:reason:)`` without memory.
    package static func makeClient(context: TLSContext, serverName: String) throws(TLSError) -> TLSSession {
        let name = try SubjectAlternativeName(serverName)
        let session = try make(context: context)
        try unsafe session.withHandle { (handle) throws(TLSError) in
            switch name.form {
            case .dns: try unsafe expect(dnsName: name.text, on: handle)
            case .ip: try unsafe expect(ipAddress: name.text, on: handle)
            }
        }
        return session
    }

    private static func expect(dnsName: String, on session: OpaquePointer) throws(TLSError) {
        try OpenSSL.check({ .invalidName(dnsName, reason: $0) }) {
            unsafe Int32(shim_SSL_set_tlsext_host_name(session, dnsName))
        }
        try OpenSSL.check({ .invalidName(dnsName, reason: $0) }) { unsafe SSL_set1_host(session, dnsName) }
    }

    /// An address is never sent as server name (RFC 6066, section 3).
    private static func expect(ipAddress: String, on session: OpaquePointer) throws(TLSError) {
        try OpenSSL.check({ .invalidName(ipAddress, reason: $0) }) {
            unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), ipAddress)
        }
    }
}
