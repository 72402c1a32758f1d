import KubernetesAPI
import Testing

@testable import Manifests

/// Scalars without quotes that `kubectl -f` and kustomize read as different values.
@Suite struct DivergentScalarTests {
    /// Values and what the two send; seen with kubectl 1.36.3.
    static let values: [(text: String, fromFile: String, fromKustomize: String)] = [
        ("yes", "true", #""yes""#), ("Yes", "true", #""Yes""#), ("YES", "true", #""YES""#),
        ("no", "false", #""no""#), ("No", "false", #""No""#), ("NO", "false", #""NO""#),
        ("on", "true", #""on""#), ("On", "true", #""On""#), ("ON", "true", #""ON""#),
        ("off", "false", #""off""#), ("Off", "false", #""Off""#), ("OFF", "false", #""OFF""#),
        ("y", "true", #""y""#), ("Y", "true", #""Y""#), ("n", "false", #""n""#), ("N", "false", #""N""#),
        ("2026-01-02", #""2026-01-02""#, #""2026-01-02T00:00:00Z""#),
        ("2026-1-2", #""2026-1-2""#, #""2026-01-02T00:00:00Z""#),
        ("2024-2-29", #""2024-2-29""#, #""2024-02-29T00:00:00Z""#),
        ("2026-01-02t03:04:05Z", #""2026-01-02t03:04:05Z""#, #""2026-01-02T03:04:05Z""#),
        ("2026-01-02 03:04:05", #""2026-01-02 03:04:05""#, #""2026-01-02T03:04:05Z""#),
        ("2026-01-02T3:4:5Z", #""2026-01-02T3:4:5Z""#, #""2026-01-02T03:04:05Z""#),
        ("2026-01-02T03:04:05.50Z", #""2026-01-02T03:04:05.50Z""#, #""2026-01-02T03:04:05.5Z""#),
        ("2026-01-02T03:04:05+00:00", #""2026-01-02T03:04:05+00:00""#, #""2026-01-02T03:04:05Z""#),
    ]

    /// Values that both read alike.
    static let agreed = [
        "true", "True", "FALSE", "yEs", "tRue", "null", "~", "010", "0o10", "0x1F", "0b11", "1_000", "+12", "-010",
        ".5",
        "5.", "1e3", "1:30", "12:30:45", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.5+01:00", "2026-01-02T03:04",
        "2026-13-45", "2025-2-29", "2026-01-02 03:04:05 Z", "2026-01-02T24:00:00Z", "20260102", "08", "-0", "1.0",
        "1e400",
        "18446744073709551616", "0x", "0o8", "0b2", "=", "4e", "2026-01", "02-01-2026",
    ]

    /// Names of members and what the two make of them; nil where kustomize refuses the file.
    static let names: [(text: String, fromFile: String, fromKustomize: String?)] = [
        ("y", #""true""#, #""y""#), ("N", #""false""#, #""N""#), ("on", #""true""#, #""on""#),
        ("true", #""true""#, nil), ("1", #""1""#, nil), ("010", #""8""#, nil), ("1.5", #""1.5""#, nil),
        ("2026-01-02", #""2026-01-02""#, nil), ("2026-01-02T03:04:05Z", #""2026-01-02T03:04:05Z""#, nil),
    ]

    static func value(_ text: String) -> String { "{spec: {v: \(text)}}" }
    static func name(_ text: String) -> String { "{spec: {\(text): v}}" }

    private static func divergences(_ yaml: String) -> [ManifestDocument.Divergence] {
        Manifest(Array(yaml.utf8)).documents.flatMap(\.divergences)
    }

    @Test("A value that the two read differently is found, and both readings told", arguments: values)
    func value(_ text: String, _ fromFile: String, _ fromKustomize: String) throws {
        let found = try #require(Self.divergences(Self.value(text)).first)
        #expect(found.scalar.fromFile == fromFile)
        #expect(found.scalar.fromKustomize == fromKustomize)
        #expect(found.path.description == "spec.v")
        #expect(!found.isName)
        #expect(Self.divergences(Self.value("\"\(text)\"")) == [], "quotes leave no doubt")
    }

    @Test("What both read alike is no divergence", arguments: agreed)
    func agreement(_ text: String) { #expect(Self.divergences(Self.value(text)) == []) }

    @Test("Names of members are found as well", arguments: names)
    func name(_ text: String, _ fromFile: String, _ fromKustomize: String?) throws {
        let found = try #require(Self.divergences(Self.name(text)).first)
        #expect(found.scalar.fromFile == fromFile)
        #expect(found.scalar.fromKustomize == fromKustomize)
        #expect(found.path.description == "spec")
        #expect(found.isName)
    }

    @Test("They are told in the order of the file, in lists, behind aliases and in JSON's clothes")
    func order() {
        let yaml = "a: [yes, {b: 2026-01-02}]\nc: &c off\nd: *c\n"
        #expect(Self.divergences(yaml).map(\.path.description) == ["a[0]", "a[1].b", "c", "d"])
        #expect(Self.divergences(#"{"a": true, "b": "yes"}"#) == [])
    }
}
