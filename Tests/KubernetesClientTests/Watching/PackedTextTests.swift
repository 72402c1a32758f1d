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

    @Test("so do texts behind a sample of any kind", arguments: texts)
    func behindSample(text: String) {
        for sample in Self.texts + [text + "!", String(text.dropFirst(3)), "!" + text] {
            let bytes = Array(text.utf8)
            #expect(PackedText(bytes, like: TextPattern(TextSample(Array(sample.utf8)))).bytes == bytes)
        }
    }

    @Test("and random bytes behind random samples", arguments: 1...40 as ClosedRange<UInt64>)
    func randomSample(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = UInt8.random(in: 0...4, using: &random)
        func bytes() -> [UInt8] {
            (0..<Int.random(in: 0...3000, using: &random)).map { _ in UInt8.random(in: 0...letters, using: &random) }
        }
        let (sample, text) = (bytes(), bytes())
        let pattern = TextPattern(TextSample(sample))
        for text in [text, sample, sample + text, Array(sample.dropFirst(7)) + sample] {
            #expect(PackedText(text, like: pattern).bytes == text)
        }
    }

    @Test("and texts that go on where a long sample ends, or is cut off", arguments: [8191, 8192, 8193, 20_000])
    func longSample(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let sample = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        let pattern = TextPattern(TextSample(sample))
        for text in [sample, Array(sample.suffix(900)) + sample.prefix(900), Array(sample[8000..<8191]) + sample] {
            let packed = PackedText(text, like: pattern)
            #expect(packed.bytes == text && packed.packedCount < text.count)
        }
    }

    private static func object(_ name: String) -> [UInt8] {
        let fields = (0..<40).map { "\"field\($0)\":\"value of \($0 * 7919 % 101)\"" }.joined(separator: ",")
        return Array("{\"name\":\"\(name)\",\(fields),\"owner\":\"\(name)\"}".utf8)
    }

    @Test("objects that resemble the first one take a tenth of their room, and those of another release soon do")
    func patterns() {
        let patterns = TextPatterns()
        _ = patterns.pack(Self.object("first"))
        for number in 0..<300 {
            let bytes = Self.object("object-\(number)")
            let text = patterns.pack(bytes)
            #expect(text.bytes == bytes && text.packedCount * 10 < bytes.count)
        }
        let renamed = (0..<2).map { Array(String(decoding: Self.object("x\($0)"), as: UTF8.self).uppercased().utf8) }
        let texts = renamed.map(patterns.pack)
        #expect(zip(texts, renamed).allSatisfy { $0.bytes == $1 })
        #expect(texts[1].packedCount * 10 < renamed[1].count)
        #expect(texts[0].packedCount > 3 * texts[1].packedCount)
    }

    @Test("texts are the same however they were packed, and others are not")
    func equality() {
        let bytes = Self.object("a")
        let plain = PackedText(bytes)
        let pattern = TextPattern(TextSample(Self.object("b")))
        let packed = PackedText(bytes, like: pattern)
        #expect(plain == packed && packed == plain && packed == PackedText(bytes, like: pattern))
        #expect(Set([plain, packed]).count == 1)
        for other in [PackedText(Self.object("c")), PackedText(Self.object("c"), like: pattern)] {
            #expect(other != plain && other != packed)
        }
    }
}
