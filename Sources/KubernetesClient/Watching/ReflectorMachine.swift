/// Decides how a list and a watch follow each other; pure.
///
/// After `k8s.io/client-go/tools/cache/reflector.go`, with two differences: a list is always a consistent read, and a
/// watch that stays silent is given up, because a watch from a state that the server does not have, as after a restore of
/// etcd, never says a word (controller-facts §2.2).
package struct ReflectorMachine: Sendable {
    /// What to do next.
    package enum Step: Hashable, Sendable {
        /// Wait, then ask again.
        case wait(Duration)
        /// Read the whole selection page by page.
        case list
        /// Read the whole selection as the beginning of a watch (KEP-3157), then go on with that watch.
        case streamingList
        /// Watch from a state.
        case watch(from: String)
    }

    /// Why a list was begun, for metrics.
    package enum ListReason: String, Hashable, Sendable, CaseIterable {
        /// There was none before.
        case initial
        /// The state to watch from is gone.
        case expired
        /// The watch was silent twice.
        case silent
        /// The watch failed in a way that leaves open what was missed.
        case failed
    }

    /// How a watch ended.
    package enum WatchEnd: Equatable, Sendable {
        /// The server ended it.
        case closed
        /// It could not be opened.
        case notOpened(KubernetesError)
        /// It failed after it had been opened.
        case failed(KubernetesError)
    }

    /// A watch that ends so soon, without a word, counts as a failure, as in client-go.
    private static let shortestWatch = Duration.seconds(1)
    /// After so much time without a failure the next one is the first, as in client-go.
    private static let forgiveness = Duration.seconds(120)

    /// The reason of the list that is due or under way.
    package private(set) var listReason = ListReason.initial
    /// How many attempts in a row have failed.
    package private(set) var failures = 0

    private let backoff: Backoff
    private var prefersStreaming: Bool
    private var avoidsStreamingOnce = false
    /// The state to watch from; nil if a list is due.
    private var position: String?
    private var pause = Duration.zero
    private var silences = 0
    private var lastFailure: Duration?

    /// A machine that has not begun.
    ///
    /// - Parameters:
    ///   - backoff: the delays after failures.
    ///   - prefersStreaming: true to list by streaming where the server can.
    package init(backoff: Backoff = .reflector, prefersStreaming: Bool = true) {
        self.backoff = backoff
        self.prefersStreaming = prefersStreaming
    }

    /// What to do next; a pause is returned once.
    package mutating func next() -> Step {
        guard pause == .zero else {
            defer { pause = .zero }
            return .wait(pause)
        }
        if let position { return .watch(from: position) }
        return prefersStreaming && !avoidsStreamingOnce ? .streamingList : .list
    }
}

// MARK: - What happened

extension ReflectorMachine {
    /// A list is complete, of either kind.
    package mutating func listed(at resourceVersion: String) {
        position = resourceVersion
        avoidsStreamingOnce = false
        silences = 0
    }

    /// A list failed; after a streaming one an ordinary one is tried.
    package mutating func listFailed(_ error: KubernetesError, streaming: Bool, now: Duration, random: Double) {
        avoidsStreamingOnce = streaming
        if streaming, error.disposition == .terminal {
            // The server does not know streaming lists; it will not learn while this process lives.
            prefersStreaming = false
            return
        }
        fail(floor: error.retryFloor, now: now, random: random)
    }

    /// The watch told of a state.
    package mutating func advanced(to resourceVersion: String) {
        if !resourceVersion.isEmpty { position = resourceVersion }
        silences = 0
    }

    /// The watch is over.
    ///
    /// - Parameters:
    ///   - end: how.
    ///   - lifetime: how long it was open.
    ///   - frames: how often it told of something.
    ///   - now: the time.
    ///   - random: a number of 0 ..< 1.
    package mutating func watchEnded(_ end: WatchEnd, lifetime: Duration, frames: Int, now: Duration, random: Double) {
        switch end {
        case .closed:
            guard frames == 0, lifetime < Self.shortestWatch else { return }
            fail(floor: .zero, now: now, random: random)
        case .failed(.transport(.silent)), .notOpened(.transport(.silent)):
            silences += 1
            // A dead connection is cured by a new one; silence on the new one too means the state is not the server's.
            if silences >= 2 { relist(.silent, avoidingStreaming: true) }
        case .notOpened(let error) where error.disposition == .expired,
            .failed(let error) where error.disposition == .expired:
            relist(.expired)
            fail(floor: error.retryFloor, now: now, random: random)
        case .notOpened(let error):
            fail(floor: error.retryFloor, now: now, random: random)
        case .failed(.transport(.closed)):
            fail(floor: .zero, now: now, random: random)
        case .failed(let error):
            relist(.failed)
            fail(floor: error.retryFloor, now: now, random: random)
        }
    }

    private mutating func relist(_ reason: ListReason, avoidingStreaming: Bool = false) {
        position = nil
        listReason = reason
        silences = 0
        avoidsStreamingOnce = avoidingStreaming
    }

    /// The first failure after a good time is retried at once unless the server says otherwise: most often a connection
    /// or a server was replaced, and others are there.
    private mutating func fail(floor: Duration, now: Duration, random: Double) {
        if let lastFailure, now - lastFailure >= Self.forgiveness { failures = 0 }
        lastFailure = now
        failures += 1
        let delay = failures == 1 ? .zero : backoff.delay(afterFailures: failures - 1, random: random)
        pause = max(delay, floor * (1 + backoff.jitter * random))
    }
}
