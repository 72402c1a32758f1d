import HTTPWire
import Testing

@Suite("Mutated requests")
struct ParserFuzzTests {
    /// Octets that matter to framing, and some that matter to nobody.
    private static let interesting = Array("\r\n :;,0159afAFxX\t\0\u{7F}-+%?/*HTcChunked".utf8)

    @Test("give the same reading however they are cut", arguments: 0..<40)
    func sameAtRandomCuts(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let originals = AcceptedStream.all.map(\.bytes) + RefusedRequest.all.map(\.bytes)
        for original in originals where original.utf8.count < 2000 {
            let bytes = Self.mutated(Array(original.utf8), by: &generator)
            let whole = read([bytes])
            let pieces = Self.cut(bytes, by: &generator)
            #expect(read(pieces) == whole, "\(bytes)")
        }
    }

    private static func mutated(_ bytes: [UInt8], by generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let position = Int.random(in: 0...bytes.count, using: &generator)
            let octet = interesting.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.insert(octet, at: position)
            case 1 where position < bytes.count: bytes.remove(at: position)
            case _ where position < bytes.count: bytes[position] = octet
            default: bytes.append(octet)
            }
        }
        return bytes
    }

    private static func cut(_ bytes: [UInt8], by generator: inout SeededGenerator) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(rest.count, 40), using: &generator)
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}
