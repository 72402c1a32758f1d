import Testing

@testable import HTTPWire

@Suite("The search for an octet")
struct OctetSearchTests {
    /// What stands beside the octet: the bits that a search of eight at a time could take for it.
    static let neighbours: [UInt8] = [0x0A ^ 1, 0x0A ^ 0x80, 0x0A &+ 1, 0x0A &- 1, 0x00, 0xFF]

    @Test("finds the first one wherever it stands, and no other octet", arguments: neighbours)
    func first(_ neighbour: UInt8) {
        for count in 0..<20 {
            for position in 0..<count {
                var octets = [UInt8](repeating: neighbour, count: count)
                octets[position] = 0x0A
                octets[count - 1] = 0x0A
                for start in 0..<count {
                    let expected = start <= position ? position : count - 1
                    #expect(octets.span.firstIndex(of: 0x0A, in: start..<count) == expected)
                    #expect(octets.span.firstIndex(of: 0x0A, in: start..<max(start, position)) == nil)
                }
            }
        }
    }
}
