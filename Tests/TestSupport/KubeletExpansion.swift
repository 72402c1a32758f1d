/// What the kubelet does to the dollars of a command (third_party/forked/golang/expansion).
package enum KubeletExpansion {
    /// The text with `$$` taken for a dollar; a reference to a variable would be replaced by its value.
    package static func expanded(_ text: String) -> String { text.replacing("$$", with: "$") }
}
