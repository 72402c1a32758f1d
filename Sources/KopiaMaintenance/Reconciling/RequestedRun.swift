import KubernetesAPI

/// A run that somebody asked for by annotation (``APINames/runRequestedAnnotation``), beside whatever the trigger says.
package struct RunRequest: Hashable, Sendable {
    /// What tells the run from those that were asked for before.
    package let tag: String

    /// What an object asks for; nil for nothing, and for a tag that is none (``RunTag``).
    package init?(of object: KopiaMaintenance) {
        guard let tag = object.metadata.annotation(APINames.runRequestedAnnotation), !tag.isEmpty, RunTag.isValid(tag)
        else { return nil }
        self.tag = tag
    }

    /// True until the run has ended, well or badly.
    package func isPending(by status: MaintenanceStatus) -> Bool { status.lastRequestedRun?.tag != tag }
}

/// How a run ended that was requested.
package struct RequestedRun: Hashable, Sendable {
    /// The words of VolSync for the end of a run (`MoverResult`, api/v1alpha1).
    package enum Result: String, Hashable, Sendable {
        case successful = "Successful"
        case failed = "Failed"
    }

    package let tag: String
    /// The name of its Job.
    package let job: String
    package let result: Result
    /// When it ended (RFC 3339).
    package let completionTime: String

    /// The end of a Job; nil if it has not ended, or was not requested of the object of that UID under one of these names.
    init?(_ job: ObservedJob, names: OwnedNames, owner: String?) {
        guard let tag = job.metadata.annotation(APINames.runRequestedAnnotation),
            names.requestedJob(tag: tag) == job.name, let owner, job.isControlled(by: owner), let end = job.finishedAt
        else { return nil }
        self.tag = tag
        self.job = job.name
        result = job.hasFailed ? .failed : .successful
        completionTime = Timestamp.string(fromUnixSeconds: end)
    }

    /// Reads the field of a status; nil if it has none.
    init?(_ json: JSONValue?) {
        guard let tag = json?["tag"]?.string, let result = json?["result"]?.string.flatMap(Result.init(rawValue:))
        else { return nil }
        self.tag = tag
        self.result = result
        job = json?["job"]?.string ?? ""
        completionTime = json?["completionTime"]?.string ?? ""
    }

    var json: JSONValue {
        [
            "tag": .string(tag), "job": .string(job), "result": .string(result.rawValue),
            "completionTime": .string(completionTime),
        ]
    }
}
