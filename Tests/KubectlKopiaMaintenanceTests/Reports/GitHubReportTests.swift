import Testing

@testable import kubectl_kopia_maintenance

@Suite("The report as workflow commands")
struct GitHubReportTests {
    @Test("A command for each remark, escaped as GitHub asks")
    func text() {
        let expected = """
            ::error file=a b.yaml,line=9,col=18,title=KopiaMaintenance ns/nightly::spec.cacheCapacity: Invalid value: \
            "ten": must be a quantity
            ::error file=a b.yaml,line=10,col=8,title=KopiaMaintenance ns/nightly::unknown field "spec.foo"
            ::warning file=a b.yaml,line=11,col=13,title=KopiaMaintenance ns/nightly::spec.cachePVC: not judged: \
            contains the placeholder ${PVC}
            ::warning file=a b.yaml,line=22,col=3,title=KopiaMaintenance weekly::think again,%0Aplease
            ::error file=/etc/b%2C c.yaml,line=5,col=3,title=Unreadable::not YAML: 100%25 wrong
            ::error file=none.yaml,line=1,col=1,title=Unreadable::no such file or directory
            3 KopiaMaintenances in 3 files: 2 valid, 1 rejected, 2 warnings, 2 files not read to the end; \
            skipped 1 ConfigMap, 2 Secret

            """
        #expect(ReportFormat.github.text(of: SampleReport.value, showDefaults: false) == expected)
    }
}
