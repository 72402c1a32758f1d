/// Decides what a candidate or leader does with the Lease; pure.
///
/// Whether another's lease has run out is judged only by when its record was last *seen to change*, by the own monotonic
/// clock: neither a wrong clock nor an odd timestamp gives two leaders (controller-facts §2.23). A renewal counts from
/// when its request was sent, because from then on the others may count.
package struct LeaderElectionMachine: Sendable {
    /// What to do next.
    package enum Action: Hashable, Sendable {
        /// Wait, then ask again.
        case wait(Duration)
        /// Read the Lease.
        case read
        /// Create the Lease, held.
        case create
        /// Write the Lease over the one that was read, held.
        case write(LeaseRecord)
    }

    /// What came of an action.
    package enum Outcome: Hashable, Sendable {
        /// The Lease as it was read or stored.
        case lease(LeaseRecord)
        /// There is no Lease.
        case missing
        /// Somebody else wrote, or created, in between.
        case conflict
        /// It did not work, for the moment.
        case failed
    }

    private let settings: LeaderElectionSettings
    /// The Lease as it was last seen, and when it was first seen to say so.
    private var observed: (record: LeaseRecord, since: Duration)?
    /// True if the Lease must be read before it can be written.
    private var mustRead = true
    private var isMissing = false
    private var pause = Duration.zero
    /// When the request of the last renewal was sent; nil if this process does not lead.
    package private(set) var renewedAt: Duration?

    /// A machine of a process that does not lead.
    package init(_ settings: LeaderElectionSettings) { self.settings = settings }

    /// Who leads as far as this process knows; empty if nobody does, or if it does not know.
    package var holder: String { observed?.record.holder ?? "" }

    /// True if this process leads and its last renewal is younger than the deadline.
    package func leads(now: Duration) -> Bool { renewedAt.map { now - $0 < settings.renewDeadline } ?? false }

    /// What to do next; a wait is returned once.
    package mutating func next(now: Duration) -> Action {
        guard pause == .zero else {
            defer { pause = .zero }
            return .wait(pause)
        }
        if isMissing { return .create }
        guard let observed, !mustRead else { return .read }
        return .write(observed.record)
    }

    /// Gives leadership up; what is known of the Lease stays.
    package mutating func stepDown() {
        renewedAt = nil
        mustRead = true
        isMissing = false
    }
}

// MARK: - What happened

extension LeaderElectionMachine {
    /// The Lease was read.
    package mutating func didRead(_ outcome: Outcome, now: Duration, random: Double) {
        switch outcome {
        case .lease(let record):
            isMissing = false
            observe(record, now: now)
            if mayTake(record, now: now) {
                mustRead = false
            } else {
                renewedAt = nil
                retry(random)
            }
        case .missing:
            observed = nil
            isMissing = true
        case .conflict, .failed: retry(random)
        }
    }

    /// The Lease was written or created.
    ///
    /// - Parameters:
    ///   - outcome: what came of it.
    ///   - sent: when the request was sent.
    ///   - now: the time.
    ///   - random: a number of 0 ..< 1.
    package mutating func didWrite(_ outcome: Outcome, sent: Duration, now: Duration, random: Double) {
        isMissing = false
        switch outcome {
        case .lease(let record):
            observe(record, now: now)
            renewedAt = sent
            mustRead = false
            pause = settings.retryPeriod
        case .missing, .conflict:
            // What happened to it is worth looking at once; if another leads now, that ends leadership here.
            mustRead = true
            if renewedAt == nil { retry(random) }
        case .failed:
            // The write may have happened all the same, so that what was read is no base for another.
            mustRead = true
            retry(random)
        }
    }

    private mutating func observe(_ record: LeaseRecord, now: Duration) {
        if let observed, observed.record.saysTheSame(as: record) {
            self.observed = (record, observed.since)
        } else {
            observed = (record, now)
        }
    }

    private func mayTake(_ record: LeaseRecord, now: Duration) -> Bool {
        guard !record.holder.isEmpty, record.holder != settings.identity else { return true }
        guard let observed else { return false }
        return now - observed.since >= record.duration ?? settings.leaseDuration
    }

    private mutating func retry(_ random: Double) {
        // A leader is in a hurry; candidates spread.
        let spread = renewedAt == nil ? 1 + LeaderElectionSettings.jitter * random : 1
        pause = settings.retryPeriod * spread
    }
}
