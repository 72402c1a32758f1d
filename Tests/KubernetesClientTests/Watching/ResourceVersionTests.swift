import KubernetesClient
import Testing

@Suite struct ResourceVersionTests {
    @Test(
        "numbers compare as numbers, whatever their length",
        arguments: [
            ("2", "1", true), ("1", "2", false), ("2", "2", false), ("10", "9", true), ("9", "10", false),
            ("123456789012345678901234567890", "99999999999999999999999999999", true),
        ]
    )
    func numbers(_ left: String, _ right: String, _ expected: Bool) {
        #expect(ResourceVersion(left).isNewer(than: ResourceVersion(right)) == expected)
    }

    @Test("what is no number is newer than nothing", arguments: ["", "0", "01", "-1", "1a", "x"])
    func others(_ text: String) {
        #expect(!ResourceVersion(text).isNewer(than: ResourceVersion("1")))
        #expect(!ResourceVersion("1").isNewer(than: ResourceVersion(text)))
    }
}
