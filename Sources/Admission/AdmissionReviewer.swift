package import KopiaMaintenance
import KubernetesAPI

/// Which of the two webhooks is asked.
package enum AdmissionPhase: String, Sendable, CaseIterable {
    case mutate
    case validate
}

/// What came of one request: the answer's bytes, and the facts that logs and metrics want.
package struct ReviewedAdmission: Sendable {
    /// The AdmissionReview to send, as JSON.
    package let response: [UInt8]
    /// What was asked.
    package let request: AdmissionRequest
    /// What was decided.
    package let verdict: AdmissionVerdict
}

/// Answers admission reviews: bytes in, bytes out, nothing else touched.
package enum AdmissionReviewer {
    /// How many values and names a review may have: nine mebibytes of tokens.
    ///
    /// As many as object and old object have that are as large as can be stored, 1.5 MiB each (``ObjectSize/limit``), with
    /// four bytes for each value or name: a character, its quotes or a bracket, and a comma or colon. Lists of digits and of
    /// empty values have less, so an object with more than half of these is not admitted (``ObjectSize/valueLimit``). The
    /// reviews that were recorded have eleven bytes for each.
    package static let valueLimit = 3 << 18

    /// Answers one AdmissionReview.
    ///
    /// Guarantees: pure and total; a dry run is answered like the real request; every well-formed review of another kind,
    /// of a subresource or of a deletion is admitted that has no more than ``valueLimit`` values.
    ///
    /// - Parameters:
    ///   - body: the review as JSON.
    ///   - phase: which webhook is asked.
    ///   - cluster: the cluster whose API server will judge what is made of the object.
    /// - Returns: the answer.
    /// - Throws: ``AdmissionRequestError`` if the body is no review, or has more values; the caller answers 400.
    package static func review(
        _ body: some Sequence<UInt8>,
        phase: AdmissionPhase,
        on cluster: ClusterCapabilities = .unknown
    ) throws(AdmissionRequestError) -> ReviewedAdmission {
        let request = try AdmissionRequest(review: parse(body))
        let mayBeTooLarge = body.underestimatedCount > ObjectSize.harmlessReview
        let verdict = judge(request, phase: phase, on: cluster, mayBeTooLarge: mayBeTooLarge)
        let response = AdmissionResponse.bytes(of: verdict, to: request)
        return ReviewedAdmission(response: response, request: request, verdict: verdict)
    }

    private static func parse(_ body: some Sequence<UInt8>) throws(AdmissionRequestError) -> JSONObject {
        let review: JSONObject?
        do { review = try JSONParser.parseObject(body, valueLimit: valueLimit) } catch { throw .malformed(error) }
        guard let review else { throw .notAnObject }
        return review
    }

    private static func judge(
        _ request: AdmissionRequest,
        phase: AdmissionPhase,
        on cluster: ClusterCapabilities,
        mayBeTooLarge: Bool
    ) -> AdmissionVerdict {
        guard request.isOfOurKind, request.subresource.isEmpty,
            let operation = request.operation, operation == .create || operation == .update
        else { return .ignored }
        if mayBeTooLarge, let verdict = ObjectSize.verdict(on: request, phase: phase) { return verdict }
        return switch phase {
        case .mutate: mutate(request, isUpdate: operation == .update, on: cluster)
        case .validate: validate(request, isUpdate: operation == .update, on: cluster)
        }
    }

    private static func mutate(
        _ request: AdmissionRequest,
        isUpdate: Bool,
        on cluster: ClusterCapabilities
    ) -> AdmissionVerdict {
        let defaulting =
            isUpdate ? Defaulting(updating: request.oldObject, to: request.object) : Defaulting(request.object)
        // The schema would answer next, with a word on the type and none on the other mistakes.
        if defaulting.isMistyped {
            let verdict = validate(request, isUpdate: isUpdate, on: cluster)
            if verdict.outcome == .denied { return verdict }
        }
        let patch = JSONPatch(from: request.object, to: defaulting.object)
        guard !patch.isEmpty else { return .allowed(warnings: defaulting.warnings) }
        return .patched(patch, fields: defaulting.changed, warnings: defaulting.warnings)
    }

    private static func validate(
        _ request: AdmissionRequest,
        isUpdate: Bool,
        on cluster: ClusterCapabilities
    ) -> AdmissionVerdict {
        let stored = isUpdate ? request.oldObject : nil
        let validation = Validation(admitting: request.object, after: stored, on: cluster)
        guard validation.findings.isEmpty else {
            return .denied(validation.findings, warnings: validation.warnings)
        }
        return .allowed(warnings: validation.warnings)
    }
}
