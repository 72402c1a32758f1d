/// Credentials that a server presents: what was read, and the context made of it.
struct ServingCredentials: Sendable {
    let snapshot: CredentialSnapshot
    let context: TLSContext

    /// Makes the context.
    ///
    /// - Throws: what is wrong with the documents.
    static func make(_ snapshot: CredentialSnapshot) throws(TLSError) -> ServingCredentials {
        ServingCredentials(snapshot: snapshot, context: try TLSContext.makeServer(try snapshot.credentials()))
    }

    /// Why clients would refuse the certificate at `now`, unix seconds; nil if it is within its period.
    func validityProblem(at now: Int64) -> TLSError? {
        guard let certificate = context.certificate, !certificate.isValid(at: now) else { return nil }
        guard case .success(let chain) = snapshot.certificateChain else { return nil }
        return now < certificate.notBefore
            ? .certificateNotYetValid(source: chain.source, notBefore: certificate.notBefore)
            : .expiredCertificate(source: chain.source, notAfter: certificate.notAfter)
    }
}

/// What to do about the files found.
enum ReloadDecision: Sendable {
    /// They are what is being served.
    case keep
    /// They are different and good.
    case replace(ServingCredentials)
    /// They are different and no better; `isNews` is whether this content was not rejected the last time.
    case reject(TLSError, isNews: Bool)

    /// Decides; a function of its arguments alone.
    ///
    /// Content that was rejected before is judged again: a certificate that was not valid yet may have become so.
    ///
    /// - Parameters:
    ///   - current: what is being served.
    ///   - rejected: what was turned down the last time.
    ///   - found: what the files hold.
    ///   - now: unix seconds.
    /// - Returns: the decision. Credentials that clients would refuse at `now` never replace others.
    static func decide(
        current: ServingCredentials,
        rejected: CredentialSnapshot?,
        found: CredentialSnapshot,
        now: Int64
    ) -> ReloadDecision {
        guard found != current.snapshot else { return .keep }
        do throws(TLSError) {
            let next = try ServingCredentials.make(found)
            if let problem = next.validityProblem(at: now) { throw problem }
            return .replace(next)
        } catch {
            return .reject(error, isNews: found != rejected)
        }
    }
}
