import KubernetesAPI
import Manifests
import Testing

@Suite("Documents of a manifest")
struct DocumentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let documents: [String]

        var testDescription: String { name }

        init(_ name: String, _ text: String, _ documents: [String]) {
            self.name = name
            self.text = text
            self.documents = documents
        }
    }

    static let streams: [Case] = [
        Case("an empty file", "", []),
        Case("a file of comments", "# nothing\n\n# here\n", []),
        Case("empty documents", "---\n---\n# c\n---\n~\n---\n", []),
        Case("one document", "a: 1\n", ["{\"a\":1}"]),
        Case("one document between markers", "---\na: 1\n---\n", ["{\"a\":1}"]),
        Case("several documents", "a: 1\n---\n# c\nb: 2\n--- # d\nc: 3\n", ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]),
        Case("an end marker before a document marker", "a: 1\n...\n---\nb: 2\n", ["{\"a\":1}", "{\"b\":2}"]),
        Case(
            "carriage returns",
            "---\r\na: 1\r\nb:\r\n  - x\r\n---\r\nc: 2\r\n",
            ["{\"a\":1,\"b\":[\"x\"]}", "{\"c\":2}"]
        ),
        Case("a byte order mark", "\u{feff}a: 1\n", ["{\"a\":1}"]),
        Case("no newline at the end", "a: 1", ["{\"a\":1}"]),
        Case("flow style", "{a: 1, b: [x, {c: yes}]}\n", ["{\"a\":1,\"b\":[\"x\",{\"c\":true}]}"]),
        Case("a mapping without values", "a:\nb:\n", ["{\"a\":null,\"b\":null}"]),
        Case("tabs after values and in comments", "a: 1\t# c\t\nb:\t2\n", ["{\"a\":1,\"b\":2}"]),
        Case("JSON", "{\"a\": 1,\n \"b\": [true, null, \"yes\"]}\n", ["{\"a\":1,\"b\":[true,null,\"yes\"]}"]),
        Case("JSON with escapes that YAML lacks", #"{"a": "\ud83d\uddc4\/"}"#, ["{\"a\":\"🗄/\"}"]),
        Case("JSON with a byte order mark", "\u{feff} {\"a\": 1}", ["{\"a\":1}"]),
        Case(
            "JSON documents one after the other",
            "{\"a\":1}{\"b\":2}\n{\"c\":3}\n",
            ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]
        ),
        Case("JSON documents between markers", "{\"a\":1}\n---\n{\"b\":2}\n", ["{\"a\":1}", "{\"b\":2}"]),
        Case("a number that JSON keeps", "{\"a\":1.50,\"b\":1e400}", ["{\"a\":1.50,\"b\":1e400}"]),
    ]

    static let aliases: [Case] = [
        Case("an alias", "a: &x [1]\nb: *x\n", ["{\"a\":[1],\"b\":[1]}"]),
        Case("an alias of a scalar as key", "a: &x k\n*x : 1\n", ["{\"a\":\"k\",\"k\":1}"]),
        Case("an anchor defined twice", "a: &x 1\nb: *x\nc: &x 2\nd: *x\n", ["{\"a\":1,\"b\":1,\"c\":2,\"d\":2}"]),
        Case(
            "a merge key",
            "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n",
            ["{\"a\":{\"p\":1,\"q\":2},\"b\":{\"p\":1,\"q\":3}}"]
        ),
        Case("a merge key after what it overrides", "b:\n  q: 3\n  <<: {p: 1, q: 2}\n", ["{\"b\":{\"q\":2,\"p\":1}}"]),
        Case("a merge of several, the first wins", "<<: [{p: 1}, {p: 2, q: 3}]\n", ["{\"p\":1,\"q\":3}"]),
        Case("a merge within a merge", "<<: {<<: {p: 1, q: 2}, q: 3}\n", ["{\"p\":1,\"q\":3}"]),
        Case("a merge key in quotes", "\"<<\": {p: 1}\n", ["{\"<<\":{\"p\":1}}"]),
        Case("two merge keys", "<<: {p: 1}\n<<: {q: 2}\n", ["{\"p\":1,\"q\":2}"]),
    ]

    @Test("A file holds its documents", arguments: streams + aliases)
    func documents(_ example: Case) {
        let manifest = Manifest(Array(example.text.utf8))
        #expect(manifest.error == nil)
        #expect(manifest.documents.map(\.root.jsonText) == example.documents)
    }

    @Test("UTF-16 with a byte order mark is read", arguments: [true, false])
    func utf16(bigEndian: Bool) {
        let units = "\u{feff}a: größe\n".utf16
        let bytes = units.flatMap { unit -> [UInt8] in
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xff)]
            return bigEndian ? pair : pair.reversed()
        }
        #expect(Manifest(bytes).documents.map(\.root) == [["a": "größe"]])
    }

    @Test("Anchors do not reach into the next document")
    func anchorsEnd() {
        let manifest = Manifest(Array("a: &x 1\n---\nb: *x\n".utf8))
        #expect(manifest.documents.map(\.root) == [["a": 1]])
        #expect(manifest.error?.reason == .unknownAnchor)
    }
}
