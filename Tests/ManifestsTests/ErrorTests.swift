import KubernetesAPI
import Manifests
import Testing

@Suite("Manifests that cannot be read")
struct ErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let description: String
        let documents: Int

        var testDescription: String { text }

        init(_ text: String, _ description: String, documents: Int = 0) {
            self.text = text
            self.description = description
            self.documents = documents
        }
    }

    static let grammar: [Case] = [
        Case("a: b: c\n", "not YAML: mapping values are not allowed in this context at line 1, column 5"),
        Case(
            "a:\n\tb: 1\n",
            "not YAML: while scanning for the next token, found character that cannot start any token at line 2, column 1"
        ),
        Case(
            "a: [1, 2\n",
            "not YAML: while parsing a flow sequence from line 1, did not find expected ',' or ']' at line 2, column 1"
        ),
        Case(
            "a: 'open\n",
            "not YAML: while scanning a quoted scalar from line 1, found unexpected end of stream at line 2, column 1"
        ),
        Case(
            "schedule: * * * * *\n",
            "not YAML: while scanning an alias, did not find expected alphabetic or numeric character at line 1, column 12"
        ),
        Case(
            "schedule: @daily\n",
            "not YAML: while scanning for the next token, found character that cannot start any token at line 1, column 11"
        ),
        Case("a: {{ .Values.name }}\n", "a key must be a string, a number or a boolean at line 1, column 5"),
        Case(
            "größe: \"ü\\q\"\n",
            "not YAML: while parsing a quoted scalar, found unknown escape character at line 1, column 10"
        ),
        Case("  a: 1\n b: 2\n", "not YAML: did not find expected <document start> at line 2, column 2", documents: 1),
        Case("a: \u{7}\n", "not YAML: control characters are not allowed at line 1, column 4"),
    ]

    static let structure: [Case] = [
        Case(
            "a: 1\nb: 2\na: 3\n",
            "a key that is already set in this mapping, at line 1, column 1 at line 3, column 1"
        ),
        Case("1: x\n'1': y\n", "a key that is already set in this mapping, at line 1, column 1 at line 2, column 1"),
        Case("a: *x\n", "an alias names an anchor that this document has not defined before at line 1, column 4"),
        Case("a: &x {b: *x}\n", "an anchor's value contains itself at line 1, column 11"),
        Case("<<: 5\n", "a merge key << takes a mapping or a list of mappings at line 1, column 5"),
        Case("<<: [{a: 1}, 5]\n", "a merge key << takes a mapping or a list of mappings at line 1, column 14"),
        Case("a: &x [{b: 1}]\n<<: *x\n", "a merge key << takes a mapping or a list of mappings at line 2, column 5"),
    ]

    static let stream: [Case] = [
        Case(
            "%YAML 1.1\n---\na: 1\n",
            "kubectl does not read YAML directives; remove the line that begins with % at line 1, column 1"
        ),
        Case(
            "%TAG ! tag:x,2000:\n---\na: 1\n",
            "kubectl does not read YAML directives; remove the line that begins with % at line 1, column 1"
        ),
        Case("--- {a: 1}\n", "kubectl reads nothing but a comment after the document marker --- at line 1, column 5"),
        Case(
            "a: 1\n--- &x\nb: 1\n",
            "kubectl reads nothing but a comment after the document marker --- at line 2, column 5",
            documents: 1
        ),
        Case(
            "a: 1\n...\nb: 2\n",
            "not YAML: did not find expected <document start> at line 3, column 1",
            documents: 1
        ),
        Case(
            "a: 1\n---\nb: 2\n---\nc: [\n---\nd: 3\n",
            "not YAML: while parsing a flow node, did not find expected node content at line 6, column 1",
            documents: 2
        ),
    ]

    static let json: [Case] = [
        Case("{\"a\": 1,\n \"b\" 2}\n", "not JSON: unexpected '2' at line 2, column 6"),
        Case("{\"a\": 1,\n \"a\": 2}\n", "not JSON: an object has two members of the same name at line 2, column 2"),
        Case("{\"ü\": tru]}\n", "not JSON: unexpected ']' at line 1, column 10"),
    ]

    @Test(
        "The first mistake ends the reading and is named with its place",
        arguments: grammar + structure + stream + json
    )
    func mistake(_ example: Case) {
        let manifest = Manifest(Array(example.text.utf8))
        #expect(manifest.error?.description == example.description)
        #expect(manifest.documents.count == example.documents)
    }

    @Test(
        "An error carries none of the document's text",
        arguments: [
            "password: hunter2\npassword: hunter2\n", "a: *hunter2\n", "a: &hunter2 [*hunter2]\n",
            "hunter2: !!int hunter2\n",
            "{\"hunter2\": 1, \"hunter2\": 2}", "hunter2: [", "%hunter2 x\n---\na: 1\n", "a: \"\\hunter2\"",
        ]
    )
    func discreet(text: String) throws {
        let error = try #require(Manifest(Array(text.utf8)).error)
        #expect(!error.description.contains("hunter2"))
    }
}
