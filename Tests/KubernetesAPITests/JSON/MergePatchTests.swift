import KubernetesAPI
import Testing

@Suite("Patches that are merged (RFC 7396)")
struct MergePatchTests {
    static let cases: [(old: JSONValue, new: JSONValue, patch: JSONValue?)] = [
        (["a": 1], ["a": 1], nil),
        (["a": 1, "b": 2], ["a": 1], ["b": .null]),
        (["a": 1], ["a": 2, "b": ["c": 3]], ["a": 2, "b": ["c": 3]]),
        (["a": ["b": 1, "c": 2], "d": 3], ["a": ["b": 1, "e": 4], "d": 3], ["a": ["c": .null, "e": 4]]),
        (["a": [1, 2]], ["a": [1]], ["a": [1]]),
        (["a": ["b": 1]], ["a": "text"], ["a": "text"]),
        (["a": 1], ["a": .null], ["a": .null]),
    ]

    @Test("say what changes and nothing else", arguments: cases)
    func patches(old: JSONValue, new: JSONValue, patch: JSONValue?) { #expect(old.mergePatch(to: new) == patch) }
}
