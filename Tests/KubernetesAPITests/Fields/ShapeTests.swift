import KubernetesAPI
import TestSupport
import Testing

@Suite("JSON types of fields")
struct ShapeTests {
    static let shape = Shape.object([
        "name": .string,
        "on": .boolean,
        "small": .int32,
        "large": .int64,
        "size": .quantity,
        "names": .array(of: .string),
        "labels": .map(of: .string),
        "items": .array(of: .object(["key": .string, "seconds": .int64])),
        "anything": .any,
    ])

    @Test(
        "Values of the right type, absent and null ones, and unknown fields pass",
        arguments: [
            "{}",
            #"{"name":"n","on":true,"small":1,"large":1,"size":"1Gi","names":["a"],"labels":{"a":"b"}}"#,
            #"{"name":null,"on":null,"small":null,"large":null,"size":null,"names":null,"labels":null,"items":null}"#,
            #"{"small":3.0,"large":3e0,"size":5,"names":[],"labels":{},"items":[{"key":"k","seconds":5},{}]}"#,
            #"{"small":-2147483648,"large":-9223372036854775808,"anything":[{"a":1}],"unknown":{"b":[]}}"#,
            #"{"names":null,"labels":{"a":null}}"#,
        ]
    )
    func passes(json: String) throws {
        let value = try JSONParser.parse(json.utf8)
        #expect(Self.shape.findings(in: value, at: FieldPath("spec")).isEmpty)
        #expect(ShapeTable(Self.shape).takes(value) == true)
    }

    @Test(
        "A field that the shape has not, or of another type, is seen wherever it stands",
        arguments: [
            (#"{"name":"n","items":[{"key":"k"}],"labels":{"any":"thing"},"anything":{"at":"all"}}"#, true),
            (#"{"name":{"of":"another type"}}"#, false),
            (#"{"other":1}"#, false),
            (#"{"other":null}"#, false),
            (#"{"items":[{"key":"k"},{"kye":"k"}]}"#, false),
        ]
    )
    func fits(json: String, fits: Bool) throws {
        let table = ShapeTable(Self.shape)
        let value = try JSONParser.parse(json.utf8)
        #expect(DecodedObject(value).read(table.fits) == fits)
        #expect(DecodedObject(value.inMemory).read(table.fits) == fits)
    }

    @Test(
        "Every field of the wrong type is named, with its path and its value",
        arguments: [
            (#"{"name":1}"#, ["spec.name: Invalid value: 1: must be a string"]),
            (#"{"on":"yes"}"#, ["spec.on: Invalid value: \"yes\": must be a boolean (true or false)"]),
            (#"{"small":"3"}"#, ["spec.small: Invalid value: \"3\": must be an integer"]),
            (
                #"{"small":2147483648}"#,
                ["spec.small: Invalid value: 2147483648: must be between -2147483648 and 2147483647"]
            ),
            (#"{"small":1.5}"#, ["spec.small: Invalid value: 1.5: must be an integer"]),
            (
                #"{"large":9223372036854775808}"#,
                ["spec.large: Invalid value: 9.223372036854776e+18: must be an integer"]
            ),
            (
                #"{"size":true}"#,
                ["spec.size: Invalid value: true: must be a quantity: a string such as \"10Gi\", or a whole number"]
            ),
            (
                #"{"size":0.5}"#,
                ["spec.size: Invalid value: 0.5: must be a quantity: a string such as \"10Gi\", or a whole number"]
            ),
            (#"{"names":[null]}"#, ["spec.names[0]: Invalid value: null: must be a string"]),
            (#"{"names":"a"}"#, ["spec.names: Invalid value: \"a\": must be a list"]),
            (
                #"{"names":["a",1,[]]}"#,
                [
                    "spec.names[1]: Invalid value: 1: must be a string",
                    "spec.names[2]: Invalid value: []: must be a string",
                ]
            ),
            (#"{"labels":{"a.b/c":true}}"#, ["spec.labels[a.b/c]: Invalid value: true: must be a string"]),
            (#"{"labels":[]}"#, ["spec.labels: Invalid value: []: must be an object"]),
            (
                #"{"items":[{"key":"k"},{"key":2,"seconds":"x"}]}"#,
                [
                    "spec.items[1].key: Invalid value: 2: must be a string",
                    "spec.items[1].seconds: Invalid value: \"x\": must be an integer",
                ]
            ),
            ("[]", ["spec: Invalid value: []: must be an object"]),
        ]
    )
    func reports(json: String, expected: [String]) throws {
        let value = try JSONParser.parse(json.utf8)
        let findings = Self.shape.findings(in: value, at: FieldPath("spec"))
        #expect(findings.map(\.description) == expected)
        #expect(findings.allSatisfy { $0.cause == .typeInvalid })
        #expect(ShapeTable(Self.shape).takes(value) != true)
    }
}
