import KubernetesAPI
import TestSupport
import Testing

@Suite("Findings, in Kubernetes' words")
struct FindingTests {
    static let path = FieldPath("spec").field("x")

    @Test(
        "Each kind has its words; values show where Kubernetes shows them",
        arguments: [
            (Finding.required(path), "spec.x: Required value"),
            (.required(path, "name the Secret"), "spec.x: Required value: name the Secret"),
            (.forbidden(path, "not with manual"), "spec.x: Forbidden: not with manual"),
            (.invalid(path, "a_b", "must be a name"), "spec.x: Invalid value: \"a_b\": must be a name"),
            (.invalid(path, "a_b", ""), "spec.x: Invalid value: \"a_b\""),
            (.typeInvalid(path, 3, "must be a string"), "spec.x: Invalid value: 3: must be a string"),
            (
                .notSupported(path, "Once", supported: ["ReadWriteOnce", "ReadWriteMany"]),
                "spec.x: Unsupported value: \"Once\": supported values: \"ReadWriteOnce\", \"ReadWriteMany\""
            ),
            (.notSupported(path, "Once", supported: []), "spec.x: Unsupported value: \"Once\""),
            (.duplicate(path, "ReadWriteOnce"), "spec.x: Duplicate value: \"ReadWriteOnce\""),
            (.tooLong(path, maxBytes: 253), "spec.x: Too long: may not be more than 253 bytes"),
            (.tooLong(path, maxBytes: 1), "spec.x: Too long: may not be more than 1 byte"),
            (.tooMany(path, count: 3, max: 2), "spec.x: Too many: 3: must have at most 2 items"),
            (.tooMany(path, count: 3, max: 1), "spec.x: Too many: 3: must have at most 1 item"),
        ]
    )
    func description(finding: Finding, expected: String) {
        #expect(finding.description == expected)
        #expect("spec.x: \(finding.message)" == expected)
    }

    @Test(
        "A value shows as Go prints it",
        arguments: [
            ("null", "null"), ("true", "true"), ("false", "false"), ("7", "7"), ("-0", "0"),
            ("1.5", "1.5"), ("1.50", "1.5"), ("1e3", "1000"), ("1000000.0", "1e+06"), ("1e21", "1e+21"),
            ("12345678901234567890123", "1.2345678901234568e+22"), ("1e400", "1e400"),
            (#""a<b>&""#, #""a<b>&""#), (#""line\nbreak\u0007\u0000\u007f""#, #""line\nbreak\a\x00\x7f""#),
            (#"["x",1,true,null]"#, #"["x",1,true,null]"#), ("[]", "[]"), ("{}", "{}"),
            (#"{"b":{"d":1,"c":2},"a":[{"z":1,"y":2}]}"#, #"{"a":[{"y":2,"z":1}],"b":{"c":2,"d":1}}"#),
            (#"{"a":"<&>\u2028"}"#, #"{"a":"\u003c\u0026\u003e\u2028"}"#),
        ]
    )
    func value(json: String, expected: String) throws {
        let finding = Finding.invalid(Self.path, try JSONParser.parse(json.utf8), "")
        #expect(finding.message == "Invalid value: \(expected)")
    }

    @Test(
        "A text is quoted as Go quotes it",
        arguments: [
            ("", #""""#), ("plain", #""plain""#), (#"say "\""#, #""say \"\\\"""#),
            ("\u{07}\u{08}\u{0b}\u{0c}\n\r\t", #""\a\b\v\f\n\r\t""#), ("\u{00}\u{1b}\u{7f}", #""\x00\x1b\x7f""#),
            ("größe 容量 🗄", #""größe 容量 🗄""#),
            ("\u{a0}\u{ad}\u{feff}\u{2028}\u{200b}", #""\u00a0\u00ad\ufeff\u2028\u200b""#),
            ("\u{80}\u{e000}\u{fffd}\u{ffff}", "\"\\u0080\\ue000\u{fffd}\\uffff\""), ("\u{e0001}", #""\U000e0001""#),
            ("e\u{301}", "\"e\u{301}\""),
        ]
    )
    func quoted(text: String, expected: String) { #expect(text.goQuoted == expected) }

    @Test("A long value is cut, a short one is not")
    func long() {
        let long = Finding.invalid(Self.path, .string(String(repeating: "a", count: 10_000)), "too much")
        #expect(long.message.utf8.count < 300)
        #expect(long.message.hasSuffix("a…: too much"))
        let short = Finding.invalid(Self.path, .string(String(repeating: "a", count: 253)), "")
        #expect(short.message.hasSuffix("a\""))
    }

    /// An object whose names descend, each with an escape or without.
    private static func descending(_ count: Int, _ escape: String = "") -> String {
        let members = (0..<count).reversed().map { "\"\(escape)n\(10_000 + $0)\":\"<\($0)>\"" }
        return "{\(members.joined(separator: ","))}"
    }

    /// What is shown of such an object: the names in the order of their bytes.
    private static func shown(_ count: Int, _ name: String = "") -> String {
        let members = (0..<count).map { #""\#(name)n\#(10_000 + $0)":"\u003c\#($0)\u003e""# }
        return "{\(members.joined(separator: ","))}"
    }

    @Test(
        "Of a list or an object as long as it may be, the beginning shows",
        arguments: [
            ("[7" + String(repeating: ",7", count: 9999) + "]", "[7" + String(repeating: ",7", count: 9999)),
            (descending(3), shown(3)), (descending(5000), shown(5000)), (descending(700), shown(700)),
            (descending(5000, #"\u0061"#), shown(5000, "a")), (descending(5000, #"\n"#), shown(5000, #"\n"#)),
            (#"{"b":\#(descending(5000)),"a":1}"#, #"{"a":1,"b":\#(shown(5000))"#),
            ("[[\(descending(5000))],0]", "[[\(shown(5000))"),
            (
                #"{"\#(String(repeating: "b", count: 9000))":1,"a":"\#(String(repeating: "x", count: 9000))"}"#,
                #"{"a":"\#(String(repeating: "x", count: 9000))"#
            ),
        ]
    )
    func longContainer(json: String, expected: String) throws {
        let cut = expected.utf8.count > 256 ? "\(expected.prefix(256))…" : expected
        let value = try JSONParser.parse(json.utf8)
        #expect(Finding.invalid(Self.path, value, "").message == "Invalid value: \(cut)")
        #expect(Finding.invalid(Self.path, value.inMemory, "").message == "Invalid value: \(cut)")
        // Where it stands in a document.
        let standing = DecodedObject(["v": value]).read { $0["v"].map { Finding.typeInvalid($0, "").message } }
        #expect(standing == "Invalid value: \(cut)")
    }

    @Test("Each kind has its own machine-readable reason")
    func causes() {
        #expect(Finding.required(Self.path).cause.rawValue == "FieldValueRequired")
        #expect(Finding.tooLong(Self.path, maxBytes: 1).cause.rawValue == "FieldValueTooLong")
        #expect(Finding.typeInvalid(Self.path, 1, "").cause.rawValue == "FieldValueTypeInvalid")
        #expect(Set(Finding.Cause.allCases.map(\.rawValue)).count == Finding.Cause.allCases.count)
    }
}
