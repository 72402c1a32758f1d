/// A fixed piece of memory that bytes are read into, again and again; one per loop and purpose.
@safe struct ByteRegion: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer

    /// Room for `count` bytes.
    init(count: Int) {
        unsafe memory = .allocate(byteCount: count, alignment: 16)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// Lends the memory for a call that writes into it or reads what was written.
    borrowing func withMemory<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(memory)
    }
}
