import KopiaMaintenance
import KubernetesAPI
import TestSupport

@testable import kubectl_kopia_maintenance

/// Objects of a cluster for tests, on Tuesday 2026-11-24 at 12:00 UTC.
enum SampleMaintenance {
    /// 2026-11-24T12:00:00Z.
    static let now: Int64 = 1_795_521_600

    /// An object as a cluster has it.
    static func object(
        _ name: String,
        spec: JSONValue = ["trigger": ["schedule": "0 2 * * *"]],
        reason: String? = "MaintenanceActive",
        message: String = "",
        failures: Int64 = 0,
        status more: JSONValue = [:]
    ) -> JSONValue {
        let metadata: JSONValue = [
            "name": .string(name), "namespace": "backup", "uid": .string("uid-\(name)"), "generation": 1,
            "creationTimestamp": "2026-11-01T12:00:00Z",
        ]
        let object = JSONValue.kopiaMaintenance(
            spec.setting("kopia-config", at: "repository", "repository"),
            metadata: metadata
        )
        guard let reason else { return object }
        var status: [(String, JSONValue)] = [
            ("observedGeneration", 1), ("maintenanceFailures", .number(JSONNumber(failures))),
            ("conditions", .array(conditions(reason, message))),
        ]
        status += (more.object?.members ?? []).map { ($0.name, $0.value) }
        return object.setting(.object(JSONObject(members: status)), at: "status")
    }

    /// What the controller says in that situation.
    static func conditions(_ reason: String, _ message: String) -> [JSONValue] {
        let isReady = [
            "MaintenanceActive", "MaintenanceSuspended", "MaintenanceDisabled", "ManualMaintenanceCompleted",
            "AwaitingTrigger", "StandingBack",
        ].contains(reason)
        let isBusy = ["ManualMaintenanceWaiting", "ManualMaintenanceRunning"].contains(reason)
        return [
            condition("Ready", isReady, reason, message), condition("Reconciling", isBusy, reason, message),
            condition("Error", !isReady && !isBusy, reason, message),
        ]
    }

    static func condition(_ type: String, _ isTrue: Bool, _ reason: String, _ message: String) -> JSONValue {
        [
            "type": .string(type), "status": isTrue ? "True" : "False", "reason": .string(reason),
            "message": .string(message), "lastTransitionTime": "2026-11-24T02:00:00Z",
        ]
    }

    /// A Job of an object.
    static func job(
        _ name: String,
        of owner: String,
        suspended: Bool = false,
        started: String? = nil,
        ended: (type: String, at: String, reason: String)? = nil,
        labels: JSONValue = [:]
    ) -> JSONValue {
        var status: [(String, JSONValue)] = []
        if let started { status.append(("startTime", .string(started))) }
        if let ended {
            let condition: JSONValue = [
                "type": .string(ended.type), "status": "True", "reason": .string(ended.reason),
                "lastTransitionTime": .string(ended.at),
            ]
            status.append(("conditions", [condition]))
            if ended.type == "Complete" { status.append(("completionTime", .string(ended.at))) }
        }
        var all = labels.object ?? JSONObject()
        all["volsync.backube/kopia-maintenance"] = "true"
        all["volsync.backube/maintenance-name"] = .string(owner)
        return [
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": [
                "name": .string(name), "namespace": "backup", "uid": .string("uid-\(name)"), "labels": .object(all),
                "creationTimestamp": .string(started ?? "2026-11-24T11:59:00Z"),
            ],
            "spec": ["suspend": .bool(suspended)], "status": .object(JSONObject(members: status)),
        ]
    }

    /// A pod of a Job.
    static func pod(of job: String, node: String? = "node-1", phase: String = "Running", state: JSONValue) -> JSONValue
    {
        JSONValue.present([
            ("apiVersion", "v1"), ("kind", "Pod"),
            (
                "metadata",
                [
                    "name": .string("\(job)-x7f2p"), "namespace": "backup", "uid": .string("uid-\(job)-pod"),
                    "creationTimestamp": "2026-11-24T11:50:00Z",
                    "labels": ["batch.kubernetes.io/job-name": .string(job)],
                    "ownerReferences": [["uid": .string("uid-\(job)"), "controller": true]],
                ]
            ),
            (
                "spec",
                .present([
                    ("nodeName", node.map(JSONValue.string)), ("containers", [["name": "kopia-maintenance"]]),
                ])
            ),
            (
                "status",
                ["phase": .string(phase), "containerStatuses": [["name": "kopia-maintenance", "state": state]]]
            ),
        ])
    }

    /// The summary of an object.
    static func summary(_ object: JSONValue, jobs: [JSONValue] = []) -> MaintenanceSummary {
        MaintenanceSummary(object, jobs: jobs.map { ObservedJob($0) })
    }
}
