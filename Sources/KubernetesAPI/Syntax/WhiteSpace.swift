extension Unicode.Scalar {
    /// Whether Go's package unicode calls this white space: what carries Unicode's property White_Space.
    package var isWhiteSpace: Bool {
        isASCII ? self == " " || ("\t"..."\r").contains(self) : properties.isWhitespace
    }
}
