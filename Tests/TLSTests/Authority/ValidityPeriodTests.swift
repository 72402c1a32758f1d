import Testing

@testable import TLS

@Suite("A period of validity")
struct ValidityPeriodTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let period: ValidityPeriod
        let notBefore: Int64
        let notAfter: Int64

        var testDescription: String { name }
    }

    static let last = ValidityPeriod.lastMoment
    static let cases = [
        Case(
            name: "starts five minutes early",
            period: ValidityPeriod(from: 1_000_000, lasting: .seconds(3_600)),
            notBefore: 999_700,
            notAfter: 1_003_600
        ),
        Case(
            name: "starts as early as asked",
            period: ValidityPeriod(from: 1_000_000, lasting: .seconds(1), backdatedBy: .zero),
            notBefore: 1_000_000,
            notAfter: 1_000_001
        ),
        Case(
            name: "does not start before 1970",
            period: ValidityPeriod(from: 10, lasting: .seconds(100)),
            notBefore: 0,
            notAfter: 110
        ),
        Case(
            name: "does not end after 9999",
            period: ValidityPeriod(from: last - 1, lasting: .seconds(Int64.max)),
            notBefore: last - 301,
            notAfter: last
        ),
        Case(
            name: "survives absurd arguments",
            period: ValidityPeriod(from: .min, lasting: .seconds(Int64.min), backdatedBy: .seconds(Int64.max)),
            notBefore: 0,
            notAfter: last
        ),
    ]

    @Test("keeps within what a certificate can say", arguments: cases)
    func keepsWithinBounds(_ example: Case) {
        #expect(example.period.notBefore == example.notBefore)
        #expect(example.period.notAfter == example.notAfter)
    }

    @Test(
        "is written and read back to the second, on both sides of 2050",
        arguments: [0, 1, 951_782_400, 2_524_607_999, 2_524_608_000, last] as [Int64]
    )
    func roundTrips(_ moment: Int64) throws {
        let authority = try CertificateAuthority.make(
            commonName: "CA",
            validity: ValidityPeriod(notBefore: moment, notAfter: moment)
        )
        #expect(authority.summary.notBefore == moment)
        #expect(authority.summary.notAfter == moment)
    }
}
