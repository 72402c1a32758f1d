import KubernetesAPI

/// The specification that a manual Job has and a CronJob gives its Jobs.
enum JobSpec {
    static func json(_ spec: KopiaMaintenanceSpec, names: OwnedNames, options: RenderingOptions) -> JSONValue {
        .members([
            "backoffLimit": .number(JSONNumber(backoffLimit)),
            "activeDeadlineSeconds": spec.activeDeadlineSeconds.map { .number(JSONNumber($0)) },
            "podFailurePolicy": ["rules": [failAtOnce]],
            "template": PodTemplate(spec, names: names, options: options).json,
        ])
    }

    /// How many pods may fail before the Job does; the Go controller's figure.
    ///
    /// Evictions count: a pod that outgrows its node would otherwise be made anew until the deadline.
    private static let backoffLimit: Int64 = 5

    /// Ends the Job on a mistake in the configuration, which does not go away by trying again.
    ///
    /// A policy also means that a pod is replaced only once it has ended, so that two pods of a Job never run at once.
    private static let failAtOnce: JSONValue = [
        "action": "FailJob",
        "onExitCodes": [
            "containerName": .string(PodTemplate.containerName),
            "operator": "In",
            "values": [.number(JSONNumber(MaintenanceExit.misconfigured))],
        ],
    ]
}

/// The exit codes of the maintenance script; the others mean that trying again may help.
package enum MaintenanceExit {
    /// Trying again cannot help: the Secret lacks something, or does not fit the repository (`EX_CONFIG`, sysexits.h).
    package static let misconfigured: Int64 = 78

    /// Another run holds the repository (`EX_TEMPFAIL`).
    package static let busy: Int64 = 75
}
