/// A resource version, as far as two of them can be compared.
///
/// Kubernetes calls them opaque, but they are etcd's revisions, and since 1.35 it promises that those of one resource
/// are decimal numbers that grow (KEP-5504).
package struct ResourceVersion: Hashable, Sendable {
    /// The version as the API server wrote it.
    package let text: String

    /// A version in the API server's words.
    package init(_ text: String) { self.text = text }

    /// True if this state came after the other; false if it did not, or if that cannot be told.
    package func isNewer(than other: ResourceVersion) -> Bool {
        guard isNumber, other.isNumber else { return false }
        return text.utf8.count == other.text.utf8.count ? text > other.text : text.utf8.count > other.text.utf8.count
    }

    /// True for digits without a leading zero, which are compared without converting them, whatever their length.
    private var isNumber: Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "0") else { return false }
        return text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
