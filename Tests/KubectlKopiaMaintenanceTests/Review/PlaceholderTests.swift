import KubernetesAPI
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Placeholders")
struct PlaceholderTests {
    @Test(
        "A placeholder is found wherever it stands in a text",
        arguments: [
            ("${APP}", "${APP}"), ("${APP}-b2", "${APP}"), ("pre-${A_1}-post-${B}", "${A_1}"),
            ("${CAPACITY:=8Gi}", "${CAPACITY:=8Gi}"), ("${_x:-y}", "${_x:-y}"), ("cost $5 ${APP}", "${APP}"),
            ("$$ ${APP}", "${APP}"),
        ]
    )
    func found(text: String, placeholder: String) { #expect(TemplatePlaceholder.first(in: text) == placeholder) }

    @Test(
        "What Flux leaves alone is none",
        arguments: [
            "", "plain", "$", "$APP", "${", "${}", "${APP", "${1A}", "$${APP}", "$(APP)", "{{ .App }}", "${-x}",
        ]
    )
    func none(text: String) { #expect(TemplatePlaceholder.first(in: text) == nil) }

    @Test(
        "The default of a placeholder takes its place; one without stays",
        arguments: [
            ("${A:=0 4 * * *}", "0 4 * * *" as JSONValue), ("${A:-x}-${B=y}/${C-z}", "x-y/z"), ("${A}", "${A}"),
            ("${ON:=true}", true), ("${N:=12}", 12), ("v${N:=12}", "v12"), ("${A:=}", ""), ("$${A:=x}", "$${A:=x}"),
        ]
    )
    func filled(text: String, value: JSONValue) {
        #expect(TemplatePlaceholder.filled(["a": [.string(text)]] as JSONValue) == ["a": [value]])
    }

    static let spec = FieldPath("spec")

    @Test(
        "A finding is about a placeholder in its value, in the object at its path, or in a key on the way",
        arguments: [
            (Finding.invalid(spec.field("a"), "${A}", ""), "${A}" as String?),
            (.required(spec.field("b"), ""), "${B}"),
            (.invalid(spec.field("labels").key("${K}"), "v", ""), "${K}"),
            (.invalid(spec.field("c"), "plain", ""), nil),
            (.forbidden(spec, ""), nil),
            (.required(spec.field("absent"), ""), nil),
        ]
    )
    func concerning(finding: Finding, placeholder: String?) {
        let object: JSONValue = ["spec": ["a": "x", "b": "x${B}", "c": "plain", "labels": ["${K}": "v"]]]
        #expect(TemplatePlaceholder.first(concerning: finding, in: object) == placeholder)
    }
}
