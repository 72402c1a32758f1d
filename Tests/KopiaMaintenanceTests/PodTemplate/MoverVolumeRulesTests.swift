import KopiaMaintenance
import Testing

@Suite("Mover volumes")
struct MoverVolumeRulesTests {
    @Test("have a mount path and one source", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let path = "spec.moverVolumes[0]"
    private static let claim = #""volumeSource": {"persistentVolumeClaim": {"claimName": "data"}}"#

    static let cases = mountPaths + duplicates + sources

    private static func mounted(
        _ name: String,
        at mountPath: String,
        isOwnRule: Bool = false,
        _ expected: ExpectedFinding...
    ) -> PodTemplateCase {
        let json = #"[{"mountPath": "\#(mountPath)", \#(claim)}]"#
        return PodTemplateCase(name, .moverVolumes, json, expected, isOwnRule: isOwnRule)
    }

    private static let element = "must be a single path element, the name of a directory below /mnt"

    private static func label(_ mountPath: String, _ problem: String) -> ExpectedFinding {
        .invalid("\(path).mountPath: Invalid value: \"\(mountPath)\": makes no volume's name behind \"u-\": \(problem)")
    }

    private static let mountPaths = [
        PodTemplateCase("none", .moverVolumes, "[]"),
        mounted("a name", at: "data"),
        mounted("digits and hyphens", at: "0-1"),
        mounted("a leading hyphen", at: "-data"),
        mounted("the longest", at: String(repeating: "m", count: 61)),
        mounted(
            "one too long",
            at: String(repeating: "m", count: 62),
            .tooLong("\(path).mountPath: Too long: may not be more than 61 bytes")
        ),
        mounted(
            "an empty one",
            at: "",
            .required("\(path).mountPath: Required value: the name of a directory below /mnt")
        ),
        PodTemplateCase(
            "no mount path",
            .moverVolumes,
            "[{\(claim)}]",
            [.required("\(path).mountPath: Required value: the name of a directory below /mnt")]
        ),
        mounted("two elements", at: "a/b", .invalid("\(path).mountPath: Invalid value: \"a/b\": \(element)")),
        mounted("an absolute path", at: "/mnt", .invalid("\(path).mountPath: Invalid value: \"/mnt\": \(element)")),
        mounted("the directory above", at: "..", .invalid("\(path).mountPath: Invalid value: \"..\": \(element)")),
        mounted("the directory itself", at: ".", .invalid("\(path).mountPath: Invalid value: \".\": \(element)")),
        mounted("dots within", at: "a..b", label("a..b", "a lowercase RFC 1123 label must…")),
        mounted("a dot within", at: "a.b", label("a.b", "must not contain dots")),
        mounted("upper case", at: "Data", label("Data", "a lowercase RFC 1123 label must consist of…")),
        mounted("an underscore", at: "a_b", label("a_b", "a lowercase RFC 1123 label must consist of…")),
        mounted("a trailing hyphen", at: "a-", label("a-", "a lowercase RFC 1123 label must consist of…")),
        PodTemplateCase("a mount path of the wrong type", .moverVolumes, #"[{"mountPath": 5, \#(claim)}]"#),
    ]

    private static let duplicates = [
        PodTemplateCase(
            "the same mount path twice",
            .moverVolumes,
            #"[{"mountPath": "a", \#(claim)}, {"mountPath": "b", \#(claim)}, {"mountPath": "a", \#(claim)}]"#,
            [.duplicate("spec.moverVolumes[2].mountPath: Duplicate value: \"a\"")]
        ),
        PodTemplateCase(
            "the same claim twice",
            .moverVolumes,
            #"[{"mountPath": "a", \#(claim)}, {"mountPath": "b", \#(claim)}]"#
        ),
    ]

    private static func source(
        _ name: String,
        _ source: String,
        isOwnRule: Bool = false,
        _ expected: ExpectedFinding...
    ) -> PodTemplateCase {
        let json = #"[{"mountPath": "data", "volumeSource": \#(source)}]"#
        return PodTemplateCase(name, .moverVolumes, json, expected, isOwnRule: isOwnRule)
    }

    private static let missing =
        "\(path).volumeSource: Required value: must specify one of secret, nfs, persistentVolumeClaim"
    private static let oneSource = "Forbidden: may not specify more than 1 volume type"

    private static let sources = [
        source("an empty source", "{}", isOwnRule: true, .required(missing)),
        source("a null source", #"{"secret": null}"#, isOwnRule: true, .required(missing)),
        PodTemplateCase("no source", .moverVolumes, #"[{"mountPath": "a"}]"#, [.required(missing)], isOwnRule: true),
        source(
            "a source that is not offered",
            #"{"emptyDir": {}}"#,
            isOwnRule: true,
            .required("\(missing), not emptyDir")
        ),
        source(
            "two that are not",
            #"{"emptyDir": {}, "hostPath": {"path": "/"}}"#,
            .required("\(missing), not emptyDir, hostPath")
        ),
        source("a source that nobody knows", #"{"future": {}}"#, isOwnRule: true, .required(missing)),
        source("beside one that is known", #"{"future": {}, "persistentVolumeClaim": {"claimName": "a"}}"#),
        source(
            "two sources",
            #"{"persistentVolumeClaim": {}, "nfs": {"server": "a", "path": "/"}}"#,
            .forbidden("\(path).volumeSource.persistentVolumeClaim: \(oneSource)")
        ),
        source(
            "three sources",
            #"{"nfs": {}, "secret": {"secretName": "a"}, "persistentVolumeClaim": {"claimName": "a"}}"#,
            .forbidden("\(path).volumeSource.nfs: \(oneSource)"),
            .forbidden("\(path).volumeSource.persistentVolumeClaim: \(oneSource)")
        ),
        source(
            "one that is offered and one that is not",
            #"{"emptyDir": {}, "secret": {"secretName": "a"}}"#,
            .forbidden("\(path).volumeSource.emptyDir: \(oneSource)")
        ),
        source("a source of the wrong type", #"{"secret": "a"}"#),
        source("sources of the wrong type", "[]"),
        PodTemplateCase("a volume of the wrong type", .moverVolumes, #"["a"]"#),
        PodTemplateCase("volumes of the wrong type", .moverVolumes, "{}"),
    ]
}
