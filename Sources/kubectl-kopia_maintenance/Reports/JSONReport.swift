import KubernetesAPI
import Manifests

/// The report for programs; the help of `review` describes its fields.
enum JSONReport {
    /// The report as one object.
    static func value(of report: ReviewReport) -> JSONValue {
        [
            "objects": .array(report.objects.map(object)),
            "failures": .array(report.failures.map(failure)),
            "summary": summary(of: ReviewSummary(report)),
        ]
    }

    private static func object(_ object: ReviewedObject) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("file", .string(object.file)),
            ("line", .integer(object.position.line)),
            ("column", .integer(object.position.column)),
        ]
        if let namespace = object.namespace { members.append(("namespace", .string(namespace))) }
        members += [
            ("name", .string(object.name)),
            ("valid", .bool(object.isValid)),
            ("errors", .array(object.errors.map(remark))),
            ("warnings", .array(object.warnings.map(remark))),
        ]
        if object.isPatch { members.append(("patch", true)) }
        if let defaults = object.defaults {
            let fields: [JSONValue] = defaults.map { ["path": .string($0.path), "value": $0.value ?? .null] }
            members.append(("defaults", .array(fields)))
        }
        return .object(JSONObject(members: members))
    }

    private static func remark(_ remark: Remark) -> JSONValue {
        var members: [(String, JSONValue)] = []
        if let path = remark.path { members.append(("path", .string(path))) }
        members += [
            ("line", .integer(remark.position.line)),
            ("column", .integer(remark.position.column)),
            ("cause", .string(remark.cause.name)),
            ("message", .string(remark.message)),
        ]
        return .object(JSONObject(members: members))
    }

    private static func failure(_ failure: ReadFailure) -> JSONValue {
        var members: [(String, JSONValue)] = [("file", .string(failure.file))]
        if let position = failure.position {
            members += [("line", .integer(position.line)), ("column", .integer(position.column))]
        }
        members.append(("message", .string(failure.message)))
        return .object(JSONObject(members: members))
    }

    private static func summary(of summary: ReviewSummary) -> JSONValue {
        [
            "files": .integer(summary.files),
            "objects": .integer(summary.objects),
            "valid": .integer(summary.objects - summary.rejected),
            "rejected": .integer(summary.rejected),
            "errors": .integer(summary.errors),
            "warnings": .integer(summary.warnings),
            "failures": .integer(summary.failures),
            "skipped": .object(JSONObject(members: summary.skipped.map { ($0.kind, .integer($0.count)) })),
        ]
    }
}

extension JSONValue {
    /// A whole number.
    static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(Int64(value))) }
}
