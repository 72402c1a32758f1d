import KubernetesAPI
import Testing

@Suite("A list of mistakes")
struct FindingsTests {
    static func findings(_ count: Int, limit: Int) -> Findings {
        var findings = Findings(limit: limit)
        for index in 0..<count { findings.append(.required(FieldPath("list").index(index))) }
        return findings
    }

    @Test(
        "Beyond the limit mistakes are counted, not made",
        arguments: [(0, 2, 0, 0), (1, 2, 1, 0), (2, 2, 2, 0), (5, 2, 2, 3), (3, 0, 0, 3), (7, Int.max, 7, 0)]
    )
    func counts(count: Int, limit: Int, listed: Int, unlisted: Int) {
        var made = 0
        var findings = Findings(limit: limit)
        for index in 0..<count {
            findings.append(
                {
                    made += 1
                    return .required(FieldPath("list").index(index))
                }()
            )
        }
        #expect(findings.count == listed && findings.unlisted == unlisted && findings.total == count)
        #expect(made == listed)
        #expect(findings.isEmpty == (count == 0))
    }

    @Test(
        "Told to somebody, the last one counts those that are not listed",
        arguments: [
            (2, 5, 3, ["list[0]: Required value", "list[1]: Required value"]),
            (2, 2, 1, ["list[0]: Required value", "spec: Too many: 1 more mistake is not listed"]),
            (
                9, 2, 5,
                [
                    "list[0]: Required value", "list[1]: Required value",
                    "spec: Too many: 7 more mistakes are not listed",
                ]
            ),
            (0, 2, 1, []),
        ]
    )
    func told(count: Int, limit: Int, most: Int, expected: [String]) {
        #expect(Self.findings(count, limit: limit).told(atMost: most).map(\.description) == expected)
    }

    @Test(
        "With fewer listed the others are counted",
        arguments: [
            (5, 9, 9, 5, 0), (5, 9, 5, 5, 0), (5, 9, 2, 2, 3), (9, 5, 2, 2, 7), (9, 5, 0, 0, 9), (0, 5, 2, 0, 0),
        ]
    )
    func listing(count: Int, limit: Int, most: Int, listed: Int, unlisted: Int) {
        let findings = Self.findings(count, limit: limit)
        let fewer = findings.listing(atMost: most)
        #expect(Array(fewer) == Array(findings.prefix(listed)))
        #expect(fewer.unlisted == unlisted && fewer.total == count)
    }

    @Test("Parted by a condition, what is not listed stays counted")
    func parted() {
        let (first, others) = Self.findings(9, limit: 3).parted { $0.path.description == "list[1]" }
        #expect(first.map(\.path.description) == ["list[1]"])
        #expect(others.map(\.path.description) == ["list[0]", "list[2]"] && others.unlisted == 6)
    }
}
