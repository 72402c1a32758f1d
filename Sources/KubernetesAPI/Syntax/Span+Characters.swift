extension Span<UInt8> {
    /// What these bytes of a text say; empty if they are not UTF-8, which a part cut between characters always is.
    package var characters: String {
        do { return String(copying: try UTF8Span(validating: self)) } catch { return "" }
    }

    /// Where a byte stands first; nil if it does not.
    package func firstIndex(of byte: UInt8) -> Int? {
        for index in indices where self[index] == byte { return index }
        return nil
    }
}
