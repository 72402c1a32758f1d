import KubernetesAPI

/// Reads how JSON documents are written, one after the other.
///
/// The text has been parsed, so this only walks along it.
struct JSONSyntaxReader {
    private let bytes: [UInt8]
    private var index: Int

    /// The roots of so many documents.
    static func documents(of bytes: [UInt8], count: Int) -> [SyntaxNode] {
        var reader = JSONSyntaxReader(bytes: bytes, index: bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0)
        return (0..<count).map { _ in reader.node() }
    }

    /// Goes as deep as the document nests, which the parser bounds.
    private mutating func node() -> SyntaxNode {
        skipFiller()
        let start = index
        switch byte {
        case UInt8(ascii: "{"):
            var members: [SyntaxMember] = []
            index += 1
            while next(before: UInt8(ascii: "}")) {
                let key = node()
                members.append(SyntaxMember(key: key, value: node(), isMerge: false))
            }
            return made(.mapping(members, isFlow: true), from: start)
        case UInt8(ascii: "["):
            var elements: [SyntaxNode] = []
            index += 1
            while next(before: UInt8(ascii: "]")) { elements.append(node()) }
            return made(.sequence(elements), from: start)
        case UInt8(ascii: "\""):
            skipString()
            let text = try? JSONParser.parse(bytes[start..<index])
            return made(.scalar(text?.string ?? "", .quoted), from: start)
        default:
            while let byte, !Self.isFiller(byte), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") { index += 1 }
            return made(.scalar(String(decoding: bytes[start..<index], as: UTF8.self), .plain), from: start)
        }
    }

    private func made(_ content: SyntaxNode.Content, from start: Int) -> SyntaxNode {
        SyntaxNode(content: content, range: start..<index, hasAnchor: false)
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// True if something stands before the closing bracket, which is passed if not.
    private mutating func next(before bracket: UInt8) -> Bool {
        skipFiller()
        guard let byte, byte != bracket else {
            index = min(index + 1, bytes.count)
            return false
        }
        return true
    }

    private mutating func skipString() {
        index += 1
        while let byte, byte != UInt8(ascii: "\"") { index += byte == UInt8(ascii: "\\") ? 2 : 1 }
        index = min(index + 1, bytes.count)
    }

    private mutating func skipFiller() {
        while let byte, Self.isFiller(byte) { index += 1 }
    }

    /// White space and what separates values.
    private static func isFiller(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x0a, 0x0d, 0x09, UInt8(ascii: ","), UInt8(ascii: ":"): true
        default: false
        }
    }
}
