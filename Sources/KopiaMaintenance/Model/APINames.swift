/// The names by which the API knows the resource; contracts with clusters that exist, so none of them ever changes.
package enum APINames {
    package static let group = "volsync.backube"
    package static let version = "v1alpha1"
    package static let apiVersion = "volsync.backube/v1alpha1"
    package static let kind = "KopiaMaintenance"
    package static let resource = "kopiamaintenances"

    /// Held on an object until the controller has taken down what it made for it.
    package static let finalizer = "volsync.backube/kopiamaintenance-protection"

    /// Set to `"true"` by a user who wants failures forgotten and the schedule released.
    package static let resetFailuresAnnotation = "volsync.backube/reset-failures"

    /// Set to a tag by a user who wants one run beside the schedule.
    package static let runRequestedAnnotation = "volsync.backube/run-requested"

    /// Names the fields of `spec` that defaulting wrote and nobody has claimed since: `trigger.schedule,enabled`.
    package static let defaultedFieldsAnnotation = "volsync.backube/defaulted-fields"

    /// Held the schedule that defaulting wrote, in the release before ``defaultedFieldsAnnotation``; read, never written.
    package static let defaultedScheduleAnnotation = "volsync.backube/defaulted-schedule"
}
