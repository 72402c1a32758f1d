import TLS

/// The record of the authorities in the making: each rule looks at what is there and changes the draft.
///
/// Nothing here leaves a certificate untrusted that may still be served: who is known is kept until ``followRetirement()``
/// says that the time is over, and who is unknown but trusted is taken in.
struct AuthorityDraft {
    /// So many certificates are taken into the record from elsewhere at most; a rotation leaves one behind, so more can
    /// only be rubbish, which must not fill the Secret (1 MiB at most, core/v1 `MaxSecretSize`).
    static let strangerLimit = 16

    let observation: CertificateObservation
    let settings: CertificateSettings
    let now: Int64
    private(set) var record: AuthorityRecord
    private(set) var making: NewAuthority?
    private(set) var changes: [AuthorityChange]
    /// True if nothing that somebody retired has signed is served any more.
    private(set) var retirementIsOver = false

    /// What the record should be.
    init(_ observation: CertificateObservation, _ settings: CertificateSettings, now: Int64) {
        self.observation = observation
        self.settings = settings
        self.now = now
        record = observation.authorities.record
        changes = observation.authorities.problems.map { .repaired($0) }
        dropExpired()
        takeInStrangers()
        demoteUnknownSigner()
        introduceSuccessor()
        followIntroduction()
        followRetirement()
        let known = Set(active)
        record.retired.removeAll { known.contains($0) }
    }

    /// True if the record has to be written.
    var isChanged: Bool { making != nil || !changes.isEmpty || record != observation.authorities.record }

    /// Whom API servers are to trust by this record.
    var trusted: [TrustedCertificate] { retirementIsOver ? active : active + record.retired }

    /// Who signs, and who will.
    private var active: [TrustedCertificate] {
        [record.signer?.certificate, record.next?.certificate].compactMap { $0 }
    }

    /// True if no certificate that anybody could verify can be in use.
    private var nothingIsServed: Bool { record.signer == nil && record.retired.isEmpty }
}

// MARK: - Who is known

extension AuthorityDraft {
    private mutating func dropExpired() {
        if let signer = record.signer, isOver(signer.certificate) {
            record.signer = nil
            changes.append(.expired)
        }
        if let next = record.next, isOver(next.certificate) {
            record.next = nil
            changes.append(.expired)
        }
        if record.retired.contains(where: isOver) {
            record.retired.removeAll(where: isOver)
            changes.append(.expired)
        }
    }

    /// Takes in whom the webhooks trust and the record does not know: it may be that the record was lost.
    private mutating func takeInStrangers() {
        let serving = observation.serving
        let vouches = { [now] (certificate: TrustedCertificate) in
            serving.identity?.isTrusted(through: certificate, at: now) ?? false
        }
        let isDamaged = observation.authorities.isDamaged
        var seen = Set(record.all)
        let trusted = observation.webhooks.flatMap(\.trusted) + observation.authorities.orphans
        let unknown = trusted.filter { seen.insert($0).inserted && !isOver($0) }
        let unknownHere = serving.bundle.filter { seen.insert($0).inserted && !isOver($0) }
        let strangers =
            unknown.filter { isDamaged || $0.isMadeHere || vouches($0) } + unknownHere.filter(vouches)
        guard !strangers.isEmpty else { return }
        // The youngest are the likeliest to be in use.
        let kept = strangers.sorted { $0.summary.notBefore > $1.summary.notBefore }.prefix(Self.strangerLimit)
        record.retired += kept
        record.retiredSince = nil
        changes.append(.tookIn(kept.count))
    }

    /// A signer that nobody trusts, beside others that somebody does, was put there by somebody (a backup, say): it has
    /// to be introduced like a new one.
    private mutating func demoteUnknownSigner() {
        guard let signer = record.signer, !record.retired.isEmpty, !isEstablished(signer) else { return }
        if record.next == nil {
            record.next = signer
            record.nextTrustedSince = nil
        } else {
            record.retired.append(signer.certificate)
            record.retiredSince = nil
        }
        record.signer = nil
        changes.append(.demoted)
    }

    private func isEstablished(_ signer: Authority) -> Bool {
        if observation.isTrustedEverywhere(signer.certificate) { return true }
        return observation.serving.identity?.isTrusted(through: signer.certificate, at: now) ?? false
    }

    private func isOver(_ certificate: TrustedCertificate) -> Bool { certificate.summary.notAfter < now }
}

// MARK: - Who follows

extension AuthorityDraft {
    private mutating func introduceSuccessor() {
        guard record.next == nil else { return }
        guard let signer = record.signer else {
            making = nothingIsServed ? .signer : .next
            changes.append(nothingIsServed ? .created : .introduced)
            return
        }
        let lifetime = settings.authorityLifetime
        guard
            now >= Lifetime.renewal(of: signer.summary, lifetime: lifetime)
                || Lifetime.isTooLong(signer.summary, lifetime: lifetime, now: now)
        else { return }
        making = .next
        changes.append(.introduced)
    }

    /// Lets the next one sign as soon as every API server certainly trusts it.
    private mutating func followIntroduction() {
        guard let next = record.next else {
            record.nextTrustedSince = nil
            return
        }
        let isTrusted = observation.isTrustedEverywhere(next.certificate)
        record.nextTrustedSince = isTrusted ? since(record.nextTrustedSince) : nil
        guard nothingIsServed || isPast(record.nextTrustedSince, by: settings.propagationTime) else { return }
        if let old = record.signer { record.retired.append(old.certificate) }
        record.signer = next
        record.next = nil
        record.nextTrustedSince = nil
        record.retiredSince = nil
        changes.append(.promoted)
    }

    /// Lets those go who sign no more, as soon as nothing that they signed can be served.
    ///
    /// They leave the webhooks first and the record then: the other way round they would be taken in again.
    private mutating func followRetirement() {
        guard !record.retired.isEmpty else {
            record.retiredSince = nil
            return
        }
        guard let signer = record.signer, let identity = observation.serving.identity,
            identity.isTrusted(through: signer.certificate, at: now)
        else {
            record.retiredSince = nil
            return
        }
        record.retiredSince = since(record.retiredSince)
        retirementIsOver = isPast(record.retiredSince, by: settings.retention)
        let retired = Set(record.retired)
        guard retirementIsOver, observation.webhooks.allSatisfy({ retired.isDisjoint(with: $0.trusted) }) else {
            return
        }
        changes.append(.retired(record.retired.count))
        record.retired = []
        record.retiredSince = nil
    }

    /// The beginning of a wait: the one noted, unless it lies in the future, as one by another clock may.
    private func since(_ noted: Int64?) -> Int64 { min(noted ?? now, now) }

    /// True if a wait is over; the beginning was cut to whole seconds, so the last of them has to pass entirely.
    private func isPast(_ beginning: Int64?, by wait: Duration) -> Bool {
        beginning.map { now > $0 + wait.wholeSeconds } ?? false
    }
}

extension TrustedCertificate {
    /// True if its subject is that of the authorities that are made here.
    fileprivate var isMadeHere: Bool { summary.subject == "CN=\(CertificateSettings.authorityName)" }
}

extension Duration {
    /// The seconds of a wait, a part of one counted as a whole.
    var wholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
