import KubernetesAPI
import Manifests
import Testing

@Suite("Places of values")
struct PositionTests {
    static let yaml = """
        # a comment
        apiVersion: v1
        metadata:
          name: "größe"   # ü
          labels: {a.b/c: x, d: y}
        spec:
          list:
            - first
            - key: 1
              other: 2
          empty:
          text: |
            lines
          quoted: 'z'
        """

    static let json = """
        {"apiVersion": "v1",
          "metadata": {"name": "gr\\u00f6\\"ße", "labels": {"a.b/c": "x", "d":"y"}},
          "spec": {
            "list": [ "first" ,
              {"key": 1, "other": 2}], "empty": null,
            "text": "ü", "quoted": [[], {}, [1 ,2]]}}
        """

    static let spec = FieldPath("spec")
    static let labels = FieldPath("metadata").field("labels")

    @Test(
        "A YAML value has the place where it begins; an absent one that of the name around it",
        arguments: [
            (FieldPath("apiVersion"), 2, 13),
            (FieldPath("metadata"), 4, 3),
            (FieldPath("metadata").field("name"), 4, 9),
            (labels, 5, 11), (labels.key("a.b/c"), 5, 19), (labels.key("d"), 5, 25), (labels.key("e"), 5, 3),
            (spec, 7, 3),
            (spec.field("list"), 8, 5), (spec.field("list").index(0), 8, 7), (spec.field("list").index(1), 9, 7),
            (spec.field("list").index(1).field("other"), 10, 14), (spec.field("list").index(1).field("none"), 9, 7),
            (spec.field("list").index(2), 7, 3), (spec.field("list").index(-1), 7, 3),
            (spec.field("empty").field("x").field("y"), 11, 3),
            (spec.field("text"), 12, 9), (spec.field("quoted"), 14, 11), (spec.field("quoted").index(0), 14, 3),
            (spec.field("missing"), 6, 1),
            (FieldPath("status"), 2, 1),
        ]
    )
    func yamlPlace(path: FieldPath, line: Int, column: Int) throws {
        let document = try #require(Manifest(Array(Self.yaml.utf8)).documents.first)
        #expect(document.position(of: path) == SourcePosition(line: line, column: column))
    }

    @Test(
        "A JSON value has its place too",
        arguments: [
            (FieldPath("apiVersion"), 1, 16),
            (FieldPath("metadata").field("name"), 2, 24),
            (labels, 2, 50), (labels.key("a.b/c"), 2, 60), (labels.key("d"), 2, 69), (labels.key("e"), 2, 40),
            (spec.field("list"), 4, 13), (spec.field("list").index(0), 4, 15), (spec.field("list").index(1), 5, 7),
            (spec.field("list").index(1).field("other"), 5, 27),
            (spec.field("empty"), 5, 41), (spec.field("text"), 6, 13),
            (spec.field("quoted").index(0), 6, 29), (spec.field("quoted").index(1), 6, 33),
            (spec.field("quoted").index(2).index(1), 6, 41),
            (spec.field("missing"), 3, 3), (FieldPath("status"), 1, 1),
        ]
    )
    func jsonPlace(path: FieldPath, line: Int, column: Int) throws {
        let manifest = Manifest(Array(Self.json.utf8))
        let document = try #require(manifest.documents.first)
        #expect(manifest.error == nil)
        #expect(document.position(of: path) == SourcePosition(line: line, column: column))
    }

    @Test(
        "A name has its place as well; in a list it is the element's",
        arguments: [
            (spec.field("text"), 12, 3), (labels.key("d"), 5, 22), (spec.field("list").index(1).field("other"), 10, 7),
            (spec.field("list").index(1), 9, 7), (spec.field("missing"), 6, 1), (FieldPath("status"), 2, 1),
        ]
    )
    func namePlace(path: FieldPath, line: Int, column: Int) throws {
        let document = try #require(Manifest(Array(Self.yaml.utf8)).documents.first)
        #expect(document.namePosition(of: path) == SourcePosition(line: line, column: column))
    }

    @Test("Documents count the lines of the file, not their own")
    func severalDocuments() {
        let yaml = Manifest(Array("a: 1\n---\n\n# c\nb: 2\r\n---\r\nc: 3\r\n".utf8)).documents
        #expect(yaml.map(\.position.line) == [1, 5, 7])
        let json = Manifest(Array("{\"a\":1}\n{\"b\":\n2} {\"c\":3}".utf8)).documents
        #expect(
            json.map(\.position) == [
                SourcePosition(line: 1, column: 1), SourcePosition(line: 2, column: 1),
                SourcePosition(line: 3, column: 4),
            ]
        )
        #expect(json.last?.position(of: FieldPath("c")) == SourcePosition(line: 3, column: 9))
    }

    @Test("An alias has its own place, what is inside it the place where it is written out")
    func aliases() throws {
        let text = "a: &x\n  p: 1\n  q: {r: 2}\nb: *x\nc:\n  <<: *x\n  s: 3\n"
        let document = try #require(Manifest(Array(text.utf8)).documents.first)
        #expect(document.position(of: FieldPath("b")) == SourcePosition(line: 4, column: 4))
        #expect(document.position(of: FieldPath("b").field("p")) == SourcePosition(line: 2, column: 6))
        #expect(document.position(of: FieldPath("c").field("q").field("r")) == SourcePosition(line: 3, column: 10))
        #expect(document.position(of: FieldPath("c").field("s")) == SourcePosition(line: 7, column: 6))
    }
}
