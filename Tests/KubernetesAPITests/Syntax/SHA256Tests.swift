import KubernetesAPI
import Testing

/// The examples of NIST for FIPS 180-4, and lengths around the block's border.
@Suite struct SHA256Tests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let digest: String
        var testDescription: String { "\(text.prefix(20)) (\(text.utf8.count) bytes)" }

        init(_ text: String, _ digest: String) {
            self.text = text
            self.digest = digest
        }
    }

    static let cases: [Case] = [
        Case("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Case("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        Case(
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        Case(
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        Case(
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
        Case(String(repeating: "x", count: 55), "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072"),
        Case(String(repeating: "x", count: 56), "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e"),
        Case(String(repeating: "x", count: 57), "ae14a2563ccf969d99aca69ce6bb74981f734bbf9f655f73b8f06db68cab5217"),
        Case(String(repeating: "x", count: 63), "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2"),
        Case(String(repeating: "x", count: 64), "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c"),
        Case(String(repeating: "x", count: 65), "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"),
        Case(String(repeating: "x", count: 119), "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c"),
        Case(String(repeating: "x", count: 120), "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98"),
        Case(String(repeating: "x", count: 128), "24da1b81d0b16df6428eee73c69fcb2a93c76bc6df706f0c6670fe6bfe800464"),
        Case("backup/nightly", "79ce1196ed54e79f23c4ae276a41fb6d0218e286190e8f452959c5d0b21fed5d"),
        Case("ä/ö", "fce1ac311cc28ee03ee495e61f5f56452bdbbf2be7bd77dde61124b8c80a1c0d"),
    ]

    @Test("hashes agree with the standard", arguments: cases)
    func digest(_ example: Case) {
        #expect(SHA256.hexDigest(of: example.text.utf8) == example.digest)
    }
}
