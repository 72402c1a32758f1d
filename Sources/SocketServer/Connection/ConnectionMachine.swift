import HTTPWire

/// Decides what a connection does next: no socket, no clock, no bytes.
///
/// Owned by one connection. Events go in, the one thing to do about each comes out, and between events the state says
/// what to watch the socket for and which deadline runs.
struct ConnectionMachine: Sendable {
    /// Where a connection stands.
    enum State: Sendable, Hashable {
        /// The TLS handshake is under way. Next: receiving, closing (it failed), closed.
        case handshaking
        /// Waiting for the rest of a request, or for one to begin. Next: receiving (another progress, or the next
        /// request), closing (the last answer is given), closed.
        case receiving(HTTPRequestParser.Progress)
        /// The last bytes are being sent. Next: lingering, closed.
        case closing
        /// This side has finished and what the peer still sends is dropped. Next: closed.
        case lingering
        /// Over. Next: nothing.
        case closed(CloseReason)
    }

    /// What happened.
    enum Event: Sendable, Hashable {
        /// The first bytes of the handshake have arrived.
        case handshakeBegan
        /// The handshake is complete.
        case handshakeCompleted
        /// TLS failed, now or later; an alert may be waiting to be sent.
        case encryptionFailed
        /// All input so far has been read, and the current request has come this far.
        case inputConsumed(HTTPRequestParser.Progress)
        /// A whole request is there.
        case requestReceived(allowsReuse: Bool)
        /// The input is no request, or one that is not taken.
        case requestRefused
        /// Everything that was to be sent has been sent.
        case outputSent
        /// The kernel took only a part of what is to be sent.
        case outputBlocked
        /// The peer sends no more.
        case peerFinished
        /// The connection is broken.
        case peerFailed
        /// The deadline that `deadline` names has passed.
        case deadlinePassed
        /// The server will go away: every answer from now on is the last one of its connection.
        case drainBegan
        /// The server takes no new connections any more: who is idle has only the drain's quiet time left.
        case acceptingStopped
        /// The time to drain is over.
        case cut
        /// The connection's place goes to another one.
        case displaced
    }

    /// What to do about it.
    enum Action: Sendable, Hashable {
        /// Nothing.
        case none
        /// Answer the request, as the last one unless the connection is kept alive.
        case answer(keepsAlive: Bool)
        /// Answer why the input is refused, as the last answer.
        case refuse
        /// Answer 408, as the last answer.
        case refuseLateRequest
        /// Send what waits to be sent; it is the last.
        case flush
        /// Finish this side of the connection, and read and drop the other.
        case finishOutput
        /// Close.
        case close
    }

    /// A deadline and what it belongs to: while it stays equal, the time that runs goes on running.
    struct Deadline: Sendable, Hashable {
        /// What there is a limited time for.
        let kind: DeadlineKind
        /// The number of requests that had been received when it began to run.
        let requestsReceived: Int
    }

    private(set) var state: State
    private var hasBegunHandshake = false
    private var isOutputBlocked = false
    private var isDraining = false
    private var isStopping = false
    private(set) var requestsReceived = 0
    private let requestLimit: Int

    /// A connection that was just accepted.
    init(encrypted: Bool, requestLimit: Int) {
        state = encrypted ? .handshaking : .receiving(.none)
        self.requestLimit = requestLimit
    }

    /// Whether requests may be read now.
    ///
    /// Not while the peer leaves answers untaken: they would pile up.
    var takesRequests: Bool {
        if case .receiving = state { return !isOutputBlocked }
        return false
    }

    /// Whether the socket is watched for room to write, instead of for input.
    var awaitsOutput: Bool { isOutputBlocked }

    /// Takes in `event` and says what to do about it.
    mutating func handle(_ event: Event) -> Action {
        if case .closed = state { return .none }
        switch event {
        case .handshakeBegan: hasBegunHandshake = true
        case .handshakeCompleted: state = .receiving(.none)
        case .encryptionFailed: return encryptionFailed()
        case .inputConsumed(let progress): inputConsumed(progress)
        case .requestReceived(let allowsReuse): return requestReceived(allowsReuse)
        case .requestRefused: return refuse(.refuse)
        case .outputSent: return outputSent()
        case .outputBlocked: isOutputBlocked = true
        case .peerFinished: return peerFinished()
        case .peerFailed: return close(isServing ? .peer : .finished)
        case .deadlinePassed: return deadlinePassed()
        case .drainBegan: isDraining = true
        case .acceptingStopped: (isDraining, isStopping) = (true, true)
        case .cut: return close(isServing ? .cut : .finished)
        case .displaced: return close(.displaced)
        }
        return .none
    }
}

extension ConnectionMachine {
    /// Whether the peer may still be waiting for something that it asked for.
    private var isServing: Bool {
        switch state {
        case .handshaking: hasBegunHandshake
        case .closing: true
        case .receiving(let progress): progress != .none || isOutputBlocked
        case .lingering, .closed: false
        }
    }

    private mutating func inputConsumed(_ progress: HTTPRequestParser.Progress) {
        if case .receiving = state { state = .receiving(progress) }
    }

    private mutating func encryptionFailed() -> Action {
        switch state {
        case .handshaking, .receiving:
            state = .closing
            return .flush
        case .closing, .lingering, .closed: return close(.peer)
        }
    }

    /// A peer that sends no more may still be reading what it asked for.
    private mutating func peerFinished() -> Action {
        guard case .receiving = state, isOutputBlocked else { return close(isServing ? .peer : .finished) }
        state = .closing
        return .none
    }

    private mutating func requestReceived(_ allowsReuse: Bool) -> Action {
        guard case .receiving = state else { return .none }
        requestsReceived += 1
        let keepsAlive = allowsReuse && !isDraining && requestsReceived < requestLimit
        state = keepsAlive ? .receiving(.none) : .closing
        return .answer(keepsAlive: keepsAlive)
    }

    private mutating func refuse(_ action: Action) -> Action {
        guard case .receiving = state else { return .none }
        state = .closing
        return action
    }

    private mutating func outputSent() -> Action {
        isOutputBlocked = false
        guard state == .closing else { return .none }
        state = .lingering
        return .finishOutput
    }

    private mutating func close(_ reason: CloseReason) -> Action {
        state = .closed(reason)
        return .close
    }
}

// MARK: - Deadlines

extension ConnectionMachine {
    /// What the peer has a limited time for now; nil once the connection is closed.
    var deadline: Deadline? {
        deadlineKind.map { Deadline(kind: $0, requestsReceived: requestsReceived) }
    }

    private var deadlineKind: DeadlineKind? {
        switch state {
        case .closed: nil
        case .lingering: .linger
        case .handshaking: isStopping && !hasBegunHandshake ? .drain : .handshake
        case _ where isOutputBlocked: .write
        case .closing: .write
        case .receiving(.none): isStopping ? .drain : .idle
        case .receiving(.head): .header
        case .receiving(.body): .body
        }
    }

    /// A request that came too late is told so (RFC 9110 §15.5.9); a peer that asked for nothing is not.
    private mutating func deadlinePassed() -> Action {
        switch deadlineKind {
        case nil: .none
        case .header, .body: refuse(.refuseLateRequest)
        case .linger, .drain: close(.finished)
        case .handshake, .idle, .write: close(.timeout)
        }
    }
}
