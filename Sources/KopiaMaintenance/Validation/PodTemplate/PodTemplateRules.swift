/// The API server's rules for what the rendered CronJob's pod template takes over from a KopiaMaintenance.
///
/// After Kubernetes 1.36, `pkg/apis/core/validation/validation.go` as it is applied to a *new* `batch/v1` CronJob, with
/// the feature gates at their defaults: what the API server would refuse in the pod template is a finding here, with
/// the API server's cause and words, and what it would accept is none. A few rules are this project's own and say so.
///
/// Each function is pure and takes one field of `spec`.
///
/// Guarantees:
/// - A wrong JSON type is never reported, nor anything that could follow from one: that is the business of the field's
///   ``Shape``.
/// - A finding stands at the value that it shows. Where the API server names only the map around an entry, or a field
///   that does not exist, the path is the one of the entry itself.
package enum PodTemplateRules {}
