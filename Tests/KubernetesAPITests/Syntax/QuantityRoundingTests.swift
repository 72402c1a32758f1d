import KubernetesAPI
import Testing

@Suite struct QuantityRoundingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let rounded: String
        var testDescription: String { "\(text) becomes \(rounded)" }

        init(_ text: String, _ rounded: String) {
            self.text = text
            self.rounded = rounded
        }
    }

    static let milli: [Case] = [
        Case("0", "0"),
        Case("1", "1"),
        Case("+1", "+1"),
        Case("1.500", "1.500"),
        Case("100m", "100m"),
        Case("0.0005", "1m"),
        Case("1n", "1m"),
        Case("123456789n", "124m"),
        Case("0.0001Ki", "103m"),
        Case("1.0000000001", "1001m"),
        Case("999999999n", "1"),
        Case("1e-9", "1e-3"),
        Case("-1500u", "-2m"),
        Case("1Gi", "1Gi"),
        Case("1e99999999", "1e99999999"),
    ]

    @Test("resource amounts are rounded away from zero to thousandths", arguments: milli)
    func rounding(_ example: Case) throws {
        #expect(try Quantity(parsing: example.text).roundedToMilli().description == example.rounded)
    }

    @Test("amounts that differ in finer parts are equal once rounded")
    func equalOnceRounded() throws {
        let limit = try Quantity(parsing: "100u")
        let request = try Quantity(parsing: "100100n")
        #expect(limit < request)
        #expect(limit.roundedToMilli() == request.roundedToMilli())
    }

    /// A text, a unit, and the count of it, with Go's answers to overflow.
    static let counts: [(String, Int, Int64)] = [
        ("1.5", 0, 2), ("1.5", -3, 1_500), ("1.0005", -3, 1_001), ("-1.5", 0, -2), ("0", -3, 0),
        ("1Gi", -3, 1_073_741_824_000),
        ("9007199254740992", -3, 9_007_199_254_740_992_000),
        ("1Ei", -3, .min), ("8Ei", -3, -1_000), ("1E", -3, 0), ("1e18", -3, 0), ("1e21", 0, 0),
        ("123456789012345678", -3, -5_670_419_503_621_183_312),
        ("1000000000000000000", -3, 3_875_820_019_684_212_736),
        ("10000000000000000000", 0, -8_446_744_073_709_551_616),
        ("9223372036854775808", 0, .min), ("9223372036854775808", -3, 0),
        ("405940006483G", 0, 111_636_861_389_864_448),
        ("1e99999999", 0, 0),
    ]

    @Test("counts in a unit agree with the Go library, overflow included", arguments: counts)
    func counting(_ text: String, scale: Int, expected: Int64) throws {
        #expect(try Quantity(parsing: text).scaledValue(scale) == expected)
    }
}
