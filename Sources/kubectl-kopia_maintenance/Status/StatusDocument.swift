import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Objects for programs; the help of `status` describes the fields.
enum StatusDocument {
    /// All of them as one object.
    static func value(of summaries: [MaintenanceSummary]) -> JSONValue {
        ["maintenances": .array(summaries.map(value))]
    }

    private static func value(of summary: MaintenanceSummary) -> JSONValue {
        let status = summary.status
        let message = summary.message
        let run = summary.run.map { job -> JSONValue in
            .present([
                ("job", .string(job.name)), ("state", job.isSuspended ? "waiting" : "running"),
                ("startedAt", job.startedAt.map { .string(Timestamp.string(fromUnixSeconds: $0)) }),
            ])
        }
        return .present([
            ("namespace", .string(summary.key.namespace)), ("name", .string(summary.key.name)),
            ("repository", summary.object.spec.repository.secretName.map(JSONValue.string)),
            ("schedule", summary.object.spec.effectiveSchedule.map(JSONValue.string)),
            ("tag", summary.object.spec.trigger.manual.map(JSONValue.string)),
            ("state", .string(summary.state.word)), ("message", message.isEmpty ? nil : .string(message)),
            ("lastSuccess", status.lastMaintenanceTime.map(JSONValue.string)),
            ("next", status.nextScheduledMaintenance.map(JSONValue.string)),
            ("failures", .number(JSONNumber(status.maintenanceFailures))), ("run", run),
            ("cronJob", status.activeCronJob.map(JSONValue.string)),
        ])
    }
}

extension JSONValue {
    /// An object of the members that have a value.
    static func present(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members: members.compactMap { name, value in value.map { (name, $0) } }))
    }
}
