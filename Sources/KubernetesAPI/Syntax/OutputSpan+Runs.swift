/// Runs of bytes, written at once into room that was made for them.
extension OutputSpan<UInt8> {
    /// Appends the bytes.
    @inline(__always)
    mutating func append(copying bytes: Span<UInt8>) {
        precondition(bytes.count <= freeCapacity, "room was made for all bytes")
        withUnsafeMutableBufferPointer { buffer, count in
            let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
            bytes.withUnsafeBufferPointer { room.copyMemory(from: UnsafeRawBufferPointer($0)) }
            count += bytes.count
        }
    }
}
