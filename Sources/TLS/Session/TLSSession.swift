import COpenSSL

/// How far a handshake has come.
package enum TLSProgress: Sendable, Equatable {
    /// The peer's next bytes are needed; send what is pending first.
    case needMoreInput
    /// Application data may flow.
    case done
}

/// What a read brought.
package enum TLSReadResult: Sendable, Equatable {
    /// This many bytes of plaintext, at least one.
    case bytes(Int)
    /// No complete record is there; feed more ciphertext.
    case needMoreInput
    /// The peer sent `close_notify`: there is no more plaintext to come.
    case closed
}

/// One TLS connection as a machine between two memory buffers; it never touches a socket.
///
/// Owns one `SSL` and its buffers. Confined to whoever owns it, one call at a time. The order of calls is: feed what the
/// peer sent, ``handshake()`` until done, then ``read(into:)`` and ``write(_:)``; after every call, also after one that
/// threw, send the pending output (it may hold the alert that tells the peer why). After an error only sending what is
/// pending makes sense: every other call throws again.
@safe package struct TLSSession: ~Copyable {
    /// The `SSL`.
    private let handle: OpaquePointer
    /// The error that ended the session.
    private var failure: TLSError?
    /// Whether the handshake is complete.
    private var isEstablished = false
    /// Whether the input buffer or the output buffer has grown past what an idle session may keep.
    private(set) var hasLargeBuffers = false

    /// How much a buffer may keep while it is empty: one record of the largest size, RFC 8446 section 5.2.
    private static let retainedBufferBytes = 1 << 14

    private init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe SSL_free(handle)
    }

    /// Starts a session on the side that the context was made for.
    ///
    /// - Parameter context: identity, trust and policy; kept alive by the session.
    /// - Returns: a session that waits for the peer's first bytes.
    /// - Throws: ``TLSError/openSSLFailure(operation:reason:)`` when memory runs out.
    package static func make(context: TLSContext) throws(TLSError) -> TLSSession {
        let handle = unsafe try OpenSSL.make("start a session") { unsafe context.withHandle { unsafe SSL_new($0) } }
        let session = unsafe TLSSession(owning: handle)
        let input = unsafe try OpenSSL.make("allocate a buffer") { unsafe BIO_new(BIO_s_mem()) }
        unsafe SSL_set0_rbio(handle, input)
        let output = unsafe try OpenSSL.make("allocate a buffer") { unsafe BIO_new(BIO_s_mem()) }
        unsafe SSL_set0_wbio(handle, output)
        switch context.role {
        case .server: unsafe SSL_set_accept_state(handle)
        case .client: unsafe SSL_set_connect_state(handle)
        }
        return session
    }

    /// Takes bytes from the peer; all of them, whatever their number.
    ///
    /// They are kept until ``handshake()`` or ``read(into:)`` uses them, so feed only what is going to be used.
    ///
    /// - Parameter ciphertext: the bytes, cut anywhere.
    /// - Throws: the error that ended the session, or ``TLSError/openSSLFailure(operation:reason:)`` without memory.
    package mutating func feed(_ ciphertext: UnsafeRawBufferPointer) throws(TLSError) {
        if let failure { throw failure }
        guard unsafe !ciphertext.isEmpty else { return }
        OpenSSL.clearErrors()
        let input = unsafe SSL_get_rbio(handle)
        var taken = 0
        guard unsafe BIO_write_ex(input, ciphertext.baseAddress, ciphertext.count, &taken) == 1 else {
            throw fail(.openSSLFailure(operation: "buffer input", reason: OpenSSL.takeReason()))
        }
        hasLargeBuffers = unsafe hasLargeBuffers || BIO_ctrl_pending(input) > Self.retainedBufferBytes
    }

    /// Goes on with the handshake as far as the input reaches.
    ///
    /// - Returns: whether the handshake is complete; a further call then changes nothing. The peer's first data may have
    ///   come with its last handshake message: after ``TLSProgress/done``, read before waiting for more bytes.
    /// - Throws: ``TLSError/handshakeFailed(reason:)``.
    package mutating func handshake() throws(TLSError) -> TLSProgress {
        if let failure { throw failure }
        OpenSSL.clearErrors()
        let result = unsafe SSL_do_handshake(handle)
        if result == 1 {
            isEstablished = true
            return .done
        }
        switch unsafe SSL_get_error(handle, result) {
        case SSL_ERROR_WANT_READ: return .needMoreInput
        case SSL_ERROR_ZERO_RETURN: throw fail(.handshakeFailed(reason: "the peer closed the connection"))
        default: throw fail(.handshakeFailed(reason: handshakeFailureReason()))
        }
    }

    /// Whether input is left that was not decrypted or not read, so that a read may bring something.
    ///
    /// Asking costs a tenth of a read that brings nothing, for which OpenSSL makes room for a whole record.
    package var hasInput: Bool {
        unsafe BIO_ctrl_pending(SSL_get_rbio(handle)) > 0 || SSL_pending(handle) > 0
    }

    /// Decrypts at most one record's worth of plaintext.
    ///
    /// - Parameter plaintext: where it goes; not empty.
    /// - Returns: how much there is. After ``TLSReadResult/bytes(_:)`` there may be more: see ``hasInput``.
    /// - Throws: ``TLSError/connectionFailed(reason:)`` when the peer broke the protocol or sent a fatal alert.
    package mutating func read(into plaintext: UnsafeMutableRawBufferPointer) throws(TLSError) -> TLSReadResult {
        if let failure { throw failure }
        guard isEstablished else { throw .handshakeIncomplete }
        OpenSSL.clearErrors()
        var count = 0
        let result = unsafe SSL_read_ex(handle, plaintext.baseAddress, plaintext.count, &count)
        if result == 1 {
            releaseLargeBuffers()
            return .bytes(count)
        }
        switch unsafe SSL_get_error(handle, result) {
        case SSL_ERROR_WANT_READ:
            releaseLargeBuffers()
            return .needMoreInput
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: throw fail(.connectionFailed(reason: OpenSSL.takeReason()))
        }
    }

    /// Encrypts all of `plaintext` into the pending output.
    ///
    /// The output grows by what is written: whoever writes bounds the size of a response.
    ///
    /// - Parameter plaintext: the bytes; none is not an error.
    /// - Throws: ``TLSError/handshakeIncomplete``, or ``TLSError/connectionFailed(reason:)``.
    package mutating func write(_ plaintext: UnsafeRawBufferPointer) throws(TLSError) {
        if let failure { throw failure }
        guard isEstablished else { throw .handshakeIncomplete }
        guard unsafe !plaintext.isEmpty else { return }
        OpenSSL.clearErrors()
        var written = 0
        guard unsafe SSL_write_ex(handle, plaintext.baseAddress, plaintext.count, &written) == 1 else {
            // Also when the peer stopped in the middle of a key update (RFC 8446, 4.6.3), which nobody does in earnest.
            throw fail(.connectionFailed(reason: OpenSSL.takeReason()))
        }
        hasLargeBuffers = hasLargeBuffers || pendingOutput > Self.retainedBufferBytes
    }

    /// Queues `close_notify`: this side sends no more plaintext.
    ///
    /// Without effect during the handshake or after an error.
    package mutating func close() {
        guard failure == nil, isEstablished else { return }
        OpenSSL.clearErrors()
        unsafe _ = SSL_shutdown(handle)
        OpenSSL.clearErrors()
    }

    /// Lends the session to OpenSSL for a call that only asks.
    borrowing func withHandle<Result: ~Copyable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(handle)
    }

    /// Gives the memory of grown buffers back once both are empty.
    mutating func releaseLargeBuffers() {
        guard hasLargeBuffers, unsafe BIO_ctrl_pending(SSL_get_rbio(handle)) == 0, pendingOutput == 0 else { return }
        // Without memory for a small buffer the large one stays; the next call tries again.
        guard let input = unsafe BIO_new(BIO_s_mem()) else { return }
        unsafe SSL_set0_rbio(handle, input)
        guard let output = unsafe BIO_new(BIO_s_mem()) else { return }
        unsafe SSL_set0_wbio(handle, output)
        hasLargeBuffers = false
    }

    /// Ends the session: from now on every call throws `error`.
    private mutating func fail(_ error: TLSError) -> TLSError {
        failure = error
        return error
    }

    /// OpenSSL's reason, and what is wrong with the peer's certificate when that is the reason.
    private func handshakeFailureReason() -> String {
        let reason = OpenSSL.takeReason()
        let verdict = unsafe SSL_get_verify_result(handle)
        guard verdict != Int(X509_V_OK), let text = unsafe X509_verify_cert_error_string(verdict) else { return reason }
        return "\(reason): \(unsafe String(cString: text))"
    }
}
