import COpenSSL

/// Everything that the sessions of one server (or one test client) have in common: identity, trust, protocol policy.
///
/// Owns one `SSL_CTX`. Nothing changes it after it was made, sessions hold their own reference to what is inside, so
/// any thread may use it and a newer context may replace it while sessions of the old one go on.
@safe package final class TLSContext {
    /// Which side of a handshake the sessions take.
    enum Role {
        case server
        case client
    }

    let role: Role
    /// The facts of the certificate that is presented; `nil` on a client without one.
    package let certificate: CertificateSummary?
    private let handle: OpaquePointer

    private init(owning handle: OpaquePointer, role: Role, certificate: CertificateSummary?) {
        unsafe self.handle = handle
        self.role = role
        self.certificate = certificate
    }

    deinit {
        unsafe SSL_CTX_free(handle)
    }

    /// Makes a context and lets `configure` finish it before anybody else sees it.
    ///
    /// - Parameters:
    ///   - role: the side that the sessions take.
    ///   - configure: sets up the context and returns the facts of what it presents.
    /// - Returns: the finished, immutable context.
    /// - Throws: what `configure` throws; the half-made context is freed.
    static func make(
        role: Role,
        _ configure: (OpaquePointer) throws(TLSError) -> CertificateSummary?
    ) throws(TLSError) -> TLSContext {
        let method = unsafe role == .server ? TLS_server_method() : TLS_client_method()
        let handle = unsafe try OpenSSL.make("make a tls context") { unsafe SSL_CTX_new(method) }
        do {
            return unsafe TLSContext(owning: handle, role: role, certificate: try configure(handle))
        } catch {
            unsafe SSL_CTX_free(handle)
            throw error
        }
    }

    /// Lends the context to OpenSSL for one call that does not change it.
    func withHandle<Result: ~Copyable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(handle)
    }
}

// The SSL_CTX is never changed after `make`, and OpenSSL counts its references and locks what it keeps inside.
extension TLSContext: @unchecked Sendable {}
