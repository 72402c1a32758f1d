import KubernetesAPI

/// The labels by which the objects of a KopiaMaintenance are found; the same as the Go controller set.
package enum ManagedLabels {
    /// `true` on everything.
    package static let maintenance = "volsync.backube/kopia-maintenance"

    /// The name of the KopiaMaintenance (``OwnedNames/labelValue``).
    package static let maintenanceName = "volsync.backube/maintenance-name"

    /// `manual` on Jobs of manual runs; scheduled ones lack it.
    package static let maintenanceType = "volsync.backube/maintenance-type"

    /// The value of ``maintenanceType`` for a manual run.
    package static let manual = "manual"
}

extension ManagedLabels {
    /// On Jobs and pods: what selects them, and no more.
    ///
    /// The `app.kubernetes.io` labels would put these pods among those that a VolSync installation in the same namespace
    /// selects as its own.
    static func selection(_ names: OwnedNames) -> JSONObject {
        JSONObject(members: [
            (maintenance, "true"),
            (maintenanceName, .string(names.labelValue)),
        ])
    }

    /// On Jobs of manual runs.
    static func manualJob(_ names: OwnedNames) -> JSONObject {
        var labels = selection(names)
        labels[maintenanceType] = .string(manual)
        return labels
    }

    /// On CronJobs, claims and ServiceAccounts.
    static func all(_ names: OwnedNames) -> JSONObject {
        JSONObject(members: selection(names).members + recommended)
    }

    /// On what several objects of a namespace share.
    static let shared = JSONObject(members: [(name: maintenance, value: "true")] + recommended)

    /// Kubernetes documentation, "Recommended Labels"; the Go controller's values.
    private static let recommended: [(name: String, value: JSONValue)] = [
        ("app.kubernetes.io/name", "volsync"),
        ("app.kubernetes.io/component", "kopia-maintenance"),
        ("app.kubernetes.io/managed-by", "volsync"),
    ]

    /// On pods: the user's labels beside the managed ones, never in their place.
    static func pod(_ names: OwnedNames, moverPodLabels: JSONValue?) -> JSONObject {
        var labels = selection(names)
        for (key, value) in moverPodLabels?.object?.members ?? [] where ManagedPodLabels.owner(of: key.utf8.span) == nil
        {
            labels[key] = value
        }
        return labels
    }
}
