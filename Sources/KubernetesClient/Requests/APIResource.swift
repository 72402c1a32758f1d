/// A kind of object that the API server stores, and where it stores it.
package struct APIResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    package let group: String
    /// The version of the group.
    package let version: String
    /// The name of the kind, as in an object's `kind`.
    package let kind: String
    /// The name of the resource in paths.
    package let plural: String
    /// True if its objects live in namespaces.
    package let isNamespaced: Bool

    /// A resource of these names.
    package init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// Group and version as an object's `apiVersion` has them.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of the whole collection, of one namespace, of one object or of its subresource.
    ///
    /// - Parameters:
    ///   - namespace: the namespace; nil for all of them. Ignored for resources that have none.
    ///   - name: the object; nil for the collection.
    ///   - subresource: such as `status` or `log`.
    /// - Returns: the path, percent-encoded, beginning with a slash.
    package func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/\(PercentEncoding.segment(namespace))" }
        path += "/\(plural)"
        if let name { path += "/\(PercentEncoding.segment(name))" }
        if let subresource { path += "/\(subresource)" }
        return path
    }
}

extension APIResource {
    /// `batch/v1` CronJob.
    package static let cronJobs = APIResource(group: "batch", version: "v1", kind: "CronJob", plural: "cronjobs")
    /// `batch/v1` Job.
    package static let jobs = APIResource(group: "batch", version: "v1", kind: "Job", plural: "jobs")
    /// Core Pod.
    package static let pods = APIResource(group: "", version: "v1", kind: "Pod", plural: "pods")
    /// Core PersistentVolumeClaim.
    package static let persistentVolumeClaims = APIResource(
        group: "",
        version: "v1",
        kind: "PersistentVolumeClaim",
        plural: "persistentvolumeclaims"
    )
    /// `storage.k8s.io/v1` StorageClass.
    package static let storageClasses = APIResource(
        group: "storage.k8s.io",
        version: "v1",
        kind: "StorageClass",
        plural: "storageclasses",
        isNamespaced: false
    )
    /// Core Secret.
    package static let secrets = APIResource(group: "", version: "v1", kind: "Secret", plural: "secrets")
    /// Core ConfigMap.
    package static let configMaps = APIResource(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
    /// Core ServiceAccount.
    package static let serviceAccounts = APIResource(
        group: "",
        version: "v1",
        kind: "ServiceAccount",
        plural: "serviceaccounts"
    )
    /// Core Namespace.
    package static let namespaces = APIResource(
        group: "",
        version: "v1",
        kind: "Namespace",
        plural: "namespaces",
        isNamespaced: false
    )
    /// `coordination.k8s.io/v1` Lease.
    package static let leases = APIResource(
        group: "coordination.k8s.io",
        version: "v1",
        kind: "Lease",
        plural: "leases"
    )
    /// `events.k8s.io/v1` Event.
    package static let events = APIResource(group: "events.k8s.io", version: "v1", kind: "Event", plural: "events")
    /// `apiextensions.k8s.io/v1` CustomResourceDefinition.
    package static let customResourceDefinitions = APIResource(
        group: "apiextensions.k8s.io",
        version: "v1",
        kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions",
        isNamespaced: false
    )
    /// `admissionregistration.k8s.io/v1` MutatingWebhookConfiguration.
    package static let mutatingWebhookConfigurations = APIResource(
        group: "admissionregistration.k8s.io",
        version: "v1",
        kind: "MutatingWebhookConfiguration",
        plural: "mutatingwebhookconfigurations",
        isNamespaced: false
    )
    /// `admissionregistration.k8s.io/v1` ValidatingWebhookConfiguration.
    package static let validatingWebhookConfigurations = APIResource(
        group: "admissionregistration.k8s.io",
        version: "v1",
        kind: "ValidatingWebhookConfiguration",
        plural: "validatingwebhookconfigurations",
        isNamespaced: false
    )
}
