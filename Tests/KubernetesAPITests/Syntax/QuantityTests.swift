import KubernetesAPI
import Testing

/// The expected answers were computed with k8s.io/apimachinery's resource.Quantity.
@Suite struct QuantityTests {
    /// A text and what resource.Quantity makes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let printed: String
        let value: Int64
        let isWhole: Bool
        var testDescription: String { text }

        init(_ text: String, prints printed: String? = nil, value: Int64, isWhole: Bool = true) {
            self.text = text
            self.printed = printed ?? text
            self.value = value
            self.isWhole = isWhole
        }
    }

    static let plain: [Case] = [
        Case("0", value: 0),
        Case("-0", prints: "0", value: 0),
        Case("1", value: 1),
        Case("+1", value: 1),
        Case("007", value: 7),
        Case("5.", value: 5),
        Case(".5", prints: "500m", value: 1, isWhole: false),
        Case("1.5", prints: "1500m", value: 2, isWhole: false),
        Case("1.500", value: 2, isWhole: false),
        Case("0.001", prints: "1m", value: 1, isWhole: false),
        Case("123456789012345678", value: 123_456_789_012_345_678, isWhole: false),
        Case("9223372036854775807", value: .max),
    ]

    static let decimal: [Case] = [
        Case("100m", value: 1, isWhole: false),
        Case("1000m", prints: "1", value: 1),
        Case("1500m", value: 2, isWhole: false),
        Case("1n", value: 1, isWhole: false),
        Case("500u", value: 1, isWhole: false),
        Case("100k", value: 100_000),
        Case("1000k", prints: "1M", value: 1_000_000),
        Case("1000M", prints: "1G", value: 1_000_000_000),
        Case("1E", value: 1_000_000_000_000_000_000),
        Case("1000000", prints: "1M", value: 1_000_000),
    ]

    static let binary: [Case] = [
        Case("1024Ki", prints: "1Mi", value: 1 << 20),
        Case("1023Ki", value: 1_047_552),
        Case("1536Mi", value: 1_610_612_736),
        Case("1.5Gi", prints: "1536Mi", value: 1_610_612_736),
        Case("0.5Gi", prints: "512Mi", value: 1 << 29),
        Case("0.5Ki", prints: "512", value: 512),
        // Below 1024 binary quantities are printed as decimal ones.
        Case("0.9765625Ki", prints: "1k", value: 1_000),
        Case("1.1Ki", prints: "1126400m", value: 1_127, isWhole: false),
        Case("0.0001Ki", prints: "102400u", value: 1, isWhole: false),
        Case("8Gi", value: 1 << 33),
        Case("2Ti", value: 1 << 41),
        Case("4Pi", value: 1 << 52),
        Case("-1.5Gi", prints: "-1536Mi", value: -1_610_612_736),
        // Held within 64 bits, as binary quantities are; too large to be asked whether they are whole.
        Case("1Ei", value: 1 << 60, isWhole: false),
        Case("8Ei", prints: "9223372036854775807", value: .max),
        Case("-9Ei", prints: "-9223372036854775807", value: -.max),
        Case("100000Ei", prints: "9223372036854775807", value: .max),
    ]

    static let exponents: [Case] = [
        Case("1e3", value: 1_000),
        Case("1E3", value: 1_000),
        Case("1e+3", value: 1_000),
        Case("1e4", prints: "10e3", value: 10_000),
        Case("12e2", prints: "1200", value: 1_200),
        Case("1.5e3", prints: "1500", value: 1_500),
        Case("1e-3", value: 1, isWhole: false),
        Case("1e-10", prints: "1e-9", value: 1, isWhole: false),
        Case("1e00003", value: 1_000),
        // Go reads 64 bits of exponent and keeps 32.
        Case("1e4294967299", value: 1_000),
        Case("1e21", value: .max),
        Case("1e99999999", value: .max),
        Case("1E99999998", prints: "100e99999996", value: .max),
        Case("-7e77777777", prints: "-700e77777775", value: -.max),
    ]

    static let rounded: [Case] = [
        Case("0.1n", prints: "1n", value: 1, isWhole: false),
        Case("0.0000000001", prints: "1n", value: 1, isWhole: false),
        Case("0.1234567891", prints: "123456790n", value: 1, isWhole: false),
        Case("1.0000000001", prints: "1000000001n", value: 2, isWhole: false),
        Case("0.9999999999", prints: "1", value: 1),
        Case("-0.0000000001", prints: "-1n", value: -1, isWhole: false),
        Case("99999999999999999999.9999999999", prints: "100E", value: .max, isWhole: false),
    ]

    /// Zero in all the ways in which the Go scanner finds it.
    static let zeros = ["+", "-", ".", "m", "Ki", "k", "E", "0Ei", "0.0", "000", "-.m", "0e99", "0e-99"]

    @Test(
        "quantities are read, counted and printed as the API server does",
        arguments: plain + decimal + binary + exponents + rounded
    )
    func reading(_ example: Case) throws {
        let quantity = try Quantity(parsing: example.text)
        #expect(quantity.description == example.printed)
        #expect(quantity.wholeBytes == example.value)
        #expect(quantity.isWholeNumber == example.isWhole)
        #expect(quantity.sign == example.value.signum())
    }

    @Test("a number without digits is zero", arguments: zeros)
    func zero(_ text: String) throws {
        let quantity = try Quantity(parsing: text)
        #expect(quantity.sign == 0)
        #expect(quantity == Quantity("0"))
        #expect(quantity.description == "0")
        #expect(quantity.wholeBytes == 0)
    }

    @Test(
        "what is no number with a suffix is refused",
        arguments: [
            "", " ", " 1", "1 ", "1Gi ", "x", "0x10", "1e3Mi", "1_000", "1,5", "1..5", "1.5.5", "1Gb",
            "1b",
            "inf", "NaN", "1\0", "\u{FF11}", "\u{661}", "1\u{301}", "1e1.5", "1ki ", "1m5k",
        ]
    )
    func wrongFormat(_ text: String) {
        #expect(throws: QuantitySyntaxError.format) { try Quantity(parsing: text) }
    }

    @Test(
        "unknown suffixes are refused",
        arguments: [
            "1K", "1i", "1mi", "1ki", "1Mii", "1e", "1e+", "1E-", "1ee3", "1eE", "1-3", "--1", "+-1", "1m-3", "1k5",
            "1Mi3", "1Ei3",
            "1MM",
            "1e9223372036854775808", "1iK",
        ]
    )
    func unknownSuffix(_ text: String) {
        #expect(throws: QuantitySyntaxError.suffix) { try Quantity(parsing: text) }
    }

    @Test("a suffix that needs exact digits finds none", arguments: ["Ei", "-Pi", "+.Ei", "e-12"])
    func missingNumber(_ text: String) {
        #expect(throws: QuantitySyntaxError.number) { try Quantity(parsing: text) }
    }

    @Test("the refusals are the Go library's sentences")
    func messages() {
        #expect(QuantitySyntaxError.format.description == Quantity.grammar)
        #expect(Quantity.grammar.hasSuffix("'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"))
        #expect(QuantitySyntaxError.number.description == "unable to parse numeric part of quantity")
        #expect(QuantitySyntaxError.suffix.description == "unable to parse quantity's suffix")
    }

    @Test("around a JSON value white space does not count", arguments: [" 1Gi", "1Gi\n", "\t1Gi\u{A0}", "1Gi"])
    func trimming(_ text: String) {
        #expect(Quantity(text) == Quantity("1Gi"))
        #expect(Quantity(text)?.description == "1Gi")
    }

    @Test("a JSON value of white space alone, or with some inside, is none", arguments: ["", " ", "1 Gi", "x"])
    func notTrimmed(_ text: String) {
        #expect(Quantity(text) == nil)
    }
}
