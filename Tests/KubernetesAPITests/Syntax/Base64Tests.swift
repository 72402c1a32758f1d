import KubernetesAPI
import Testing

@Suite struct Base64Tests {
    @Test(
        "the vectors of RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test("every byte survives, and line breaks do not matter")
    func bytes() {
        let bytes = (UInt8.min...UInt8.max).map { $0 }
        let text = Base64.encode(bytes)
        #expect(Base64.decode(text) == bytes)
        #expect(Base64.decode(text.map { "\($0)\n" }.joined()) == bytes)
    }

    @Test(
        "what is not base64 is refused",
        arguments: ["Z", "Zg", "Zg=", "Zg===", "Zm9v=", "Z!==", "=Zg=", "Zm9vYg==Zg=="]
    )
    func refused(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
