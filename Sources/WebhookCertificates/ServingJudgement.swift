import TLS

/// Whether the serving certificate has to be replaced, and when it will have to be; pure.
struct ServingJudgement {
    /// Why a new one is to be issued; nil if the one that is there is good.
    let reason: IssueReason?
    /// When the one that is there is to be replaced; nil if a new one would be good for no longer.
    let renewal: Int64?

    /// Judges what is there, by who signs.
    init(_ serving: ObservedServing, _ draft: AuthorityDraft, _ settings: CertificateSettings, now: Int64) {
        guard let signer = draft.record.signer else {
            (reason, renewal) = (nil, nil)
            return
        }
        let lifetime = settings.certificateLifetime
        switch serving.pair {
        case .missing: (reason, renewal) = (.missing, nil)
        case .broken(let problem): (reason, renewal) = (.broken(problem), nil)
        case .sound(let identity):
            let end = identity.summary.notAfter
            let renewal = Lifetime.renewal(of: identity.summary, lifetime: lifetime)
            // Whoever ends with the authority cannot be renewed before the authority is.
            self.renewal = signer.summary.notAfter > end ? renewal : nil
            let isOfUse = min(Lifetime.end(from: now, lifetime), signer.summary.notAfter) > end
            let isDue =
                now >= renewal && isOfUse || Lifetime.isTooLong(identity.summary, lifetime: lifetime, now: now)
            let fault = Self.fault(of: identity, signer.certificate, draft.record.retired, settings.names, now)
            reason = fault ?? (isDue ? .renewal : nil)
        }
    }

    private static func fault(
        of identity: ServingIdentity,
        _ signer: TrustedCertificate,
        _ retired: [TrustedCertificate],
        _ names: [SubjectAlternativeName],
        _ now: Int64
    ) -> IssueReason? {
        if identity.isTrusted(through: signer, for: names, at: now) { return nil }
        if identity.isTrusted(through: signer, at: now) { return .names }
        if retired.contains(where: { identity.isTrusted(through: $0, at: now) }) { return .rotation }
        return identity.summary.notAfter < now ? .expired : .foreign
    }
}
