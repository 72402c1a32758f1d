import KubernetesAPI
import Testing

@Suite struct QuantityOrderTests {
    /// Each line is smaller than the next; the texts of a line are equal.
    static let ascending: [[String]] = [
        ["-1e99999999"],
        ["-9Ei", "-9223372036854775807", "-100000Ei"],
        ["-1Gi", "-1024Mi"],
        ["-1"],
        ["-1n", "-0.1n"],
        ["0", "-0", "0Ki", "0e99"],
        ["1n", "0.1n", "1e-9", "1e-99999999", "0.00000000000000000000000000001"],
        ["1m", "0.001", "1000u", "1e-3"],
        ["999m"],
        ["999999999n"],
        ["1", "1000m", "1.0", "1e0", "0.9999999999"],
        ["1000000001n", "1.0000000001"],
        ["1k", "1000", "1e3", "1E3"],
        ["1Ki", "1024"],
        ["1G", "1000M"],
        ["1Gi", "1024Mi", "1073741824", "1048576Ki"],
        ["1E", "1000000000000000000"],
        ["1Ei", "1152921504606846976"],
        ["8Ei", "9223372036854775807", "100Ei"],
        ["9223372036854775808"],
        ["10E", "10000000000000000000"],
        ["1e20", "100000000000000000000"],
        ["100000000000000000001"],
        ["1e99999998"],
        ["9e99999998"],
        ["1e99999999", "10e99999998", "0.1e100000000"],
        ["1e2147483647"],
    ]

    @Test("texts of one amount are equal, whatever their form", arguments: ascending)
    func equality(_ texts: [String]) throws {
        let quantities = try texts.map(Quantity.init(parsing:))
        for (left, right) in zip(quantities, quantities.dropFirst()) {
            #expect(left == right && !(left < right) && !(right < left))
        }
    }

    @Test("order is exact over all pairs")
    func order() throws {
        let quantities = try Self.ascending.map { try Quantity(parsing: #require($0.first)) }
        for (index, left) in quantities.enumerated() {
            for right in quantities[(index + 1)...] {
                #expect(left < right, "\(left) < \(right)")
                #expect(!(right < left) && left != right, "\(left) < \(right)")
            }
        }
    }

    @Test("a long text and a great exponent cost no more than they are long")
    func boundedCost() throws {
        let digits = String(repeating: "9", count: 200_000)
        let texts = [
            "1e2147483647", "-1e2147483647", "1e-2147483647", digits, digits + "e2147483647", digits + "e-2147483648",
            "0." + digits, digits + "Ei", "0." + digits + "Ei", "-" + digits + "n",
        ]
        let quantities = try texts.map(Quantity.init(parsing:))
        for left in quantities {
            #expect(!left.description.isEmpty)
            #expect(left.roundedToMilli().sign == left.sign)
            _ = (left.wholeBytes, left.isWholeNumber)
            #expect(quantities.filter { $0 == left }.count >= 1)
            #expect(quantities.filter { $0 < left }.count < quantities.count)
        }
    }
}
