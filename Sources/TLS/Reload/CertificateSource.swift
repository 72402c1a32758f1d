import Synchronization

/// What one look at the files brought.
package enum ReloadOutcome: Sendable, Equatable {
    /// The files hold what is being served, or are being written right now.
    case unchanged
    /// New credentials are in use from now on.
    case reloaded(CertificateSummary)
    /// New content was turned down; the old credentials stay. Reported once for each content.
    case rejected(TLSError)
    /// The content that was turned down is still there.
    case stillRejected(TLSError)
}

/// A server's credentials from files, replaced when the files change and never by something worse.
///
/// Reads through the paths at every ``poll(now:)``, so the swap of a symbolic link, which is how a mounted Secret
/// changes, is seen like any other change. Any thread may ask for the current context; one timer polls.
package final class CertificateSource: Sendable {
    private struct State {
        var serving: ServingCredentials
        var rejected: CredentialSnapshot?
    }

    private let paths: CredentialPaths
    private let state: Mutex<State>

    /// How often the first load reads again while the files keep changing under it.
    private static let attemptsAtStart = 3

    private init(paths: CredentialPaths, serving: ServingCredentials) {
        self.paths = paths
        self.state = Mutex(State(serving: serving))
    }

    /// Loads the credentials for the first time.
    ///
    /// An expired certificate is accepted here, and only here: the program starts, reports itself not ready, and waits
    /// for the renewal.
    ///
    /// - Parameter paths: the files.
    /// - Returns: a source with a current context.
    /// - Throws: an error that names the file when one is missing, malformed, encrypted, refused or does not fit.
    package static func load(_ paths: CredentialPaths) throws(TLSError) -> CertificateSource {
        var snapshot = CredentialSnapshot.read(paths)
        for _ in 1..<attemptsAtStart {
            let again = CredentialSnapshot.read(paths)
            if again == snapshot { break }
            snapshot = again
        }
        return CertificateSource(paths: paths, serving: try ServingCredentials.make(snapshot))
    }

    /// The context for a new connection.
    ///
    /// Connections that exist keep the one they started with.
    package var current: TLSContext { state.withLock { $0.serving.context } }

    /// The facts of the certificate that new connections get.
    package var certificate: CertificateSummary? { current.certificate }

    /// Why clients would refuse the certificate that is being served, at `now` in unix seconds; nil if they would not.
    package func validityProblem(at now: Int64) -> TLSError? {
        state.withLock { $0.serving }.validityProblem(at: now)
    }

    /// Looks at the files and takes up what is new and good.
    ///
    /// - Parameter now: unix seconds.
    /// - Returns: what happened.
    package func poll(now: Int64) -> ReloadOutcome {
        let before = state.withLock { $0 }
        let found = CredentialSnapshot.read(paths)
        // A pair is two files: between reading one and the other they may have been swapped. Only what is found twice
        // is judged; what changes meanwhile is left for the next poll.
        guard found == before.serving.snapshot || found == CredentialSnapshot.read(paths) else { return .unchanged }
        let decision = ReloadDecision.decide(
            current: before.serving,
            rejected: before.rejected,
            found: found,
            now: now
        )
        return apply(decision, found: found)
    }

    private func apply(_ decision: ReloadDecision, found: CredentialSnapshot) -> ReloadOutcome {
        state.withLock { state in
            switch decision {
            case .keep:
                state.rejected = nil
                return .unchanged
            case .replace(let next):
                state = State(serving: next)
                return next.context.certificate.map(ReloadOutcome.reloaded) ?? .unchanged
            case .reject(let error, let isNews):
                state.rejected = found
                return isNews ? .rejected(error) : .stillRejected(error)
            }
        }
    }
}
