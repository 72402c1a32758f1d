/// Who may lead, and how fast leadership changes hands.
///
/// The defaults are those of client-go. The ratio of ``leaseDuration`` to ``renewDeadline`` is how much faster one
/// machine's clock may run than another's before two could believe that they lead; the clocks' settings do not matter.
package struct LeaderElectionSettings: Hashable, Sendable {
    /// Where the Lease is.
    package let lease: ObjectKey
    /// Who is asking; no two processes may share it, not even one after the other.
    package let identity: String
    /// After so long without a sign of life another may take over.
    package let leaseDuration: Duration
    /// After so long without a renewal the leader itself gives up.
    package let renewDeadline: Duration
    /// How long to wait between attempts.
    package let retryPeriod: Duration

    /// By how much a candidate's waits vary, so that candidates do not meet; client-go's factor.
    static let jitter = 1.2

    /// Why settings make no sense: one lower-case sentence.
    package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Settings of these parts.
    ///
    /// - Throws: ``Invalid`` unless duration > deadline > 1.2 × period > 0, by which the leader has time for more than one
    ///   attempt, and gives up before another takes over.
    package init(
        lease: ObjectKey,
        identity: String,
        leaseDuration: Duration = .seconds(15),
        renewDeadline: Duration = .seconds(10),
        retryPeriod: Duration = .seconds(2)
    ) throws(Invalid) {
        guard !identity.isEmpty else { throw Invalid(description: "the identity for leader election is empty") }
        guard leaseDuration >= .seconds(1), leaseDuration > renewDeadline else {
            throw Invalid(description: "the lease duration must be at least 1 s and longer than the renew deadline")
        }
        guard retryPeriod > .zero, renewDeadline > retryPeriod * Self.jitter else {
            throw Invalid(description: "the renew deadline must be longer than 1.2 times the retry period")
        }
        self.lease = lease
        self.identity = identity
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }

    /// How long one request may take, so that a lost answer leaves time for another try; for
    /// ``ClientTuning/leaseTimeout``.
    package var requestTimeout: Duration { renewDeadline / 2 }
}
