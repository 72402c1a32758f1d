import KubernetesAPI
import Logging
import Synchronization

/// Lets one of several processes lead, by a Lease.
///
/// Who loses the lead stops working and becomes a candidate again; the process does not end. Between losing it and
/// knowing so, ``isLeading`` keeps writes back: it is asked before each of them (see ``APIClient/fenced(by:)``).
package final class LeaderElector: Sendable {
    /// How it stands, for probes and metrics.
    package struct Status: Hashable, Sendable {
        /// True while the work runs that only a leader does.
        package internal(set) var isWorking = false
        /// Who leads, as far as is known; empty if nobody does.
        package internal(set) var holder = ""
        /// When the last renewal was sent, by the client's clock; nil if this process does not lead.
        package internal(set) var renewedAt: Duration?
        /// How often a renewal had to read the Lease first, because writing it over the last one failed.
        package internal(set) var slowRenewals = 0
    }

    private struct State {
        var machine: LeaderElectionMachine
        var isWorking = false
        var slowRenewals = 0
    }

    let client: APIClient
    private let settings: LeaderElectionSettings
    private let state: Mutex<State>

    /// An elector that does not take part yet.
    ///
    /// - Parameters:
    ///   - client: an unfenced client, whose ``ClientTuning/leaseTimeout`` is best the settings'
    ///     ``LeaderElectionSettings/requestTimeout``.
    ///   - settings: where, who and how fast.
    package init(client: APIClient, settings: LeaderElectionSettings) {
        self.client = client.forLease
        self.settings = settings
        state = Mutex(State(machine: LeaderElectionMachine(settings)))
    }

    /// How it stands.
    package var status: Status {
        state.withLock { state in
            Status(
                isWorking: state.isWorking,
                holder: state.machine.holder,
                renewedAt: state.machine.renewedAt,
                slowRenewals: state.slowRenewals
            )
        }
    }

    /// True if this process leads, and its last renewal is young enough that no other can have taken over.
    package var isLeading: Bool {
        let now = time.now()
        return state.withLock { $0.isWorking && $0.machine.leads(now: now) }
    }

    /// Takes part until the task is cancelled or the work returns by itself; then the lease is given back.
    ///
    /// To be called by one task at a time.
    ///
    /// - Parameter work: what only a leader does. It is cancelled when leadership is lost, and started again when it is
    ///   won again; it must return soon after it was cancelled.
    package func run(whileLeading work: @escaping @Sendable () async -> Void) async {
        var workIsDone = false
        while !Task.isCancelled, !workIsDone {
            while !Task.isCancelled, !holdsLease { await step() }
            guard holdsLease else { break }
            workIsDone = await lead(work)
        }
        if holdsLease { await release() }
    }

    private var holdsLease: Bool { state.withLock { $0.machine.renewedAt != nil } }

    /// Works while the lease is renewed; true if the work came to its end by itself.
    private func lead(_ work: @escaping @Sendable () async -> Void) async -> Bool {
        log("leading")
        state.withLock { $0.isWorking = true }
        let workIsDone = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await work()
                return true
            }
            group.addTask {
                await self.renew()
                return false
            }
            group.addTask {
                await self.waitForDeadline()
                return false
            }
            let workIsDone = await group.next() ?? false
            group.cancelAll()
            return workIsDone
        }
        let keepsLease = workIsDone || Task.isCancelled
        state.withLock { state in
            state.isWorking = false
            if !keepsLease { state.machine.stepDown() }
        }
        log(keepsLease ? "stopping to lead" : "lost the lead")
        return workIsDone
    }

    private func renew() async {
        while !Task.isCancelled, isLeading { await step() }
    }

    /// Returns when the last renewal is too old, even while a request for another is under way.
    private func waitForDeadline() async {
        while !Task.isCancelled, let renewedAt = status.renewedAt {
            let left = renewedAt + settings.renewDeadline - time.now()
            guard left > .zero else { return }
            _ = try? await time.sleep(left)
        }
    }
}

// MARK: - Requests

extension LeaderElector {
    private var time: TimeSource { client.connection.time }

    private func step() async {
        let now = time.now()
        switch state.withLock({ $0.machine.next(now: now) }) {
        case .wait(let delay): _ = try? await time.sleep(delay)
        case .read:
            let outcome = await self.outcome { () async throws(KubernetesError) in
                try await self.client.get(.leases, self.settings.lease)
            }
            let (now, random) = (time.now(), client.connection.random.fraction())
            state.withLock { state in
                if state.machine.renewedAt != nil { state.slowRenewals += 1 }
                state.machine.didRead(outcome, now: now, random: random)
            }
        case .create:
            let lease = LeaseRecord.new(
                settings.lease,
                heldBy: settings.identity,
                for: settings.leaseDuration,
                at: time.wallTime()
            )
            await write { () async throws(KubernetesError) in
                try await self.client.create(.leases, namespace: self.settings.lease.namespace, lease)
            }
        case .write(let record):
            let lease = record.held(by: settings.identity, for: settings.leaseDuration, at: time.wallTime())
            await write { () async throws(KubernetesError) in
                try await self.client.replace(.leases, self.settings.lease, lease)
            }
        }
    }

    private func write(_ request: () async throws(KubernetesError) -> JSONValue) async {
        let sent = time.now()
        let outcome = await self.outcome(of: request)
        let (now, random) = (time.now(), client.connection.random.fraction())
        state.withLock { $0.machine.didWrite(outcome, sent: sent, now: now, random: random) }
    }

    private func outcome(
        of request: () async throws(KubernetesError) -> JSONValue
    ) async -> LeaderElectionMachine.Outcome {
        do throws(KubernetesError) {
            return .lease(LeaseRecord(try await request()))
        } catch {
            switch error.disposition {
            case .notFound: return .missing
            case .conflict, .alreadyExists: return .conflict
            default:
                log("the lease cannot be read or written", ["error": "\(error)"], unless: error == .cancelled)
                return .failed
            }
        }
    }

    /// How often giving the lease back is tried; then it runs out by itself.
    private static let releaseAttempts = 3

    /// Gives the lease back, even though the task is cancelled.
    private func release() async {
        // A cancelled task cannot send requests; this one is waited for, and ends soon.
        await Task { await self.releaseWithoutCancellation() }.value
        state.withLock { $0.machine.stepDown() }
    }

    private func releaseWithoutCancellation() async {
        for _ in 0..<Self.releaseAttempts {
            do throws(KubernetesError) {
                let record = LeaseRecord(try await client.get(.leases, settings.lease))
                guard record.holder == settings.identity else { return }
                _ = try await client.replace(.leases, settings.lease, record.released(at: time.wallTime()))
                log("gave the lease back")
                return
            } catch {
                guard error.disposition == .conflict else {
                    log("the lease cannot be given back", ["error": "\(error)"])
                    return
                }
            }
        }
    }

    private func log(_ message: Logger.Message, _ metadata: Logger.Metadata = [:], unless isIdle: Bool = false) {
        guard !isIdle else { return }
        var metadata = metadata
        metadata["lease"] = "\(settings.lease)"
        metadata["identity"] = "\(settings.identity)"
        client.connection.logger.info(message, metadata: metadata)
    }
}
