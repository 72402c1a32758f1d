import Foundation
import KubernetesAPI
import TestSupport
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

    @Test("bytes of every length are encoded as others encode them", arguments: 0...50)
    func lengths(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        for _ in 0..<20 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
        }
    }

    @Test(
        "what is not base64 is refused",
        arguments: ["Z", "Zg", "Zg=", "Zg===", "Zm9v=", "Z!==", "=Zg=", "Zm9vYg==Zg=="]
    )
    func refused(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
