/// A token of the user's text, made safe to stand in a message: short, on one line, without invisible characters.
func quoted(_ token: some StringProtocol) -> String {
    var result = "\""
    for scalar in token.unicodeScalars.prefix(longestQuotation) {
        result += isVisible(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    let isCut = token.unicodeScalars.dropFirst(longestQuotation).first != nil
    return result + (isCut ? "…\"" : "\"")
}

/// The scalars of a token that a message shows: enough for every legal item, and five of them fit into the
/// 256 characters that the API server leaves of a warning.
private let longestQuotation = 32

private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
}
