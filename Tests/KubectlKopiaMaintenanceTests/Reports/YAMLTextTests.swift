import KopiaMaintenance
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("YAML for people")
struct YAMLTextTests {
    @Test("reads as kubectl prints it")
    func layout() {
        let value: JSONValue = [
            "kind": "CronJob", "empty": [:], "none": [], "absent": .null, "flag": true, "number": 3,
            "schedule": "0 2 * * *", "word": "yes", "version": "batch/v1",
            "list": ["a", ["b": 1, "c": ["d"]], [["e"], []], "- x"],
            "script": "#!/bin/sh\nset -eu\n\n  echo \"$1\"\n", "tail": "one\ntwo", "odd key": ["x: y": "\u{7}"],
        ]
        #expect(
            value.yamlText == """
                kind: CronJob
                empty: {}
                none: []
                absent: null
                flag: true
                number: 3
                schedule: "0 2 * * *"
                word: "yes"
                version: batch/v1
                list:
                - a
                - b: 1
                  c:
                  - d
                - - - e
                  - []
                - "- x"
                script: |
                  #!/bin/sh
                  set -eu

                    echo "$1"
                tail: |-
                  one
                  two
                "odd key":
                  "x: y": "\\a"

                """
        )
    }

    static let texts = [
        "", " ", "a", "a b", "true", "No", "~", "null", "1", "0x1F", "1e3", "012", "1_000", "12:30:45", "2026-01-31",
        ".5",
        ".inf", ".nan", "=", "<<", "-", "- a", "?", ": ", "a: b", "a:", "#", "a #b", "'", "\"", "\\", "&a", "*a", "!a",
        "|",
        ">", "%a", "@a", "`", "[a]", "{a}", ",", "a\n", "\n", "\n\n", "a\n\n", "a\nb", " a\nb", "a\n b\n", "\ta\nb",
        "a\r\nb",
        "a\n\tb\n", "a \nb", "---", "...", "a\n---\nb", "a\n...\n", "\u{0}", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}",
        "\u{feff}a", "\u{fffe}", "\u{1F600}", "e\u{301}", "\u{301}", "a\n\u{e9}\n", "\u{10ffff}", "y", "on", "1Gi",
        "+1",
    ]

    @Test("gives every text back as it was", arguments: texts)
    func roundTrip(text: String) throws {
        let string = JSONValue.string(text)
        let values: [JSONValue] = [
            ["key": string], [string, [string]], ["a": ["b": ["c": string, "d": 1]]],
            .object(JSONObject(members: [(text, JSONValue.array([string]))])),
        ]
        for value in values {
            let manifest = Manifest(Array(value.yamlText.utf8))
            #expect(manifest.error == nil, "\(value.yamlText)")
            #expect(manifest.documents.map(\.root) == [value], "\(value.yamlText)")
        }
    }

    @Test("gives made-up objects back, and what is rendered of them", arguments: [21, 22] as [UInt64])
    func generated(seed: UInt64) throws {
        var generator = ObjectGenerator(seed: seed)
        for _ in 0..<500 {
            let object = generator.next()
            let rendered = Rendering(of: KopiaMaintenance(Defaulting(object).object), options: RenderingOptions())
            for value in [object] + rendered.objects {
                let manifest = Manifest(Array(value.yamlText.utf8))
                #expect(manifest.documents.map(\.root) == [value], "\(value.jsonText)")
            }
        }
    }
}
