import KubernetesAPI
import Testing

@Suite("Field paths")
struct FieldPathTests {
    static let spec = FieldPath("spec")

    @Test(
        "A path is written as Kubernetes writes it",
        arguments: [
            (spec, "spec"),
            (spec.field("trigger").field("schedule"), "spec.trigger.schedule"),
            (spec.field("tolerations").index(0).field("key"), "spec.tolerations[0].key"),
            (spec.field("nodeSelector").key("kubernetes.io/os"), "spec.nodeSelector[kubernetes.io/os]"),
            (spec.field("matrix").index(1).index(20), "spec.matrix[1][20]"),
            (FieldPath("metadata").field("labels").key(""), "metadata.labels[]"),
        ]
    )
    func description(path: FieldPath, expected: String) { #expect(path.description == expected) }

    @Test("Paths are equal by their steps, not by their text")
    func equality() {
        let left = Self.spec.field("a").index(0)
        #expect(left == FieldPath("spec").field("a").index(0))
        #expect(left.hashValue == FieldPath("spec").field("a").index(0).hashValue)
        #expect(left != Self.spec.field("a").key("0"))
        #expect(left != Self.spec.field("a"))
        #expect(left.segments == [.name("spec"), .name("a"), .index(0)])
    }

    static let targets: [(FieldPath, JSONValue?)] = [
        (spec.field("list").index(1).field("key"), .string("v")),
        (spec.field("map").key("a.b/c"), .string("v")),
        (spec.field("list").index(2), nil),
        (spec.field("list").index(-1), nil),
        (spec.field("list").field("0"), nil),
        (spec.field("map").index(0), nil),
        (spec.field("none"), nil),
        (spec.field("null"), nil),
        (FieldPath("status"), nil),
    ]

    @Test("A path leads to the value, or nowhere", arguments: targets)
    func value(path: FieldPath, expected: JSONValue?) {
        let object: JSONValue = ["spec": ["list": [.null, ["key": "v"]], "map": ["a.b/c": "v"], "null": .null]]
        #expect(object.value(at: path) == expected)
    }
}
