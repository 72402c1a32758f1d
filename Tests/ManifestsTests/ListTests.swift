import KubernetesAPI
import Manifests
import Testing

@Suite("Lists in manifests")
struct ListTests {
    private static func objects(_ text: String) -> [ManifestDocument] {
        Manifest(Array(text.utf8)).documents.flatMap(\.objects)
    }

    @Test("An object is no list")
    func single() { #expect(Self.objects("kind: A\nspec: {items: [x]}\n").map(\.root["kind"]) == ["A"]) }

    @Test("A List is its items, of lists in lists too, each with its own place")
    func nested() {
        let objects = Self.objects(
            """
            apiVersion: v1
            kind: List
            items:
              - apiVersion: v1
                kind: A
              - apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: B}
              - apiVersion: v1
                kind: List
                items: []
              - apiVersion: v1
                kind: C
            """
        )
        #expect(objects.map(\.root["kind"]) == ["A", "B", "C"])
        #expect(objects.map(\.position.line) == [4, 9, 13])
        #expect(objects.last?.position(of: FieldPath("kind")) == SourcePosition(line: 14, column: 11))
    }

    @Test("Items of a typed list may leave out their type")
    func typed() {
        let objects = Self.objects(
            """
            apiVersion: volsync.backube/v1alpha1
            kind: KopiaMaintenanceList
            items:
              - metadata: {name: a}
              - {apiVersion: v1, kind: Secret}
              - {kind: Other}
            """
        )
        #expect(objects.map(\.root["kind"]) == ["KopiaMaintenance", "Secret", "Other"])
        #expect(objects.map(\.root["apiVersion"]) == ["volsync.backube/v1alpha1", "v1", nil])
    }
}
