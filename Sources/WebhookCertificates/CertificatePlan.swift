import TLS

/// What is to be done about the certificates now, and when to look again.
package struct CertificatePlan: Sendable {
    /// The next write; nil if everything is as it should be.
    package let step: CertificateStep?
    /// When something will be due that is not now, unix seconds; nil if nothing will.
    package let wakeUp: Int64?
    /// What stands between this state and one in which a certificate is in place and every configuration trusts it, when
    /// it is not this program's to change; nil if nothing does, or ``step`` does.
    package let obstacle: String?
    /// The end of the serving certificate, unix seconds; nil if there is none.
    package let certificateEnd: Int64?
    /// The end of the signer, unix seconds; nil if there is none.
    package let authorityEnd: Int64?

    /// True if a certificate of the signer is in place and every configuration trusts it.
    package var isSound: Bool { step == nil && obstacle == nil }

    /// Decides; a function of its arguments alone.
    ///
    /// Guarantees: as long as nobody else touches the webhook configurations, a client that trusts what any of them
    /// said during the last ``CertificateSettings/propagationTime`` accepts every certificate that was in the Secret
    /// during the last ``CertificateSettings/retention``. Doing what the plan says until it says nothing ends in a sound
    /// state, from whatever state and however often it is interrupted.
    ///
    /// - Parameters:
    ///   - observation: what was found.
    ///   - settings: what is wanted.
    ///   - now: unix seconds.
    package init(_ observation: CertificateObservation, _ settings: CertificateSettings, now: Int64) {
        let draft = AuthorityDraft(observation, settings, now: now)
        let serving = ServingJudgement(observation.serving, draft, settings, now: now)
        step = Self.step(draft, observation, serving)
        obstacle = Self.obstacle(draft, observation)
        certificateEnd = observation.serving.identity?.summary.notAfter
        authorityEnd = draft.record.signer?.summary.notAfter
        wakeUp = Self.moments(draft, serving, settings).filter { $0 > now }.min()
    }

    /// The record comes first, so that nothing is trusted that a successor would not know; then the trust, so that
    /// nothing is served that is not trusted.
    private static func step(
        _ draft: AuthorityDraft,
        _ observation: CertificateObservation,
        _ serving: ServingJudgement
    ) -> CertificateStep? {
        if draft.isChanged { return .keepAuthorities(draft.record, making: draft.making, changes: draft.changes) }
        let trusted = draft.trusted
        if let behind = observation.configurations.first(where: { !$0.trustsExactly(trusted) }) {
            return .trust(trusted, by: behind.name)
        }
        guard let signer = draft.record.signer else { return nil }
        if let reason = serving.reason { return .issue(by: signer, bundle: trusted, reason: reason) }
        return Set(observation.serving.bundle) == Set(trusted) ? nil : .publish(trusted)
    }

    private static func obstacle(_ draft: AuthorityDraft, _ observation: CertificateObservation) -> String? {
        guard observation.missing.isEmpty else {
            return "there is no \(observation.missing.map { "\($0)" }.joined(separator: ", and no "))"
        }
        return draft.record.signer == nil ? "the new authority signs as soon as every API server trusts it" : nil
    }

    private static func moments(
        _ draft: AuthorityDraft,
        _ serving: ServingJudgement,
        _ settings: CertificateSettings
    ) -> [Int64] {
        let record = draft.record
        let renewal = record.signer.map { Lifetime.renewal(of: $0.summary, lifetime: settings.authorityLifetime) }
        return [
            serving.renewal,
            record.next == nil ? renewal : nil,
            record.nextTrustedSince.map { $0 + settings.propagationTime.wholeSeconds + 1 },
            record.retiredSince.map { $0 + settings.retention.wholeSeconds + 1 },
        ].compactMap { $0 } + record.all.map { $0.summary.notAfter + 1 }
    }
}
