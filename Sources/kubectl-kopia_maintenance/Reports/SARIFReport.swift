import KubernetesAPI
import Manifests

/// The report as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), for code scanning.
enum SARIFReport {
    /// The log file.
    static func value(of report: ReviewReport) -> JSONValue {
        let remarks = report.objects.flatMap { object in object.remarks.map { (object, $0) } }
        let causes = Set(remarks.map(\.1.cause)).sorted { $0.name < $1.name }
        let rules = causes.map(\.name)
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": ["name": "kubectl-kopia_maintenance", "rules": .array(causes.map(rule))]],
                    "columnKind": "unicodeCodePoints",
                    "invocations": [invocation(report.failures)],
                    "results": .array(remarks.map { result($1, of: $0, rules: rules) }),
                ]
            ],
        ]
    }

    private static func rule(_ cause: Remark.Cause) -> JSONValue {
        ["id": .string(cause.name), "shortDescription": ["text": .string(cause.title)]]
    }

    private static func result(_ remark: Remark, of object: ReviewedObject, rules: [String]) -> JSONValue {
        let name = "\(object.qualifiedName)\(remark.path.map { ": \($0)" } ?? "")"
        return [
            "ruleId": .string(remark.cause.name),
            "ruleIndex": .integer(rules.firstIndex(of: remark.cause.name) ?? -1),
            "level": .string(remark.severity.rawValue),
            "message": ["text": .string(remark.message)],
            "locations": [
                [
                    "physicalLocation": location(object.file, remark.position.line, remark.position.column),
                    "logicalLocations": [["fullyQualifiedName": .string(name)]],
                ]
            ],
        ]
    }

    private static func invocation(_ failures: [ReadFailure]) -> JSONValue {
        let notifications = failures.map { failure -> JSONValue in
            [
                "level": "error",
                "message": ["text": .string(failure.message)],
                "locations": [
                    [
                        "physicalLocation": location(
                            failure.file,
                            failure.position?.line ?? 1,
                            failure.position?.column ?? 1
                        )
                    ]
                ],
            ]
        }
        return [
            "executionSuccessful": .bool(failures.isEmpty),
            "toolExecutionNotifications": .array(notifications),
        ]
    }

    private static func location(_ file: String, _ line: Int, _ column: Int) -> JSONValue {
        [
            "artifactLocation": ["uri": .string(uri(of: file))],
            "region": ["startLine": .integer(line), "startColumn": .integer(column)],
        ]
    }

    /// A relative reference, or a file URL for an absolute path (RFC 3986 §4.2).
    private static func uri(of file: String) -> String {
        let path = file.utf8.map(pathText).joined()
        return file.hasPrefix("/") ? "file://\(path)" : path
    }

    /// A byte of a path as it stands in a URI: `pchar` and the slash stay (RFC 3986 §3.3).
    private static func pathText(_ byte: UInt8) -> String {
        let scalar = Unicode.Scalar(byte)
        let isKept =
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal)
            || "-._~!$&'()*+,;=:@/".utf8.contains(byte)
        guard !isKept else { return String(Character(scalar)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
}

extension Remark.Cause {
    /// What the rule says, in a few words.
    fileprivate var title: String {
        switch self {
        case .finding(.required): "A value is missing"
        case .finding(.invalid): "A value breaks a rule"
        case .finding(.typeInvalid): "A value has the wrong type"
        case .finding(.notSupported): "A value is none of those that exist"
        case .finding(.forbidden): "A value may not be given here"
        case .finding(.duplicate): "A value stands twice"
        case .finding(.tooLong): "A text is too long"
        case .finding(.tooMany): "A list is too long"
        case .unknownField: "The API server does not know the field"
        case .notJudged: "A placeholder cannot be judged"
        case .repositoryShared: "Another object maintains the same repository"
        case .readTwoWays: "kubectl -f and kustomize read different values"
        case .advice: "Something would work better otherwise"
        }
    }
}
