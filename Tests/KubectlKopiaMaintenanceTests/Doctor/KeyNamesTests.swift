import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Names of keys")
struct KeyNamesTests {
    @Test("are those that managers own, of which there may be several")
    func owned() {
        let metadata: JSONValue = [
            "name": "repo",
            "managedFields": [
                [
                    "manager": "kubectl-create",
                    "fieldsV1": ["f:data": [".": [:], "f:KOPIA_PASSWORD": [:]], "f:type": [:]],
                ],
                ["manager": "helm", "fieldsV1": ["f:data": ["f:KOPIA_S3_BUCKET": [:]], "f:metadata": [:]]],
            ],
        ]
        let names = KeyNames(toldBy: ObjectMetadata(metadata))
        #expect(names?.names == ["KOPIA_PASSWORD", "KOPIA_S3_BUCKET"])
    }

    @Test(
        "are not guessed where nobody keeps an account of them",
        arguments: [
            // Whoever applied stringData owns that, and nobody what has become of it.
            ["managedFields": [["fieldsV1": ["f:stringData": ["f:KOPIA_PASSWORD": [:]]]]]],
            [
                "managedFields": [
                    ["fieldsV1": ["f:data": ["f:KOPIA_S3_BUCKET": [:]], "f:stringData": ["f:KOPIA_PASSWORD": [:]]]]
                ]
            ],
            [
                "managedFields": [
                    ["fieldsV1": ["f:data": ["f:KOPIA_S3_BUCKET": [:]]]],
                    ["fieldsV1": ["f:stringData": ["f:KOPIA_PASSWORD": [:]]]],
                ]
            ],
            ["name": "repo"], ["managedFields": []], ["managedFields": [[:]]], ["managedFields": "none"],
            ["managedFields": [["fieldsV1": ["f:metadata": ["f:labels": [:]]]]]],
        ] as [JSONValue]
    )
    func unknown(_ metadata: JSONValue) {
        #expect(KeyNames(toldBy: ObjectMetadata(metadata)) == nil)
    }

    @Test("are all that is left of a whole object")
    func whole() {
        let secret: JSONValue = ["data": ["a": "c2VjcmV0"], "binaryData": ["b": "c2VjcmV0"], "type": "Opaque"]
        #expect(KeyNames(of: secret) == KeyNames(["a", "b"]))
        #expect(!"\(KeyNames(of: secret))".contains("c2VjcmV0"))
    }
}
