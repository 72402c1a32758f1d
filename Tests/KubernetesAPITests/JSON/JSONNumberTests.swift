import KubernetesAPI
import Testing

@Suite("JSON numbers")
struct JSONNumberTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let literal: String
        let value: Int64?

        var testDescription: String { literal }

        init(_ literal: String, _ value: Int64?) {
            self.literal = literal
            self.value = value
        }
    }

    @Test(
        "A literal denotes an integer if it is whole and fits",
        arguments: [
            Case("0", 0), Case("-0", 0), Case("3", 3), Case("-3", -3),
            Case("1.0", 1), Case("-1.0", -1), Case("1.000", 1), Case("1.50", nil), Case("1.05", nil), Case("0.5", nil),
            Case("1e3", 1000), Case("1E+3", 1000), Case("1.5e1", 15), Case("1.55e1", nil), Case("1500e-2", 15),
            Case("15e-1", nil), Case("1000e-3", 1), Case("0.0", 0), Case("0e5", 0), Case("0.000e-5", 0),
            Case("9223372036854775807", .max), Case("9223372036854775808", nil),
            Case("-9223372036854775808", .min), Case("-9223372036854775809", nil),
            Case("9.223372036854775807e18", .max), Case("9.223372036854775808e18", nil),
            Case("9223372036854775807.0", .max), Case("1e18", 1_000_000_000_000_000_000), Case("1e19", nil),
            Case("123456789012345678901234567890", nil), Case("0.1e1", 1),
            Case("1e99999999", nil), Case("1e-99999999", nil), Case("0e99999999999999999999999999", 0),
            Case("1e99999999999999999999999999", nil), Case("1e-9223372036854775808", nil),
            Case("0.1e-9223372036854775808", nil),
        ]
    )
    func int64(_ example: Case) { #expect(JSONNumber(validated: example.literal).int64 == example.value) }

    @Test(
        "Two ways to write one whole number are equal and hash alike",
        arguments: [
            ("1", "1.0"), ("1000", "1e3"), ("0", "-0"), ("0", "0.0"), ("150", "1.5e2"),
        ]
    )
    func equal(left: String, right: String) {
        let (left, right) = (JSONNumber(validated: left), JSONNumber(validated: right))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }

    @Test("Different numbers differ", arguments: [("1", "2"), ("1", "-1"), ("1.5", "1"), ("1e400", "1e401")])
    func different(left: String, right: String) {
        #expect(JSONNumber(validated: left) != JSONNumber(validated: right))
    }
}
