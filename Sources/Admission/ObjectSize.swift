import KopiaMaintenance
import KubernetesAPI

/// The size of an object, judged before anything else: a large one that is full of mistakes takes seconds to judge, and
/// no API server could store it; of one with too many values no later change could be reviewed.
enum ObjectSize {
    /// As many bytes of JSON as etcd takes (`--max-request-bytes`, 1.5 MiB by default).
    static let limit = 1536 << 10

    /// How many values and names an object may have: half of those of a review, which has the stored object beside the
    /// one that is to be.
    ///
    /// An object of four bytes for each value or name has hardly more before it reaches ``limit``.
    static let valueLimit = (AdmissionReviewer.valueLimit - spareValues) / 2

    /// For what a review says besides, and for what others write into the object's metadata once it is stored.
    private static let spareValues = 1 << 14

    /// No review of so few bytes has an object that is too large: none is longer than its review, and a value takes a
    /// byte and a comma or bracket.
    static let harmlessReview = min(limit, 2 * valueLimit)

    /// The verdict on an object that is too large; nil if it is not.
    ///
    /// Mutation leaves it alone. An update that changes no spec, or of an object that is being deleted, is admitted as
    /// ever: a cluster may have another limit.
    static func verdict(on request: AdmissionRequest, phase: AdmissionPhase) -> AdmissionVerdict? {
        let object = request.object
        guard let mistake = mistake(in: object) else { return nil }
        if phase == .mutate || ObjectMetadata(of: object).isBeingDeleted || isUnchanged(request) {
            return .allowed()
        }
        return .denied([mistake], warnings: [])
    }

    private static func mistake(in object: JSONValue) -> Finding? {
        let (path, count) = (FieldPath("spec"), object.valueCount)
        if object.jsonByteCount > limit { return .tooLong(path, maxBytes: limit) }
        return count > valueLimit ? .tooManyValues(path, count: count, max: valueLimit) : nil
    }

    private static func isUnchanged(_ request: AdmissionRequest) -> Bool {
        let old = request.oldObject
        guard old.object != nil else { return false }
        return old.hasSame("spec", as: request.object)
    }
}
