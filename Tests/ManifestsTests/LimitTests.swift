import KubernetesAPI
import Manifests
import Testing

@Suite("Manifests on hostile input")
struct LimitTests {
    private static func nested(_ depth: Int) -> String {
        "a: " + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
    }

    /// Each level stands for ten of the level before.
    private static func laughs(_ levels: Int) -> String {
        (1...levels).reduce("a0: &a0 x\n") { text, level in
            let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            return text + "a\(level): &a\(level) [\(aliases)]\n"
        }
    }

    @Test("Nesting has the limit that JSON has")
    func depth() {
        #expect(Manifest(Array(Self.nested(JSONParser.depthLimit).utf8)).error == nil)
        let error = Manifest(Array(Self.nested(JSONParser.depthLimit + 1).utf8)).error
        #expect(error?.reason == .tooDeep(limit: JSONParser.depthLimit))
        #expect(error?.position == SourcePosition(line: 1, column: JSONParser.depthLimit + 3))
    }

    @Test("Aliases do not help to nest deeper")
    func depthThroughAliases() {
        let half = JSONParser.depthLimit / 2
        let text =
            "a: &a \(String(repeating: "[", count: half))\(String(repeating: "]", count: half))\nb: "
            + String(repeating: "[", count: half) + "*a" + String(repeating: "]", count: half)
        let manifest = Manifest(Array(text.utf8))
        #expect(manifest.error?.reason == .tooDeep(limit: JSONParser.depthLimit))
        #expect(manifest.error?.position.line == 2)
    }

    @Test("Aliases expand to a bounded number of values")
    func laughs() throws {
        #expect(Manifest(Array(Self.laughs(4).utf8)).error == nil)
        guard case .tooManyAliases = Manifest(Array(Self.laughs(9).utf8)).error?.reason else {
            Issue.record("a billion laughs were not refused")
            return
        }
    }

    @Test("Merge keys count as what they bring in")
    func merges() {
        let base = (0..<2_000).map { "  k\($0): v\n" }.joined()
        let merges = [String](repeating: "*b", count: 1_000).joined(separator: ",")
        let manifest = Manifest(Array("b: &b\n\(base)c:\n  <<: [\(merges)]\n".utf8))
        guard case .tooManyAliases = manifest.error?.reason else {
            Issue.record("two million merged members were not refused")
            return
        }
    }

    @Test("A manifest cut anywhere is read or refused, never a trap", arguments: ["wild-08", "wild-22"])
    func truncated(name: String) throws {
        let bytes = try WildManifests.bytes(name)
        var refused = 0
        for length in 0..<bytes.count {
            let manifest = Manifest(Array(bytes.prefix(length)))
            if manifest.error != nil { refused += 1 }
            #expect(manifest.documents.count <= 1)
        }
        #expect(refused > 0)
    }

    @Test("A damaged manifest is read or refused, never a trap", arguments: ["wild-08", "wild-20"])
    func damaged(name: String) throws {
        let bytes = try WildManifests.bytes(name)
        var refused = 0
        for index in stride(from: 0, to: bytes.count, by: 3) {
            for byte in [0x00, 0x09, 0x0a, 0x0d, 0x22, 0x26, 0x2a, 0x3a, 0x5b, 0x7b, 0x7c, 0xff] as [UInt8] {
                var copy = bytes
                copy[index] = byte
                let manifest = Manifest(copy)
                if manifest.error != nil { refused += 1 }
                for document in manifest.documents { _ = document.objects.map(\.position) }
            }
        }
        #expect(refused > 100)
    }
}
