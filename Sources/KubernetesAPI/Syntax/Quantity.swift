/// An amount of a resource: `500m`, `1.5Gi`, `2e3`.
///
/// Reads, compares, rounds and prints as resource.Quantity does (k8s.io/apimachinery/pkg/api/resource, release 1.36),
/// with one difference: the Go library works exponents out digit by digit and hangs on `1e99999999`, while here every
/// quantity costs what its text is long.
package struct Quantity: Sendable {
    /// How a quantity was written, which decides how it is printed.
    package enum Format: Sendable {
        /// `12e6`
        case decimalExponent
        /// `12Mi`
        case binarySI
        /// `12M`
        case decimalSI
    }

    /// How the quantity is printed.
    package let format: Format

    let isNegative: Bool
    let magnitude: DecimalMagnitude
    /// The power of ten in which Go counts the quantity where it holds the count in 64 bits, else nil; decides what becomes
    /// of values that 64 bits cannot count in another unit.
    let int64Scale: Int32?
    /// The text that Go prints instead of the canonical one, because it was written like that.
    let verbatim: String?

    init(isNegative: Bool, magnitude: DecimalMagnitude, format: Format, int64Scale: Int32?, verbatim: String?) {
        self.isNegative = isNegative && !magnitude.isZero
        self.magnitude = magnitude
        self.format = format
        self.int64Scale = int64Scale
        self.verbatim = verbatim
    }

    /// -1, 0 or 1 for a negative, zero or positive quantity.
    package var sign: Int {
        magnitude.isZero ? 0 : isNegative ? -1 : 1
    }
}

extension Quantity: Comparable {
    /// Whether the two are the same amount, however written.
    package static func == (left: Quantity, right: Quantity) -> Bool {
        left.isNegative == right.isNegative && left.magnitude == right.magnitude
    }

    /// Whether the left amount is the smaller one.
    package static func < (left: Quantity, right: Quantity) -> Bool {
        switch (left.isNegative, right.isNegative) {
        case (false, false): left.magnitude < right.magnitude
        case (true, true): right.magnitude < left.magnitude
        case (true, false): true
        case (false, true): false
        }
    }
}
