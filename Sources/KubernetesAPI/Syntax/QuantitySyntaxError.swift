/// Why a text is not a quantity, in the words of resource.ParseQuantity.
package enum QuantitySyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not a number followed by a suffix.
    case format
    /// No digit where the value needs one.
    case number
    /// A suffix that Kubernetes does not know.
    case suffix

    /// The Go library's text.
    package var description: String {
        switch self {
        case .format: Quantity.grammar
        case .number: "unable to parse numeric part of quantity"
        case .suffix: "unable to parse quantity's suffix"
        }
    }
}

extension Quantity {
    /// What the API server answers to most texts that are not quantities.
    package static let grammar =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
}
