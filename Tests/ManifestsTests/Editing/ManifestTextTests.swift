import KubernetesAPI
import Testing

@testable import Manifests

@Suite("The text of a manifest that is edited")
struct ManifestTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        let edits: [FieldEdit]
        let after: String

        var testDescription: String { name }

        init(_ name: String, _ before: String, _ edits: [FieldEdit], _ after: String) {
            (self.name, self.before, self.edits, self.after) = (name, before, edits, after)
        }
    }

    private static let path = FieldPath("x")
    private static let (one, two, three) = (path.field("a"), path.field("b"), path.field("c"))
    private static let value = NewField.value("new", ["k": [1, "two"]])

    static let removals: [Case] = [
        Case("the first of a block", "x:\n  a: 1\n  b: 2\n", [.init(one, .remove)], "x:\n  b: 2\n"),
        Case("the last, without a line break", "x:\n  a: 1\n  b: 2", [.init(two, .remove)], "x:\n  a: 1\n"),
        Case(
            "a mapping with what is inside, comments too",
            "x:\n  # a\n  a:  # head\n    k: 1\n\n    # in a\n\n  # b\n  b: 2\n",
            [.init(one, .remove)],
            "x:\n  # a\n\n  # b\n  b: 2\n"
        ),
        Case(
            "a list that is not indented",
            "x:\n  a:\n  - 1\n  # two\n  - 2\n  b: 3\n",
            [.init(one, .remove)],
            "x:\n  b: 3\n"
        ),
        Case(
            "a literal that keeps its empty lines",
            "x:\n  a: |+\n    text\n\n\n  b: 3\n",
            [.init(one, .remove)],
            "x:\n\n\n  b: 3\n"
        ),
        Case("a name in quotes", "x:\n  \"a\" : 1\n  b: 2\n", [.init(one, .remove)], "x:\n  b: 2\n"),
        Case("a name with a tag", "x:\n  !!str a: 1\n  b: 2\n", [.init(one, .remove)], "x:\n  b: 2\n"),
        Case(
            "all of a block",
            "x:  # x\n  # a\n  a: 1\n  b: 2\ny: 1\n",
            [.init(two, .remove), .init(one, .remove)],
            "x: {}  # x\n  # a\ny: 1\n"
        ),
        Case("nothing", "x:\n  a:\n  b: 2\n", [.init(one, .remove)], "x:\n  b: 2\n"),
        Case("the first in brackets", "x: {a: 1, b: 2}\n", [.init(one, .remove)], "x: {b: 2}\n"),
        Case("the last in brackets", "x: {a: 1, b: 2}\n", [.init(two, .remove)], "x: {a: 1}\n"),
        Case(
            "several in brackets",
            "x: {a: 1, b: 2, c: 3}\n",
            [.init(one, .remove), .init(three, .remove)],
            "x: {b: 2}\n"
        ),
        Case("all in brackets", "x: {a: 1, b: 2}\n", [.init(one, .remove), .init(two, .remove)], "x: {}\n"),
        Case("with a comma too many", "x: {a: 1, b: 2, }\n", [.init(two, .remove)], "x: {a: 1, }\n"),
        Case(
            "lines in brackets",
            "x: {\n  a: 1, # one\n  b: 2, # two\n  c: 3 # three\n}\n",
            [.init(three, .remove)],
            "x: {\n  a: 1, # one\n  b: 2 # two\n   # three\n}\n"
        ),
    ]

    static let others: [Case] = [
        Case(
            "others in its place, indented as it is",
            "x:\n    a: 1 # one\n    b: 2\n",
            [.init(one, .replace(by: [value, .object("o", [.copy(one, comments: .all)])]))],
            "x:\n    new:\n      k:\n      - 1\n      - two\n    o:\n        a: 1 # one\n    b: 2\n"
        ),
        Case(
            "others in its place in brackets",
            "x: {a: 1, b: {k: \"v\"}}\n",
            [.init(one, .replace(by: [value, .copy(two.field("k"), comments: .all)]))],
            "x: {new: {\"k\":[1,\"two\"]}, k: \"v\", b: {k: \"v\"}}\n"
        ),
        Case(
            "a copy from deeper, with its comments, in a shallower place",
            "x:\n  a:\n    b:\n      # heading\n      c:  # head\n        - 1\n\n        - |\n          text\n            deeper\n"
                + "      d: 1\n",
            [.init(one, .replace(by: [.copy(one.field("b").field("c"), comments: .all)]))],
            "x:\n  # heading\n  c:  # head\n    - 1\n\n    - |\n      text\n        deeper\n"
        ),
        Case(
            "a copy without its comments",
            "x:\n  # heading\n  a: 1 # one\n  b: 2\n",
            [.init(two, .replace(by: [.object("o", [.copy(one, comments: .none)])]))],
            "x:\n  # heading\n  a: 1 # one\n  o:\n    a: 1\n"
        ),
        Case(
            "a copy from brackets into a block",
            "x: {\"a\":[1,\n2], b: 2}\nw:\n  z: 1\n",
            [.init(FieldPath("w").field("z"), .replace(by: [.copy(one, comments: .all)]))],
            "x: {\"a\":[1,\n2], b: 2}\nw:\n  \"a\": [1,\n    2]\n"
        ),
        Case(
            "a copy from a block into brackets",
            "x:\n  a:\n    - 1\n  b: 1, 2\n  c: plain text\nw: {z: 1}\n",
            [
                .init(
                    FieldPath("w").field("z"),
                    .replace(by: [one, two, three].map { .copy($0, comments: .all) })
                )
            ],
            "x:\n  a:\n    - 1\n  b: 1, 2\n  c: plain text\nw: {a: [1], b: \"1, 2\", c: plain text}\n"
        ),
        Case(
            "more in a block",
            "x:\n  a:\n    k: 1\n    # in a\n# below\ny: 1\n",
            [.init(one, .add([value]))],
            "x:\n  a:\n    k: 1\n    new:\n      k:\n      - 1\n      - two\n    # in a\n# below\ny: 1\n"
        ),
        Case(
            "more in a block at the end of the file",
            "x:\r\n   a: 1",
            [.init(path, .add([.value("new", 2)]))],
            "x:\r\n   a: 1\r\n   new: 2"
        ),
        Case(
            "more in a block, behind which something goes",
            "x:\n  a:\n    k: 1\n  b: 2\n",
            [.init(two, .remove), .init(one, .add([.copy(two, comments: .all)]))],
            "x:\n  a:\n    k: 1\n    b: 2\n"
        ),
        Case("more in brackets", "x: {a: 1 }\n", [.init(path, .add([.value("new", 2)]))], "x: {a: 1, new: 2 }\n"),
        Case(
            "more in JSON",
            "{\"x\": {\"a\": 1}}",
            [.init(path, .add([.value("new", 2)]))],
            "{\"x\": {\"a\": 1, \"new\": 2}}"
        ),
    ]

    @Test("loses a field and nothing else", arguments: removals)
    func removes(example: Case) throws { try Self.check(example) }

    @Test("gets fields in the manner of what stands around them", arguments: others)
    func brings(example: Case) throws { try Self.check(example) }

    private static func check(_ example: Case) throws {
        let text = ManifestText(Array(example.before.utf8))
        #expect(text.manifest.error == nil)
        let result = try text.edited([0: example.edits])
        #expect(String(decoding: result, as: UTF8.self) == example.after)
    }

    static let refusals: [(text: String, edits: [FieldEdit], reason: ManifestEditError.Reason, line: Int)] = [
        ("y: &y {a: 1}\nx: *y\n", [.init(one, .remove)], .broughtIn, 2),
        ("y: &y {a: 1}\nx:\n  <<: *y\n", [.init(one, .remove)], .broughtIn, 3),
        ("x: &y\n  a: 1\n  b: 2\nz: *y\n", [.init(one, .remove)], .entangled, 2),
        ("x:\n  a: &y 1\ny: *y\n", [.init(one, .remove)], .entangled, 1),
        ("x:\n  ? a\n  : 1\n  b: 2\n", [.init(one, .remove)], .sharedLine, 2),
        ("x: !!map\n  a: 1\n", [.init(one, .remove)], .entangled, 1),
        ("x: null\n", [.init(path, .add([value]))], .broughtIn, 1),
        ("- x\n", [.init(one, .remove)], .broughtIn, 1),
    ]

    @Test("is left alone where an edit would do more, with the place", arguments: refusals.indices)
    func refuses(index: Int) {
        let (text, edits, reason, line) = Self.refusals[index]
        let error = #expect(throws: ManifestEditError.self) { try ManifestText(Array(text.utf8)).edited([0: edits]) }
        #expect(error?.reason == reason)
        #expect(error?.position.line == line)
    }

    @Test("gets documents at its end", arguments: ["\n", "\r\n"])
    func adds(lineBreak: String) throws {
        let fields: [NewField] = [.value("kind", "New"), .object("spec", [.copy(Self.one, comments: .all)])]
        for (before, after) in [
            ("x:\n    a: 1 # one\n", "x:\n    a: 1 # one\n---\nkind: New\nspec:\n  a: 1 # one\n"),
            ("x: {a: 1}\n# end", "x: {a: 1}\n# end\n---\nkind: New\nspec:\n  a: 1\n"),
            ("{\"x\": {\"a\": 1}}\n{}", "{\"x\": {\"a\": 1}}\n{}\n{\"kind\":\"New\",\"spec\":{\"a\":1}}\n"),
            (
                "{\"x\":\n{\"a\": 1}}\n{}\n",
                "{\"x\":\n{\"a\": 1}}\n{}\n{\n    \"kind\": \"New\",\n    \"spec\": {\n        \"a\": 1\n    }\n}\n"
            ),
        ] where lineBreak == "\n" || before.contains("\n") {
            let text = ManifestText(Array(before.replacing("\n", with: lineBreak).utf8))
            let result = try text.edited([:], adding: [.init(from: 0, fields)])
            #expect(String(decoding: result, as: UTF8.self) == after.replacing("\n", with: lineBreak))
        }
    }

    @Test("tells its comments, and takes nothing else for one")
    func comments() {
        let text = """
            # first
            a: "# no" # second
            b: {c: d#no, # third, with {
              e: 'x # no'}
            f: |
              # no
            g: no#no
              # fourth
            h: # fifth
              - https://host/#no # sixth
            ---
            # seventh
            """
        let comments = ManifestText(Array(text.utf8)).comments
        let words = ["first", "second", "third, with {", "fourth", "fifth", "sixth", "seventh"]
        #expect(comments.map(\.text) == words.map { "# \($0)" })
        #expect(comments.map(\.position.line) == [1, 2, 3, 8, 9, 10, 12])
    }

    @Test("is whole where nothing is asked for", arguments: WildManifests.names)
    func nothing(name: String) throws {
        let bytes = try WildManifests.bytes(name)
        #expect(try ManifestText(bytes).edited([:]) == bytes)
    }

    @Test("loses any field of manifests found in public clusters, and nothing else", arguments: WildManifests.names)
    func wild(name: String) throws {
        let text = ManifestText(try WildManifests.bytes(name))
        for (index, document) in text.manifest.documents.enumerated() {
            for member in document.root["spec"]?.object?.members ?? [] {
                let edit = FieldEdit(FieldPath("spec").field(member.name), .remove)
                let result = try text.edited([index: [edit]])
                let head = zip(text.bytes, result).prefix { $0 == $1 }.count
                let tail = zip(text.bytes.reversed(), result.reversed()).prefix { $0 == $1 }.count
                #expect(result.count < text.bytes.count && head + tail >= result.count, "\(member.name)")
            }
        }
    }
}
