import KubernetesAPI

extension JSONValue {
    /// The Job, made to wait until it is released (`batchv1.JobSpec.suspend`).
    var waiting: JSONValue { replacing(["spec", "suspend"], with: true) }

    /// The CronJob, made to make waiting Jobs.
    var withWaitingJobs: JSONValue { replacing(["spec", "jobTemplate", "spec", "suspend"], with: true) }

    private func replacing(_ path: [String], with value: JSONValue) -> JSONValue {
        guard let name = path.first else { return value }
        var object = object ?? JSONObject()
        object[name] = (object[name] ?? [:]).replacing(Array(path.dropFirst()), with: value)
        return .object(object)
    }
}
