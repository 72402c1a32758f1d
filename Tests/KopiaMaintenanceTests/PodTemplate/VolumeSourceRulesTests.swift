import KopiaMaintenance
import Testing

@Suite("Sources of mover volumes")
struct VolumeSourceRulesTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let path = "spec.moverVolumes[0].volumeSource"

    static let cases = nfs + claims + secrets + items + itemPaths

    private static func row(
        _ name: String,
        _ source: String,
        isOwnRule: Bool = false,
        _ expected: ExpectedFinding...
    ) -> PodTemplateCase {
        let json = #"[{"mountPath": "data", "volumeSource": \#(source)}]"#
        return PodTemplateCase(name, .moverVolumes, json, expected, isOwnRule: isOwnRule)
    }

    private static let nfs = [
        row("an export", #"{"nfs": {"server": "nas.example.com", "path": "/a/..", "readOnly": true}}"#),
        row(
            "an empty export",
            #"{"nfs": {}}"#,
            .required("\(path).nfs.server: Required value"),
            .required("\(path).nfs.path: Required value")
        ),
        row(
            "a relative path",
            #"{"nfs": {"server": "é", "path": "./a"}}"#,
            .invalid("\(path).nfs.path: Invalid value: \"./a\": must be an absolute path")
        ),
        row("wrong types", #"{"nfs": {"server": 5, "path": 5}}"#),
    ]

    private static let claims = [
        row("a claim", #"{"persistentVolumeClaim": {"claimName": "data.example", "readOnly": true}}"#),
        row(
            "no name",
            #"{"persistentVolumeClaim": {}}"#,
            .required("\(path).persistentVolumeClaim.claimName: Required value")
        ),
        row(
            "what no claim is called",
            #"{"persistentVolumeClaim": {"claimName": "Data"}}"#,
            isOwnRule: true,
            .invalid("\(path).persistentVolumeClaim.claimName: Invalid value: \"Data\": a lowercase RFC 1123 sub…")
        ),
        row("the longest name", #"{"persistentVolumeClaim": {"claimName": "\#(String(repeating: "c", count: 253))"}}"#),
        row(
            "a name too long",
            #"{"persistentVolumeClaim": {"claimName": "\#(String(repeating: "c", count: 254))"}}"#,
            isOwnRule: true,
            .invalid("\(path).persistentVolumeClaim.claimName: Invalid value: \"cccccccccc…")
        ),
    ]

    private static func secret(
        _ name: String,
        _ members: String,
        isOwnRule: Bool = false,
        _ expected: ExpectedFinding...
    ) -> PodTemplateCase {
        let json = #"[{"mountPath": "data", "volumeSource": {"secret": {"secretName": "a", \#(members)}}}]"#
        return PodTemplateCase(name, .moverVolumes, json, expected, isOwnRule: isOwnRule)
    }

    private static let modeRule = "must be a number between 0 and 0777 (octal), both inclusive"

    private static let secrets = [
        row("a Secret", #"{"secret": {"secretName": "a"}}"#),
        row("no name", #"{"secret": {}}"#, .required("\(path).secret.secretName: Required value")),
        row(
            "what no Secret is called",
            #"{"secret": {"secretName": "a_b"}}"#,
            isOwnRule: true,
            .invalid("\(path).secret.secretName: Invalid value: \"a_b\": a lowercase RFC 1123 subdomain must…")
        ),
        secret("no mode", #""defaultMode": 0"#),
        secret("all modes", #""defaultMode": 511, "optional": true"#),
        secret(
            "a mode past the border",
            #""defaultMode": 512"#,
            .invalid("\(path).secret.defaultMode: Invalid value: 512: \(modeRule)")
        ),
        secret(
            "a negative mode",
            #""defaultMode": -1"#,
            .invalid("\(path).secret.defaultMode: Invalid value: -1: \(modeRule)")
        ),
        secret("wrong types", #""defaultMode": "0777", "items": {}"#),
    ]

    private static let items = [
        secret("no items", #""items": []"#),
        secret("an item", #""items": [{"key": "k", "path": "a/b", "mode": 256}]"#),
        secret("a key that no Secret has, which may be optional", #""items": [{"key": "x y", "path": "a"}]"#),
        secret("two items at one path", #""items": [{"key": "a", "path": "a"}, {"key": "b", "path": "a"}]"#),
        secret(
            "an empty item",
            #""items": [{}, null]"#,
            .required("\(path).secret.items[0].key: Required value"),
            .required("\(path).secret.items[0].path: Required value"),
            .required("\(path).secret.items[1].key: Required value"),
            .required("\(path).secret.items[1].path: Required value")
        ),
        secret(
            "an item's mode",
            #""items": [{"key": "k", "path": "a", "mode": 512}]"#,
            .invalid("\(path).secret.items[0].mode: Invalid value: 512: \(modeRule)")
        ),
        secret("items of the wrong type", #""items": [5, {"key": 5, "path": 5, "mode": "1"}]"#),
    ]

    private static func item(_ itemPath: String, _ problems: String...) -> PodTemplateCase {
        let item = #"{"key": "k", "path": "\#(itemPath)"}"#
        let secret = #"{"secretName": "a", "items": [\#(item)]}"#
        let json = #"[{"mountPath": "data", "volumeSource": {"secret": \#(secret)}}]"#
        return PodTemplateCase(
            "the path \(itemPath)",
            .moverVolumes,
            json,
            problems.map { .invalid("\(path).secret.items[0].path: Invalid value: \"\(itemPath)\": \($0)") }
        )
    }

    private static let itemPaths = [
        item("a"), item("./a"), item("a..b/c.."), item("a/..b"), item("a/..."),
        item("/a", "must be a relative path"),
        item("..", "must not contain '..'"),
        item("../a", "must not contain '..'"),
        item("a/..", "must not contain '..'"),
        item("/..", "must be a relative path", "must not contain '..'"),
        item("..a", "must not start with '..'"),
        item("...", "must not start with '..'"),
        item("..a/..", "must not contain '..'", "must not start with '..'"),
    ]
}
