import KopiaMaintenance
import KubernetesAPI

/// The size of an object, judged before anything else: a large one that is full of mistakes takes seconds to judge, and
/// no API server could store it.
enum ObjectSize {
    /// As many bytes of JSON as etcd takes (`--max-request-bytes`, 1.5 MiB by default).
    static let limit = 1536 << 10

    /// The verdict on an object that is too large; nil if it is not.
    ///
    /// Mutation leaves it alone. An update that changes no spec, or of an object that is being deleted, is admitted as
    /// ever: a cluster may have another limit.
    static func verdict(on request: AdmissionRequest, phase: AdmissionPhase) -> AdmissionVerdict? {
        let object = request.object
        guard object.jsonByteCount > limit else { return nil }
        if phase == .mutate || ObjectMetadata(of: object).isBeingDeleted || isUnchanged(request) {
            return .allowed()
        }
        return .denied([.tooLong(FieldPath("spec"), maxBytes: limit)], warnings: [])
    }

    private static func isUnchanged(_ request: AdmissionRequest) -> Bool {
        let old = request.oldObject
        guard old.object != nil else { return false }
        return old.hasSame("spec", as: request.object)
    }
}
