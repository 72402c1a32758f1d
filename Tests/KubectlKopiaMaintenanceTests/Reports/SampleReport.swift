import KubernetesAPI
import Manifests

@testable import kubectl_kopia_maintenance

/// A report with one of everything.
enum SampleReport {
    static let value: ReviewReport = {
        var report = ReviewReport()
        report.fileCount = 3
        report.skipped = ["Secret": 2, "ConfigMap": 1]
        report.objects = [rejected, advised, untyped]
        report.failures = [
            ReadFailure(file: "/etc/b, c.yaml", position: place(5, 3), message: "not YAML: 100% wrong"),
            ReadFailure(file: "none.yaml", position: nil, message: "no such file or directory"),
        ]
        return report
    }()

    private static func place(_ line: Int, _ column: Int) -> SourcePosition {
        SourcePosition(line: line, column: column)
    }

    private static let rejected = ReviewedObject(
        file: "a b.yaml",
        position: place(2, 1),
        namespace: "ns",
        name: "nightly",
        remarks: [
            Remark(
                severity: .error,
                cause: .finding(.invalid),
                path: "spec.cacheCapacity",
                position: place(9, 18),
                message: "spec.cacheCapacity: Invalid value: \"ten\": must be a quantity"
            ),
            Remark(
                severity: .error,
                cause: .unknownField,
                path: "spec.foo",
                position: place(10, 8),
                message: "unknown field \"spec.foo\""
            ),
            Remark(
                severity: .warning,
                cause: .notJudged,
                path: "spec.cachePVC",
                position: place(11, 13),
                message: "spec.cachePVC: not judged: contains the placeholder ${PVC}"
            ),
        ],
        defaults: [
            DefaultedField(path: "spec.enabled", value: true),
            DefaultedField(path: "spec.trigger.schedule", value: nil),
        ]
    )

    private static let advised = ReviewedObject(
        file: "a b.yaml",
        position: place(20, 1),
        namespace: nil,
        name: "weekly",
        remarks: [
            Remark(
                severity: .warning,
                cause: .advice,
                path: nil,
                position: place(22, 3),
                message: "think again,\nplease"
            )
        ],
        defaults: []
    )

    private static let untyped = ReviewedObject(
        file: "-",
        position: place(1, 1),
        namespace: nil,
        name: "",
        remarks: [],
        defaults: nil
    )
}
