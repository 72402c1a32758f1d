import KopiaMaintenance
package import KubernetesAPI

/// The answer to one admission request, before it is written down.
///
/// Made only by the four constructors below, so that an answer is never half of one kind and half of another.
package struct AdmissionVerdict: Sendable {
    /// In one word, for logs and metrics.
    package enum Outcome: String, Sendable, CaseIterable {
        case allowed
        case patched
        case denied
        /// Admitted unread: another kind, a subresource, or an operation that needs no judgement.
        case ignored
    }

    package let outcome: Outcome
    /// What to change, where the outcome is ``Outcome/patched``.
    package let patch: JSONPatch?
    /// The mistakes, where the outcome is ``Outcome/denied``.
    package let findings: Findings
    /// The mistakes as they are told, where the outcome is ``Outcome/denied``.
    let rejection: Rejection?
    /// What the user is told beside the verdict.
    package let warnings: [String]
    /// What the audit log records, under a short key.
    package let auditAnnotation: (key: String, value: String)?

    /// Admitted as it is.
    package static func allowed(warnings: [String] = []) -> AdmissionVerdict {
        AdmissionVerdict(
            outcome: .allowed,
            patch: nil,
            findings: [],
            rejection: nil,
            warnings: warnings,
            auditAnnotation: nil
        )
    }

    /// Admitted unread.
    package static let ignored = AdmissionVerdict(
        outcome: .ignored,
        patch: nil,
        findings: [],
        rejection: nil,
        warnings: [],
        auditAnnotation: nil
    )

    /// Admitted with changes; the audit log records which fields they concern.
    package static func patched(_ patch: JSONPatch, fields: [FieldPath], warnings: [String]) -> AdmissionVerdict {
        var list: [UInt8] = []
        list.reserveCapacity(fields.count * FieldPath.usualLength)
        for field in fields {
            if !list.isEmpty { list.append(UInt8(ascii: ",")) }
            field.write(to: &list)
        }
        return AdmissionVerdict(
            outcome: .patched,
            patch: patch,
            findings: [],
            rejection: nil,
            warnings: warnings,
            auditAnnotation: ("defaulted", String(decoding: list, as: UTF8.self))
        )
    }

    /// Rejected because of these mistakes, which the audit log records too.
    package static func denied(_ findings: Findings, warnings: [String]) -> AdmissionVerdict {
        let rejection = Rejection(findings)
        return AdmissionVerdict(
            outcome: .denied,
            patch: nil,
            findings: findings,
            rejection: rejection,
            warnings: warnings,
            auditAnnotation: ("rejected", rejection.mistakes.map(\.line).joined(separator: "; "))
        )
    }
}
