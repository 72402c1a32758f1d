import KubernetesAPI
import Testing

@Suite struct TimestampTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let seconds: Int64
        var testDescription: String { text }

        init(_ text: String, _ seconds: Int64) {
            self.text = text
            self.seconds = seconds
        }
    }

    static let canonical: [Case] = [
        Case("1970-01-01T00:00:00Z", 0),
        Case("1969-12-31T23:59:59Z", -1),
        Case("2026-01-31T02:00:00Z", 1_769_824_800),
        Case("2000-02-29T12:34:56Z", 951_827_696),
        Case("0001-01-01T00:00:00Z", -62_135_596_800),
        Case("0000-01-01T00:00:00Z", -62_167_219_200),
        Case("9999-12-31T23:59:59Z", 253_402_300_799),
        Case("2038-01-19T03:14:08Z", 2_147_483_648),
    ]

    static let readable: [Case] = [
        Case("2026-01-31T03:00:00+01:00", 1_769_824_800),
        Case("2026-01-30T21:30:00-04:30", 1_769_824_800),
        Case("2026-01-31T02:00:00+00:00", 1_769_824_800),
        Case("2026-01-31T02:00:00-00:00", 1_769_824_800),
        Case("2026-01-31T02:00:00.9Z", 1_769_824_800),
        Case("2026-01-31T02:00:00.123456789012Z", 1_769_824_800),
        Case("2026-02-01T01:59:00+23:59", 1_769_824_800),
    ]

    @Test("times are read and written to the second", arguments: canonical)
    func roundTrip(_ example: Case) {
        #expect(Timestamp.unixSeconds(parsing: example.text) == example.seconds)
        #expect(Timestamp.string(fromUnixSeconds: example.seconds) == example.text)
    }

    @Test("offsets and fractions are read", arguments: readable)
    func reading(_ example: Case) {
        #expect(Timestamp.unixSeconds(parsing: example.text) == example.seconds)
    }

    @Test(
        "what is no RFC 3339 time is not read",
        arguments: [
            "", "null", "2026-01-31", "2026-01-31T02:00:00", "2026-01-31T02:00Z", "2026-01-31t02:00:00z",
            "2026-01-31 02:00:00Z", " 2026-01-31T02:00:00Z", "2026-01-31T02:00:00Z ", "2026-1-31T02:00:00Z",
            "2026-01-31T2:00:00Z", "26-01-31T02:00:00Z", "12026-01-31T02:00:00Z", "+2026-01-31T02:00:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-01-31T24:00:00Z", "2026-01-31T02:60:00Z", "2026-01-31T02:00:60Z", "2026-01-31T02:00:00.Z",
            "2026-01-31T02:00:00,5Z", "2026-01-31T02:00:00+24:00", "2026-01-31T02:00:00+01:60",
            "2026-01-31T02:00:00+0100", "2026-01-31T02:00:00+01", "2026-01-31T02:00:00Z+01:00",
            "２０２６-01-31T02:00:00Z", "2026-01-31T02:00:0\u{0660}Z", "+026-01-31T02:00:00Z", "2026-+1-31T02:00:00Z",
            // Outside the years 0000 to 9999 in UTC.
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        ]
    )
    func unreadable(_ text: String) {
        #expect(Timestamp.unixSeconds(parsing: text) == nil)
        #expect(Timestamp.unixMicroseconds(parsing: text) == nil)
    }

    @Test("instants that RFC 3339 cannot write become the nearest that it can")
    func clamping() {
        #expect(Timestamp.string(fromUnixSeconds: .min) == "0000-01-01T00:00:00Z")
        #expect(Timestamp.string(fromUnixSeconds: .max) == "9999-12-31T23:59:59Z")
        #expect(Timestamp.string(fromUnixMicroseconds: .min) == "0000-01-01T00:00:00.000000Z")
        #expect(Timestamp.string(fromUnixMicroseconds: .max) == "9999-12-31T23:59:59.999999Z")
    }

    @Test(
        "microseconds are six digits",
        arguments: [
            Case("1970-01-01T00:00:00.000000Z", 0), Case("1970-01-01T00:00:00.000001Z", 1),
            Case("1969-12-31T23:59:59.999999Z", -1), Case("2026-01-31T02:00:00.120000Z", 1_769_824_800_120_000),
            Case("0000-01-01T00:00:00.000000Z", -62_167_219_200_000_000),
            Case("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ]
    )
    func microseconds(_ example: Case) {
        #expect(Timestamp.unixMicroseconds(parsing: example.text) == example.seconds)
        #expect(Timestamp.string(fromUnixMicroseconds: example.seconds) == example.text)
    }

    @Test(
        "another number of digits is no MicroTime",
        arguments: ["2026-01-31T02:00:00Z", "2026-01-31T02:00:00.12345Z", "2026-01-31T02:00:00.1234567Z"]
    )
    func notMicroseconds(_ text: String) {
        #expect(Timestamp.unixMicroseconds(parsing: text) == nil)
    }
}
