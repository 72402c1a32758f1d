import KubernetesAPI
import TestSupport
import Testing

@Suite("Two objects, path by path")
struct PathComparisonTests {
    private static let old: JSONValue = [
        "a": 1, "b": ["x": "one", "y": .null], "list": [1, [:], ["k": "v"]], "gone": true, "shape": ["z": []],
    ]
    private static let new: JSONValue = [
        "list": [1, [:], ["k": "w"], 4], "b": ["y": 2, "x": "one"], "a": .number(JSONNumber(validated: "1.0")),
        "added": [:], "shape": [["z": []]],
    ]

    private static func path(_ first: String, _ names: String...) -> FieldPath {
        names.reduce(FieldPath(first)) { $0.field($1) }
    }

    static let cases: [(FieldPath, PathComparison.Outcome)] = [
        (path("a"), .equal), (path("b"), .different), (path("b", "x"), .equal), (path("b", "y"), .appeared),
        (path("b", "z"), .absent), (path("b").key("x"), .equal), (path("gone"), .different),
        (path("added"), .appeared), (path("neither"), .absent), (path("a", "x"), .absent),
        (path("list"), .different), (path("list").index(0), .equal), (path("list").index(1), .equal),
        (path("list").index(2), .different), (path("list").index(2).field("k"), .different),
        (path("list").index(3), .appeared), (path("list").index(4), .absent),
        (path("a").index(0), .absent), (path("shape", "z"), .different),
        (path("shape").index(0), .appeared), (path("b").index(0), .absent),
    ]

    @Test("A value is equal, different, only in the new one, or in neither", arguments: cases)
    func outcome(path: FieldPath, expected: PathComparison.Outcome) throws {
        #expect(PathComparison(Self.old, Self.new).outcome(at: path) == expected)
        let read = try (JSONParser.parse(Self.old.jsonBytes), JSONParser.parse(Self.new.jsonBytes))
        #expect(PathComparison(read.0, read.1).outcome(at: path) == expected)
    }

    @Test("Whatever was asked before, and in whatever order")
    func order() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            let comparison = PathComparison(Self.old, Self.new)
            for (path, expected) in (Self.cases + Self.cases).shuffled(using: &random) {
                #expect(comparison.outcome(at: path) == expected, "\(path)")
            }
        }
    }

    @Test("In wide objects, by names that are there and others")
    func wide() throws {
        var random = SeededGenerator(seed: 4)
        let names = (0..<300).map { "name-\($0)" } + (0..<300).map { "\n\"\($0)\"" }
        let members = { (generator: inout SeededGenerator) in
            JSONObject(members: names.shuffled(using: &generator).prefix(400).map { ($0, JSONValue.string($0)) })
        }
        let (old, new) = (members(&random), members(&random))
        let comparison = try PathComparison(
            JSONParser.parse(JSONValue.object(old).jsonBytes),
            JSONParser.parse(JSONValue.object(new).jsonBytes)
        )
        for name in (names + names).shuffled(using: &random) {
            let expected: PathComparison.Outcome =
                switch (old[name] != nil, new[name] != nil) {
                case (true, true): .equal
                case (true, false): .different
                case (false, true): .appeared
                case (false, false): .absent
                }
            #expect(comparison.outcome(at: FieldPath(name)) == expected, "\(name)")
        }
    }
}
