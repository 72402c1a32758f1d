import COpenSSL

/// A buffer in memory that OpenSSL reads PEM from or writes PEM to; owned by one scope, wiped when freed.
@safe struct MemoryBIO: ~Copyable {
    private let handle: OpaquePointer

    private init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe BIO_free_all(handle)
    }

    /// A buffer that holds a copy of `bytes`.
    static func make(_ bytes: [UInt8] = []) throws(TLSError) -> MemoryBIO {
        let buffer = unsafe MemoryBIO(owning: try OpenSSL.make("allocate a buffer") { unsafe BIO_new(BIO_s_mem()) })
        guard !bytes.isEmpty else { return buffer }
        var written = 0
        try OpenSSL.check({ .openSSLFailure(operation: "fill a buffer", reason: $0) }) {
            unsafe bytes.withUnsafeBytes { source in
                unsafe BIO_write_ex(buffer.handle, source.baseAddress, source.count, &written)
            }
        }
        return buffer
    }

    /// Lends the buffer to OpenSSL for one call.
    borrowing func withHandle<Result: ~Copyable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(handle)
    }

    /// A copy of everything that was written and not read.
    var bytes: [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe shim_BIO_get_mem_data(handle, &start)
        guard let start = unsafe start, count > 0 else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
