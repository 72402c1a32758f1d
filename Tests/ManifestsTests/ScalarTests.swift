import KubernetesAPI
import Manifests
import Testing

@Suite("Scalars, as kubectl reads them")
struct ScalarTests {
    /// A scalar and the JSON that kubectl sends for it.
    typealias Case = (yaml: String, json: String)

    static let booleans: [Case] =
        ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]
        .map { ($0, "true") }
        + ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]
        .map { ($0, "false") }

    static let nulls: [Case] = ["~", "null", "Null", "NULL", ""].map { ($0, "null") }

    static let integers: [Case] = [
        ("0", "0"), ("-0", "0"), ("12", "12"), ("+12", "12"), ("-12", "-12"),
        ("017", "15"), ("0o17", "15"), ("0O17", "15"), ("0x1F", "31"), ("0X1f", "31"), ("-0x10", "-16"),
        ("+0x10", "16"), ("0b101", "5"), ("-0b11", "-3"), ("00", "0"),
        ("1_000", "1000"), ("1__0", "10"), ("1_", "1"), ("0x_1", "1"), ("0_7", "7"),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("18446744073709551615", "18446744073709551615"),
    ]

    static let floats: [Case] = [
        ("1.5", "1.5"), ("-1.5", "-1.5"), ("+.5", "0.5"), (".5", "0.5"), ("1.", "1"), ("1.e3", "1000"),
        ("1e3", "1000"), ("1E+3", "1000"), ("1e-3", "0.001"), ("1_0.5", "10.5"), (".5_5", "0.55"), ("-0.0", "-0"),
        ("08", "8"), ("1e20", "100000000000000000000"), ("1e21", "1e+21"), ("0.000001", "0.000001"),
        ("0.0000001", "1e-7"), ("1e-400", "0"), ("123456789.125", "123456789.125"),
        ("18446744073709551616", "18446744073709552000"), ("+18446744073709551615", "18446744073709552000"),
        ("-9223372036854775809", "-9223372036854776000"),
    ]

    static let strings: [Case] =
        [
            "yEs", "tRue", "nULL", "none", "NaN", "inf", "infinity", "0x", "0o8", "0b2", "0x+5", "1e", "1e400", ".",
            ".e3",
            "._5", ".5_", "_1", "+", "--1", "1.5.2", "0x1p3", "1,000", "1 000", "12:30:45", "190:20:30", "2001-01-01",
            "2001-12-14t21:59:43.10-05:00", "30 3,15 * * *", "0 */8 * * *", "1Gi", "100m", "10.20.0.15", "=", "<<",
            "${VAR}", "${VAR:=0}", "${APP}-b2", "a#b", "größe", "/mnt/data",
        ]
        .map { ($0, JSONValue.string($0).jsonText) } + [
            ("'12'", "\"12\""), ("\"yes\"", "\"yes\""), ("''", "\"\""), ("\"a\\tb\\u00e9\"", "\"a\\tbé\""),
            ("'it''s'", "\"it's\""), ("\"${APP}-b2\"", "\"${APP}-b2\""), ("foo # comment", "\"foo\""),
            ("|\n  two\n  lines\n", "\"two\\nlines\\n\""), (">-\n  folded\n  text\n", "\"folded text\""),
        ]

    static let tagged: [Case] = [
        ("!!str 12", "\"12\""), ("!!str yes", "\"yes\""), ("!!str", "\"\""), ("!!int '12'", "12"), ("!!int 0x10", "16"),
        ("!!float 3", "3"), ("!!float 1.5", "1.5"), ("!!bool 'yes'", "true"), ("!!null ''", "null"), ("!!null", "null"),
        ("!!timestamp 2001-01-01", "\"2001-01-01\""), ("! 12", "\"12\""), ("!mine 12", "\"12\""),
        ("!<tag:yaml.org,2002:int> 3", "3"),
    ]

    static let scalars: [Case] = [booleans, nulls, integers, floats, strings, tagged].flatMap(\.self)

    @Test("A scalar becomes JSON", arguments: scalars)
    func value(yaml: String, json: String) throws {
        let manifest = Manifest(Array("key: \(yaml)\n".utf8))
        #expect(manifest.error == nil)
        let root = try #require(manifest.documents.first?.root)
        #expect(root.jsonText == "{\"key\":\(json)}")
    }

    @Test(
        "A scalar of another type than its tag is an error",
        arguments: [
            ("!!int 1.0", "!!int"), ("!!int", "!!int"), ("!!int x", "!!int"), ("!!float abc", "!!float"),
            ("!!float 18446744073709551615", "!!float"), ("!!bool x", "!!bool"), ("!!bool 1", "!!bool"),
            ("!!null x", "!!null"), ("!!timestamp x", "!!timestamp"),
        ]
    )
    func mismatch(yaml: String, tag: String) {
        let manifest = Manifest(Array("key: \(yaml)\n".utf8))
        #expect(manifest.error?.reason == .wrongTag(tag))
        #expect(manifest.error?.position == SourcePosition(line: 1, column: 6))
    }

    @Test("Infinities and NaN cannot be sent", arguments: [".inf", "-.INF", "+.Inf", ".nan", ".NaN"])
    func notANumber(yaml: String) {
        let manifest = Manifest(Array("list:\n- a\n- \(yaml)\n".utf8))
        #expect(manifest.error?.reason == .notANumberInJSON)
        #expect(manifest.error?.position == SourcePosition(line: 3, column: 3))
    }

    @Test(
        "A key is a string in the end",
        arguments: [
            ("a", "a"), ("'a b'", "a b"), ("yes", "true"), ("off", "false"), ("1", "1"), ("0x10", "16"), ("-1", "-1"),
            ("1.5", "1.5"), ("1e3", "1000"), ("1000000.0", "1e+06"), ("1e-5", "1e-05"), ("0.1", "0.1"),
            ("123456789012345678901", "1.2345679e+20"), (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"),
            ("1e300", ".inf"), ("2001-01-01", "2001-01-01"), ("${KEY}", "${KEY}"), ("\"<<\"", "<<"), ("? x", "x"),
        ]
    )
    func key(yaml: String, name: String) throws {
        let separator = yaml.hasPrefix("?") ? "\n:" : ":"
        let manifest = Manifest(Array("\(yaml)\(separator) v\n".utf8))
        #expect(manifest.error == nil)
        #expect(manifest.documents.first?.root.object?.members.map(\.name) == [name])
    }

    @Test(
        "What cannot be a key is an error",
        arguments: ["~: v", "null: v", "[a]: v", "{a: b}: v", "18446744073709551615: v", "? [a]\n: v"]
    )
    func invalidKey(yaml: String) { #expect(Manifest(Array(yaml.utf8)).error?.reason == .invalidKey) }
}
