import Testing

@testable import kubectl_kopia_maintenance

@Suite("The report as text")
struct TextReportTests {
    static let expected = """
        a b.yaml:9:18: error: spec.cacheCapacity: Invalid value: "ten": must be a quantity
        a b.yaml:10:8: error: unknown field "spec.foo"
        a b.yaml:11:13: warning: spec.cachePVC: not judged: contains the placeholder ${PVC}
        KopiaMaintenance ns/nightly (a b.yaml:2): 2 errors, 1 warning
        a b.yaml:22:3: warning: think again,
        please
        KopiaMaintenance weekly (a b.yaml:20): valid, 1 warning
        KopiaMaintenance (no name) (-:1): valid
        /etc/b, c.yaml:5:3: error: not YAML: 100% wrong
        none.yaml: error: no such file or directory
        3 KopiaMaintenances in 3 files: 2 valid, 1 rejected, 2 warnings, 2 files not read to the end; \
        skipped 1 ConfigMap, 2 Secret

        """

    @Test("A line for each remark, one for each object, and the totals")
    func text() { #expect(ReportFormat.text.text(of: SampleReport.value, showDefaults: false) == Self.expected) }

    @Test("Defaults follow their object")
    func defaults() {
        let text = ReportFormat.text.text(of: SampleReport.value, showDefaults: true)
        #expect(text.contains("2 errors, 1 warning\n  + spec.enabled: true\n  - spec.trigger.schedule\na b.yaml:22"))
        #expect(text.contains("(-:1): valid\n  (no defaults while a field has the wrong type)\n"))
    }

    @Test("Nothing at all is said too")
    func nothing() {
        #expect(
            ReportFormat.text.text(of: ReviewReport(), showDefaults: false)
                == "0 KopiaMaintenances in 0 files: 0 valid\n"
        )
    }
}
