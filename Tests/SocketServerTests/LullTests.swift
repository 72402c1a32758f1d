import Testing

@testable import SocketServer

@Suite("A lull")
struct LullTests {
    private static func beginnings(_ activities: [UInt64]) -> [Int] {
        var lull = Lull()
        return activities.indices.filter { lull.hasBegun(activities[$0]) }
    }

    /// How much had happened at each look, and at which of them a lull had begun.
    static let histories: [([UInt64], [Int])] = [
        ([], []),
        ([0, 0, 0], []),
        ([5, 6, 7], []),
        ([5, 5, 5], [1]),
        ([0, 5, 9, 9, 9, 12, 12], [3, 6]),
    ]

    @Test("begins when nothing more has happened, once", arguments: histories)
    func begins(_ activities: [UInt64], _ expected: [Int]) {
        #expect(Self.beginnings(activities) == expected)
    }
}
