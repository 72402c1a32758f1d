import HTTPWire
import Testing

@Suite("Dates")
struct HTTPDateTests {
    @Test(
        "are in the form of RFC 9110",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
            (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
            (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
            (1_798_761_600, "Fri, 01 Jan 2027 00:00:00 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (Int.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ]
    )
    func formatted(_ seconds: Int, _ expected: String) {
        #expect(HTTPDate(secondsSince1970: seconds).description == expected)
    }

    @Test("go on from day to day without a gap for four hundred years")
    func consecutive() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var day = 0
        for year in 1970..<2370 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in lengths.enumerated() {
                for date in 1...(month == 1 && isLeap ? 29 : length) {
                    let text = HTTPDate(secondsSince1970: day * 86400).description
                    guard text.dropFirst(5).hasPrefix(date < 10 ? "0\(date) " : "\(date) "), text.contains(" \(year) ")
                    else {
                        Issue.record("day \(day) is \(text)")
                        return
                    }
                    day += 1
                }
            }
        }
    }
}
