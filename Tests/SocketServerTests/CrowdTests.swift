import Testing

@testable import SocketServer

@Suite("A crowd of connections")
struct CrowdTests {
    private static func dispersals(_ counts: [Int]) -> [Int] {
        var crowd = Crowd()
        return counts.indices.filter { crowd.hasDispersed(counts[$0]) }
    }

    /// Numbers of connections, one after the other, and at which of them a crowd had gone.
    static let histories: [([Int], [Int])] = [
        ([], []),
        ([1, 0, 1, 0], []),
        ([127, 0], []),
        ([128, 33, 32, 31, 0], [2]),
        ([1000, 251, 250, 249, 63, 62, 61], [2, 5]),
        ([1000, 600, 1000, 400, 1000], []),
        ([200, 0, 200, 0], [1, 3]),
    ]

    @Test("has dispersed when three quarters of more than a hundred have gone, once", arguments: histories)
    func disperses(_ counts: [Int], _ expected: [Int]) {
        #expect(Self.dispersals(counts) == expected)
    }
}
