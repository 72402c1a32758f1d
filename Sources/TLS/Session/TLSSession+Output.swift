import COpenSSL

extension TLSSession {
    /// How many bytes wait to be sent to the peer.
    package var pendingOutput: Int {
        unsafe withHandle { unsafe BIO_ctrl_pending(SSL_get_wbio($0)) }
    }

    /// Moves pending output into a buffer.
    ///
    /// - Parameter ciphertext: where it goes.
    /// - Returns: how many bytes were moved; 0 when nothing is pending.
    package mutating func drain(into ciphertext: UnsafeMutableRawBufferPointer) -> Int {
        var count = 0
        unsafe withHandle {
            unsafe _ = BIO_read_ex(SSL_get_wbio($0), ciphertext.baseAddress, ciphertext.count, &count)
        }
        OpenSSL.clearErrors()
        releaseLargeBuffers()
        return count
    }

    /// Offers the pending output where it lies and forgets as much of it as was sent.
    ///
    /// Spares the caller a buffer for what a socket did not take.
    ///
    /// - Parameter send: gets all that is pending, never empty, and returns how many bytes of it were sent; the buffer
    ///   is valid only during the call. Not called when nothing is pending.
    /// - Returns: whether everything was sent.
    /// - Throws: what `send` throws; nothing is forgotten then.
    package mutating func sendPendingOutput<Failure: Error>(
        _ send: (UnsafeRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Bool {
        let (start, count) = unsafe pendingBytes()
        guard count > 0 else { return true }
        let sent = try unsafe send(UnsafeRawBufferPointer(start: start, count: count))
        precondition((0...count).contains(sent), "\(sent) of \(count) bytes cannot have been sent")
        if sent == count {
            unsafe withHandle { unsafe _ = shim_BIO_reset(SSL_get_wbio($0)) }
            releaseLargeBuffers()
        } else {
            discard(sent)
        }
        return sent == count
    }

    private func pendingBytes() -> (UnsafeRawPointer?, Int) {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe withHandle { unsafe shim_BIO_get_mem_data(SSL_get_wbio($0), &start) }
        return (UnsafeRawPointer(start), count)
    }

    /// A memory BIO has no way to skip, so the bytes are read into a scratch buffer.
    private mutating func discard(_ count: Int) {
        var left = count
        unsafe withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { scratch in
            while left > 0 {
                let moved = unsafe drain(into: UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(left)))
                guard moved > 0 else { return }
                left -= moved
            }
        }
    }
}
