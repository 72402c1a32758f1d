import Glibc
import HTTPWire
import TLS

/// One connection: its descriptor, what TLS and HTTP keep of it between two readinesses, and its machine.
///
/// Confined to its loop's thread. Carries bytes and does what the machine says; decides nothing. Between two turns it
/// holds no buffer, unless a request is incomplete, answers wait for those of others, or the peer leaves them untaken.
final class Connection {
    let descriptor: FileDescriptor
    let token: EpollToken
    /// What the socket is registered for; kept by the loop.
    var interest = Interest.read
    /// What the deadline queue knows of this connection; kept by the loop.
    var timing = DeadlineQueue.Timing()

    var machine: ConnectionMachine
    var parser: HTTPRequestParser
    /// What the workspace knows to be held for this connection.
    var heldBytes = 0
    var peer: PeerInfo
    /// TLS, on an encrypted connection.
    var session: TLSSession?
    var hasClosedSession = false
    /// Plaintext that came while the peer left answers untaken, to be parsed once it takes them.
    var unread: [UInt8] = []
    /// What follows the output of an answer whose body is made while it is sent.
    var stream: HTTPBodyStream?
    /// Whether answers are encrypted, and wait to be sent with those of other connections.
    var owesAnswers = false
    /// What the kernel did not take, on a plain connection.
    var unsent: [UInt8] = []
    var unsentStart = 0

    init(
        owning descriptor: consuming FileDescriptor,
        token: EpollToken,
        peer: SocketAddress,
        session: consuming TLSSession?,
        limits: ServerLimits
    ) {
        self.descriptor = descriptor
        self.token = token
        self.peer = PeerInfo(address: peer)
        machine = ConnectionMachine(encrypted: session != nil, requestLimit: limits.requestsPerConnection)
        parser = HTTPRequestParser(limits: limits.http)
        self.session = session
    }

    /// Whether the next turn may take longer than the answers of others should wait: a handshake's, or the end of a
    /// large request.
    var mayTakeLong: Bool { machine.state == .handshaking || heldBytes >= Workspace.largeRequestSize }

    /// Does what can be done now that the socket is ready for what it was watched for.
    ///
    /// Answers may be left to be sent, which is then to be done by ``flush(_:)`` before anything else happens here.
    func socketBecameReady(_ workspace: Workspace) {
        if machine.awaitsOutput {
            flush(workspace)
            if machine.takesRequests { resume(workspace) }
        } else {
            receive(workspace)
        }
    }

    /// The running deadline has passed.
    func deadlinePassed(_ workspace: Workspace) {
        if let kind = machine.deadline?.kind, kind != .drain, kind != .linger {
            workspace.observe(.timedOut(kind))
        }
        perform(machine.handle(.deadlinePassed), workspace)
    }

    /// Passes on what the server as a whole decided.
    func handle(_ event: ConnectionMachine.Event, _ workspace: Workspace) {
        perform(machine.handle(event), workspace)
    }

    func perform(_ action: ConnectionMachine.Action, _ workspace: Workspace) {
        switch action {
        case .none, .answer, .refuse: return
        case .refuseLateRequest:
            _ = workspace.append(HTTPResponse(status: .requestTimeout, text: "the request took too long"), for: .last)
            dropRequest(workspace)
            flush(workspace)
        case .flush: flush(workspace)
        case .finishOutput: _ = SystemCall.attempt { shutdown(descriptor.rawValue, Int32(SHUT_WR)) }
        case .close:
            dropRequest(workspace)
            sayGoodbye(workspace)
        }
    }
}
