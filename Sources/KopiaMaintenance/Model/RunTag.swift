import KubernetesAPI

/// The tag of a run by hand, of the manual trigger or of a request: any text that can be shown in a line.
package enum RunTag {
    /// The longest tag, in characters.
    ///
    /// Requirements §4. The tag is hashed into the Job's name, so the limit only keeps status and events readable.
    package static let limit = 253

    /// True if a run can have that tag.
    package static func isValid(_ tag: String) -> Bool { tag.unicodeScalars.count <= limit && !hasControl(tag) }

    /// Tells what is wrong with a tag.
    static func check(_ tag: String, at path: FieldPath, into findings: inout Findings) {
        if tag.unicodeScalars.count > limit { findings.append(.tooLong(path, maxCharacters: limit)) }
        if hasControl(tag) {
            let detail = "must not contain control characters such as line breaks or tabs"
            findings.append(.invalid(path, .string(tag), detail))
        }
    }

    /// Unicode's category Cc, which is these two stretches and never grows.
    private static func hasControl(_ tag: String) -> Bool {
        tag.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
