package import KubernetesAPI

/// The status of a KopiaMaintenance, as a value that can be changed and written back.
package struct MaintenanceStatus: Hashable, Sendable {
    package var observedGeneration: Int64?
    package var activeCronJob: String?
    package var lastReconcileTime: String?
    package var lastMaintenanceTime: String?
    package var nextScheduledMaintenance: String?

    /// Failures since the last success.
    package var maintenanceFailures: Int64

    /// The tag of the last manual run that succeeded.
    package var lastManualSync: String?

    /// The tag of the manual run that failed, which is not tried again.
    package var lastManualFailure: String?

    /// The last run that was requested by annotation and has ended.
    package var lastRequestedRun: RequestedRun?

    /// The UIDs of the finished Jobs whose outcome is in this status already; nil before the first look.
    package var accountedJobs: Set<String>?

    /// Everybody's as stored; as written, this controller's own.
    package var conditions: [JSONValue]

    /// Reads the status of an object; absent fields have their zero value.
    package init(of object: KopiaMaintenance) {
        let json = object.status ?? .null
        observedGeneration = json["observedGeneration"]?.int64
        activeCronJob = json["activeCronJob"]?.nonEmptyString
        lastReconcileTime = json["lastReconcileTime"]?.string
        lastMaintenanceTime = json["lastMaintenanceTime"]?.string
        nextScheduledMaintenance = json["nextScheduledMaintenance"]?.string
        maintenanceFailures = json["maintenanceFailures"]?.int64 ?? 0
        lastManualSync = json["lastManualSync"]?.nonEmptyString
        lastManualFailure = json["lastManualFailure"]?.nonEmptyString
        lastRequestedRun = RequestedRun(json["lastRequestedRun"])
        accountedJobs = json["accountedJobs"]?.array.map { Set($0.compactMap(\.string)) }
        conditions = json["conditions"]?.array ?? []
    }

    /// The status as the API has it, every field that this controller owns.
    package var json: JSONValue {
        var members: [(String, JSONValue)] = []
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append((name, value)) }
        }
        add("observedGeneration", observedGeneration.map { .number(JSONNumber($0)) })
        add("activeCronJob", activeCronJob.map(JSONValue.string))
        add("lastReconcileTime", lastReconcileTime.map(JSONValue.string))
        add("lastMaintenanceTime", lastMaintenanceTime.map(JSONValue.string))
        add("nextScheduledMaintenance", nextScheduledMaintenance.map(JSONValue.string))
        add("maintenanceFailures", .number(JSONNumber(maintenanceFailures)))
        add("lastManualSync", lastManualSync.map(JSONValue.string))
        add("lastManualFailure", lastManualFailure.map(JSONValue.string))
        add("lastRequestedRun", lastRequestedRun?.json)
        add("accountedJobs", accountedJobs.map { .array($0.sorted().map(JSONValue.string)) })
        add("conditions", .array(conditions))
        return .object(JSONObject(members: members))
    }

    /// True if the stored status holds everything that this one says.
    ///
    /// The API server keeps conditions as a map by type, in an order of its own, and others may have theirs among them.
    func isContained(in stored: MaintenanceStatus) -> Bool {
        var stored = stored
        guard conditions.allSatisfy({ stored.conditions.contains($0) }) else { return false }
        stored.conditions = conditions
        return self == stored
    }

    /// The condition of that type.
    package func condition(_ type: String) -> JSONValue? { conditions.first { $0["type"]?.string == type } }
}

extension KopiaMaintenance {
    /// True while somebody waits for the controller: for the answer to a change, for a run asked for by hand, for what a
    /// deletion or a reset of the failures sets off, or for what keeps the object from being ready.
    package var isAwaited: Bool {
        let status = MaintenanceStatus(of: self)
        let isSeen = status.observedGeneration == metadata.generation
        let isReady = status.condition("Ready")?["status"]?.string == "True"
        guard isSeen, isReady, !metadata.isBeingDeleted else { return true }
        guard metadata.annotation(APINames.resetFailuresAnnotation) != "true" else { return true }
        guard spec.enabled != false, spec.suspend != true else { return false }
        return RunRequest(of: self)?.isPending(by: status) == true
    }
}
