/// The bytes of a PEM file together with the name that messages use for them.
///
/// May hold a private key, so its text form never shows the bytes.
package struct PEMDocument: Sendable, Equatable {
    /// A path, or what the bytes are when they come from no file.
    package let source: String
    /// The content, unchecked.
    package let bytes: [UInt8]

    /// Names bytes that were read elsewhere.
    package init(source: String, bytes: [UInt8]) {
        self.source = source
        self.bytes = bytes
    }

    /// Names text that was made elsewhere.
    package init(source: String, text: String) {
        self.init(source: source, bytes: Array(text.utf8))
    }
}

extension PEMDocument: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Source and size, never the content.
    package var description: String { "\(source) (\(bytes.count) bytes)" }

    /// The same as ``description``: a debugger's or a test's output must not show a key either.
    package var debugDescription: String { description }

    /// Hides the content from `dump`.
    package var customMirror: Mirror { Mirror(self, children: ["source": source]) }
}
