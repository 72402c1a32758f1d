/// Notices that most of many connections have gone.
///
/// Each held some kilobytes of TLS between those of the others; the allocator keeps them until it is asked.
struct Crowd {
    private var peak = 0

    /// Takes in how many connections there are, and says whether they are few now where there were many.
    ///
    /// True once for each crowd that disperses.
    mutating func hasDispersed(_ count: Int) -> Bool {
        peak = max(peak, count)
        guard peak >= Self.least, count <= peak / Self.fraction else { return false }
        peak = count
        return true
    }

    /// 128 connections of some 17 KiB each hold two mebibytes, about what the allocator keeps at the end of an arena.
    private static let least = 128
    /// Three quarters have to go, so that coming and going costs nothing.
    private static let fraction = 4
}
