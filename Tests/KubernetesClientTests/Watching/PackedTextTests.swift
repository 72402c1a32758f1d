import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct PackedTextTests {
    static let texts: [String] = [
        "", "a", "abcd", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "{\"name\":\"ü\"}",
        String(repeating: "0123456789", count: 1000), String(repeating: "x", count: 127),
        String(repeating: "y", count: 128), String(repeating: "z", count: 16_384),
    ]

    @Test("what was packed comes out as it was", arguments: texts)
    func roundTrip(text: String) {
        let bytes = Array(text.utf8)
        #expect(PackedText(bytes).bytes == bytes)
    }

    @Test("so do random bytes, with many repetitions and with few", arguments: 1...40 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = UInt8.random(in: 0...255, using: &random)
        let count = Int.random(in: 0...5000, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...letters, using: &random) }
        #expect(PackedText(bytes).bytes == bytes)
    }

    @Test("text like that of an object takes less than half of its room")
    func size() {
        let entries = (0..<60).map {
            "{\"name\":\"KEY_\($0)\",\"valueFrom\":{\"secretKeyRef\":{\"key\":\"KEY_\($0)\"}}}"
        }
        let bytes = Array("[\(entries.joined(separator: ","))]".utf8)
        #expect(PackedText(bytes).packedCount * 2 < bytes.count)
    }
}
