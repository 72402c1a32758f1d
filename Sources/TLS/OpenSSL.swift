import COpenSSL

/// Calls into OpenSSL with its error queue kept clean.
///
/// The queue belongs to the thread and outlives a call, so a leftover would be read as the cause of the next failure.
/// Every call whose failure matters therefore goes through here: cleared before, read right after.
enum OpenSSL {
    /// Runs a call that returns 1 on success.
    ///
    /// - Parameters:
    ///   - failure: makes the error from OpenSSL's reason.
    ///   - call: the call.
    /// - Throws: what `failure` makes.
    static func check(_ failure: (String) -> TLSError, _ call: () -> Int32) throws(TLSError) {
        clearErrors()
        guard call() == 1 else { throw failure(takeReason()) }
    }

    /// Runs a call that returns an owned pointer, or nothing on failure.
    ///
    /// - Parameters:
    ///   - operation: what is being made, for the message.
    ///   - call: the call.
    /// - Returns: the pointer; its owner is the caller.
    /// - Throws: ``TLSError/openSSLFailure(operation:reason:)``.
    static func make(_ operation: String, _ call: () -> OpaquePointer?) throws(TLSError) -> OpaquePointer {
        clearErrors()
        guard let pointer = unsafe call() else {
            throw .openSSLFailure(operation: operation, reason: takeReason())
        }
        return unsafe pointer
    }

    /// Empties the queue before a call whose result is judged by `SSL_get_error`.
    ///
    /// It is empty nearly always, which is asked in a tenth of the time that emptying its sixteen places takes.
    static func clearErrors() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Empties the queue and returns the reason of its oldest entry, which is where the failure began.
    static func takeReason() -> String {
        reason(of: takeCode())
    }

    /// OpenSSL's own text for a code.
    static func reason(of code: UInt) -> String {
        guard code != 0, let reason = unsafe ERR_reason_error_string(code) else { return "no reason given" }
        return unsafe String(cString: reason)
    }

    /// Empties the queue and returns its oldest code, 0 when there is none.
    static func takeCode() -> UInt {
        let code = ERR_get_error()
        ERR_clear_error()
        return code
    }
}
