import KubernetesAPI
import Testing

@Suite("Floating-point numbers as Go writes them")
struct ShortestDecimalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let value: Double
        let json: String
        let general: String

        var testDescription: String { json }

        init(_ value: Double, _ json: String, _ general: String? = nil) {
            self.value = value
            self.json = json
            self.general = general ?? json
        }
    }

    @Test(
        "JSON and %v differ in where the exponent begins",
        arguments: [
            Case(0, "0"), Case(-0.0, "-0"), Case(1, "1"), Case(-1.5, "-1.5"), Case(0.1, "0.1"), Case(100, "100"),
            Case(123456, "123456"), Case(999999, "999999"), Case(1_000_000, "1000000", "1e+06"),
            Case(1234567, "1234567", "1.234567e+06"), Case(12345678.5, "12345678.5", "1.23456785e+07"),
            Case(0.0001, "0.0001"), Case(0.00001, "0.00001", "1e-05"), Case(0.000012345, "0.000012345", "1.2345e-05"),
            Case(1e-6, "0.000001", "1e-06"), Case(1e-7, "1e-7", "1e-07"), Case(1.5e-10, "1.5e-10"),
            Case(1e20, "100000000000000000000", "1e+20"), Case(1e21, "1e+21"), Case(1.5e300, "1.5e+300"),
            Case(.greatestFiniteMagnitude, "1.7976931348623157e+308"), Case(.leastNonzeroMagnitude, "5e-324"),
        ]
    )
    func layout(_ example: Case) throws {
        let decimal = try #require(ShortestDecimal(example.value))
        #expect(decimal.jsonText == example.json)
        #expect(decimal.generalText == example.general)
    }

    @Test("Infinities and what is no number have no decimal", arguments: [Double.infinity, -.infinity, .nan])
    func none(value: Double) { #expect(ShortestDecimal(value) == nil) }

    @Test("Single precision has the digits of single precision")
    func single() throws { #expect(try #require(ShortestDecimal(Float(0.1))).generalText == "0.1") }
}
