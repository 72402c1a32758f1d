import KubernetesAPI
import KubernetesClient

/// One of the API server's reasons, at the place in the KopiaMaintenance that it comes from.
struct OracleCause: Sendable, CustomStringConvertible {
    /// The place; nil if the field comes from nowhere in there.
    let path: String?
    let cause: APIStatus.Cause

    var description: String { "\(path ?? "(not from the object) \(cause.field)"): \(cause.reason): \(cause.message)" }

    /// Tells whether a finding says the same: at the same place, or one of the two places around the other, and of the
    /// same kind.
    func agrees(with finding: Finding) -> Bool {
        guard let path = place else { return false }
        let here = finding.path.description
        if isOfMissingLimit { return here.hasPrefix("spec.resources.") }
        return (here.isInside(path) || path.isInside(here)) && isOfSameKind(as: finding.cause)
    }

    /// The place, where the API server calls it as the object does.
    private var place: String? {
        guard let path else { return nil }
        // An element of the list `namespaces`.
        if path.hasSuffix(".namespace") { return "\(path)s" }
        // An element of `matchLabelKeys`, whose index stands where the name of the list should.
        guard cause.message.contains("exists in both matchLabelKeys"), let end = path.lastIndex(of: "[") else {
            return path
        }
        return String(path[..<end])
    }

    /// What is not overcommitted needs a limit, also under a name that is wrong: the name alone is reported here.
    private var isOfMissingLimit: Bool { path == "spec.resources.limits" && cause.reason == "FieldValueRequired" }

    private func isOfSameKind(as kind: Finding.Cause) -> Bool {
        switch (kind, cause.reason) {
        // An empty text lacks, or is invalid; a long one is too long, or is invalid.
        case (.required, "FieldValueInvalid"), (.invalid, "FieldValueRequired"), (.tooLong, "FieldValueInvalid"): true
        // A volume that is refused cannot be mounted.
        case (_, "FieldValueNotFound"): true
        default: kind.rawValue == cause.reason
        }
    }
}

extension String {
    /// True if this is the path of the same place, or of one inside of it.
    fileprivate func isInside(_ path: String) -> Bool {
        guard hasPrefix(path) else { return false }
        let next = dropFirst(path.count).first
        return next == nil || next == "." || next == "["
    }
}
