import Testing

@testable import kubectl_kopia_maintenance

@Suite("Ages")
struct AgeTests {
    static let ages: [(Int64, String)] = [
        (-5, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (600, "10m"), (10_799, "179m"),
        (10_800, "3h"), (11_100, "3h5m"), (28_800, "8h"), (172_799, "47h"), (172_800, "2d"), (180_000, "2d2h"),
        (691_200, "8d"), (63_072_000, "2y"), (63_158_400, "2y1d"), (252_288_000, "8y"),
    ]

    @Test("are written as kubectl writes them", arguments: ages)
    func age(_ seconds: Int64, _ text: String) { #expect(Age.text(seconds) == text) }

    @Test("say on which side of now they are")
    func distance() {
        #expect(Age.distance(to: 0, from: 10_800) == "3h ago")
        #expect(Age.distance(to: 18_000, from: 0) == "in 5h")
        #expect(Age.distance(to: 7, from: 7) == "0s ago")
    }
}
