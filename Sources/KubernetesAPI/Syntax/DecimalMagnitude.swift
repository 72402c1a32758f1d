/// A decimal number without a sign, of any size and precision: digits, times a power of ten.
///
/// Every operation costs time in proportion to the digits that were written, never to the exponent: `1e99999999` is one
/// digit. So no cap on the digits is needed beyond the one that the size of a request sets.
struct DecimalMagnitude: Equatable, Sendable {
    /// The digits, 0 to 9, most significant first, without zeros at either end; empty for zero.
    private(set) var digits: [UInt8]
    /// The power of ten of the last digit; 0 for zero.
    private(set) var exponent: Int64

    /// The number with these digits, the last of which counts 10 to the given power.
    ///
    /// Exponents come from 32 bits and the count of written digits, so they are far from overflow.
    init(digits: [UInt8], exponent: Int64) {
        self.digits = digits
        self.exponent = exponent
        normalise()
    }

    var isZero: Bool { digits.isEmpty }

    var isWhole: Bool { exponent >= 0 }

    /// The number as 64 bits, or nil where it has a fraction or is too large.
    var exactly: UInt64? {
        // 20 digits hold every UInt64, so longer numbers need no look.
        guard isWhole, order <= 20 else { return nil }
        var value: UInt64 = 0
        for place in 0..<digits.count + Int(exponent) {
            let product = value.multipliedReportingOverflow(by: 10)
            let sum = product.partialValue.addingReportingOverflow(place < digits.count ? UInt64(digits[place]) : 0)
            guard !product.overflow, !sum.overflow else { return nil }
            value = sum.partialValue
        }
        return value
    }

    /// The low 64 bits of a whole number; a fraction is cut.
    var lowBits: UInt64 {
        let whole = exponent < 0 ? digits.dropLast(Int(min(-exponent, Int64(digits.count)))) : digits[...]
        let value = whole.reduce(UInt64(0)) { $0 &* 10 &+ UInt64($1) }
        // 2^64 divides 10^64, so from there on only zeros are left.
        guard exponent < 64 else { return 0 }
        return (0..<max(0, exponent)).reduce(value) { value, _ in value &* 10 }
    }

    /// The number times a power of ten.
    func shifted(by places: Int64) -> DecimalMagnitude {
        isZero ? self : DecimalMagnitude(digits: digits, exponent: exponent + places)
    }

    /// The number, rounded up to a multiple of a power of ten.
    func roundedUp(toExponent target: Int64) -> DecimalMagnitude {
        guard exponent < target, !isZero else { return self }
        let dropped = min(target - exponent, Int64(digits.count))
        var kept = Array(digits.dropLast(Int(dropped)))
        // The last digit is not zero, so something is cut off.
        var index = kept.count - 1
        while index >= 0, kept[index] == 9 {
            kept[index] = 0
            index -= 1
        }
        if index >= 0 { kept[index] += 1 } else { kept.insert(1, at: 0) }
        return DecimalMagnitude(digits: kept, exponent: target)
    }

    /// The number times 2 to the given power, at most 60, so that nine times it and a carry fit into 64 bits.
    func multiplied(byPowerOfTwo power: UInt64) -> DecimalMagnitude {
        let factor: UInt64 = 1 << power
        var carry: UInt64 = 0
        var product: [UInt8] = []
        product.reserveCapacity(digits.count + Self.digitsOfLargestFactor)
        for digit in digits.reversed() {
            let sum = UInt64(digit) * factor + carry
            product.append(UInt8(sum % 10))
            carry = sum / 10
        }
        while carry > 0 {
            product.append(UInt8(carry % 10))
            carry /= 10
        }
        product.reverse()
        return DecimalMagnitude(digits: product, exponent: exponent)
    }

    /// 2^60 has 19 digits.
    private static let digitsOfLargestFactor = 19

    /// The power of ten just above the leading digit.
    var order: Int64 { exponent + Int64(digits.count) }

    private mutating func normalise() {
        // Most numbers are written so.
        if let first = digits.first, let last = digits.last, first != 0, last != 0 { return }
        let first = digits.firstIndex { $0 != 0 } ?? digits.endIndex
        let last = digits.lastIndex { $0 != 0 } ?? digits.startIndex
        guard first <= last, first < digits.endIndex else {
            digits = []
            exponent = 0
            return
        }
        exponent += Int64(digits.count - 1 - last)
        if first > 0 || last < digits.count - 1 { digits = Array(digits[first...last]) }
    }
}

extension DecimalMagnitude: Comparable {
    static func < (left: DecimalMagnitude, right: DecimalMagnitude) -> Bool {
        guard !left.isZero, !right.isZero else { return left.isZero && !right.isZero }
        guard left.order == right.order else { return left.order < right.order }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }
}
