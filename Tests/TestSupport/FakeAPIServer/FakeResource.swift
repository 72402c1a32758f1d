/// A resource that a fake API server serves.
package struct FakeResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    package let group: String
    /// The version of the group.
    package let version: String
    /// The kind of its objects.
    package let kind: String
    /// Its name in paths.
    package let plural: String
    /// True if its objects live in namespaces.
    package let isNamespaced: Bool
    /// True if the status is written through a path of its own only.
    package let hasStatus: Bool

    /// A resource of these names.
    package init(
        group: String,
        version: String,
        kind: String,
        plural: String,
        isNamespaced: Bool = true,
        hasStatus: Bool = false
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
        self.hasStatus = hasStatus
    }

    /// Group and version as objects write them.
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The resources that the programs of this project use.
    package static let standard: [FakeResource] = [
        FakeResource(
            group: "volsync.backube",
            version: "v1alpha1",
            kind: "KopiaMaintenance",
            plural: "kopiamaintenances",
            hasStatus: true
        ),
        FakeResource(group: "batch", version: "v1", kind: "CronJob", plural: "cronjobs", hasStatus: true),
        FakeResource(group: "batch", version: "v1", kind: "Job", plural: "jobs", hasStatus: true),
        FakeResource(group: "", version: "v1", kind: "Pod", plural: "pods", hasStatus: true),
        FakeResource(
            group: "",
            version: "v1",
            kind: "PersistentVolumeClaim",
            plural: "persistentvolumeclaims",
            hasStatus: true
        ),
        FakeResource(
            group: "storage.k8s.io",
            version: "v1",
            kind: "StorageClass",
            plural: "storageclasses",
            isNamespaced: false
        ),
        FakeResource(group: "", version: "v1", kind: "Secret", plural: "secrets"),
        FakeResource(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps"),
        FakeResource(group: "", version: "v1", kind: "ServiceAccount", plural: "serviceaccounts"),
        FakeResource(
            group: "",
            version: "v1",
            kind: "Namespace",
            plural: "namespaces",
            isNamespaced: false,
            hasStatus: true
        ),
        FakeResource(
            group: "admissionregistration.k8s.io",
            version: "v1",
            kind: "MutatingWebhookConfiguration",
            plural: "mutatingwebhookconfigurations",
            isNamespaced: false
        ),
        FakeResource(
            group: "admissionregistration.k8s.io",
            version: "v1",
            kind: "ValidatingWebhookConfiguration",
            plural: "validatingwebhookconfigurations",
            isNamespaced: false
        ),
        FakeResource(group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases"),
        FakeResource(group: "events.k8s.io", version: "v1", kind: "Event", plural: "events"),
    ]
}

/// The name of an object on a fake API server.
package struct FakeObjectName: Hashable, Sendable {
    /// The namespace; empty for objects that live in none.
    package let namespace: String
    /// The name.
    package let name: String

    /// A name of these parts.
    package init(_ namespace: String, _ name: String) {
        self.namespace = namespace
        self.name = name
    }
}

/// A refusal of a fake API server, as `metav1.Status` has it.
package struct FakeStatus: Error, Hashable, Sendable {
    /// The HTTP status.
    package var code: Int
    /// The reason.
    package var reason: String
    /// The message.
    package var message: String
    /// The name of the object in question.
    package var name: String
    /// The resource of the object in question.
    package var resource: String
    /// Causes: reason, message and field.
    package var causes: [[String]]
    /// The value of `Retry-After`, and of `details.retryAfterSeconds` if it is a number.
    package var retryAfter: String?
    /// `metadata.continue`.
    package var continueToken: String?

    /// A refusal of these parts.
    package init(
        _ code: Int,
        _ reason: String,
        _ message: String = "refused by the test",
        name: String = "",
        resource: String = "",
        causes: [[String]] = [],
        retryAfter: String? = nil,
        continueToken: String? = nil
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.name = name
        self.resource = resource
        self.causes = causes
        self.retryAfter = retryAfter
        self.continueToken = continueToken
    }
}
