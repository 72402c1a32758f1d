import AsyncHTTPClient
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// Carries requests to one API server: authentication, rate limit, retries, limits of size and time.
///
/// Any task may use it at any time. Requests of different ``Lane``s share nothing but the credential.
final class ServerConnection: Sendable {
    /// The numbers by which it behaves.
    let tuning: ClientTuning
    /// Where waiting takes its time from.
    let time: TimeSource
    /// Where jitter comes from.
    let random: RandomSource
    /// Where it reports to.
    let logger: Logger

    private let configuration: ClientConfiguration
    private let lanes: Lanes
    private let authenticator: Authenticator
    private let limiter: RateLimiter?
    private let warnings: WarningLog
    private let observe: @Sendable (RequestObservation) -> Void

    /// A connection that has not connected yet.
    init(
        _ configuration: ClientConfiguration,
        tuning: ClientTuning,
        time: TimeSource,
        random: RandomSource,
        logger: Logger,
        observe: @escaping @Sendable (RequestObservation) -> Void
    ) {
        self.configuration = configuration
        self.tuning = tuning
        self.time = time
        self.random = random
        self.logger = logger
        self.observe = observe
        lanes = Lanes(configuration, tuning)
        authenticator = Authenticator(configuration, time: time, logger: logger)
        limiter = tuning.rateLimit.map { RateLimiter($0, time: time) }
        warnings = WarningLog(logger)
    }

    /// Ends all connections; requests under way fail.
    func shutdown() async { await lanes.shutdown() }

    /// How long the next watch shall live.
    var watchLifetime: Duration {
        let range = tuning.watchLifetime
        return range.lowerBound + (range.upperBound - range.lowerBound) * random.fraction()
    }

    /// Sends a request, again where that may help, and returns the object that answers it, and the warnings.
    func object(
        _ request: APIRequest,
        lane: Lane,
        retry: RetryPolicy,
        mayWrite: () -> Bool
    ) async throws(KubernetesError) -> (object: JSONValue, warnings: [String]) {
        try await withRetries(of: request, lane, retry) { authentication throws(KubernetesError) in
            guard !request.verb.writes || mayWrite() else { throw .notLeading }
            let deadline = NIODeadline.now() + TimeAmount(lane.headLimit(self.tuning))
            let answer = try await self.open(request, lane: lane, authentication, deadline: deadline)
            let bytes = try await answer.bytes(limit: self.tuning.bodyLimit, deadline: deadline)
            return (try answer.object(in: bytes), answer.warnings)
        }
    }

    /// Sends a request, again where that may help, and returns the bytes that answer it.
    func bytes(_ request: APIRequest, limit: Int) async throws(KubernetesError) -> [UInt8] {
        try await withRetries(of: request, .requests, tuning.retry) { authentication throws(KubernetesError) in
            let deadline = NIODeadline.now() + TimeAmount(self.tuning.requestTimeout)
            let answer = try await self.open(request, lane: .requests, authentication, deadline: deadline)
            return Array(try await answer.bytes(limit: limit, deadline: deadline).readableBytesView)
        }
    }

    /// Sends a request once, twice if the credential was stale, and returns the body as it comes.
    func stream(_ request: APIRequest) async throws(KubernetesError) -> AnswerBody {
        try await withRetries(of: request, .watches, .never) { authentication throws(KubernetesError) in
            let deadline = NIODeadline.now() + TimeAmount(Lane.watches.headLimit(self.tuning))
            return try await self.open(request, lane: .watches, authentication, deadline: deadline).body
        }
    }
}

// MARK: - Attempts

extension ServerConnection {
    private func withRetries<Value>(
        of request: APIRequest,
        _ lane: Lane,
        _ policy: RetryPolicy,
        attempt body: (Authentication) async throws(KubernetesError) -> Value
    ) async throws(KubernetesError) -> Value {
        var attempt = 1
        var credentialIsFresh = false
        while true {
            // A renewal that waits behind bulk traffic would cost the lead.
            if lane != .lease { try await limiter?.acquire() }
            let authentication = try await authenticator.authentication()
            do {
                return try await body(authentication)
            } catch {
                let decision = policy.decide(
                    after: error,
                    verb: request.verb,
                    attempt: attempt,
                    credentialIsFresh: credentialIsFresh,
                    random: random.fraction()
                )
                switch decision {
                case .giveUp: throw error
                case .refreshCredential:
                    authenticator.reject(authentication)
                    credentialIsFresh = true
                case .retry(let delay):
                    logRetry(of: request, after: error, delay: delay)
                    try await wait(delay)
                    attempt += 1
                }
            }
        }
    }

    private func wait(_ delay: Duration) async throws(KubernetesError) {
        do { try await time.sleep(delay) } catch { throw .cancelled }
    }

    private func logRetry(of request: APIRequest, after error: KubernetesError, delay: Duration) {
        logger.info(
            "sending a request again",
            metadata: [
                "verb": "\(request.verb)", "path": "\(request.path)", "error": "\(error)", "delay": "\(delay)",
            ]
        )
    }

    /// One attempt, up to the head of a successful answer.
    private func open(
        _ request: APIRequest,
        lane: Lane,
        _ authentication: Authentication,
        deadline: NIODeadline
    ) async throws(KubernetesError) -> Answer {
        let start = time.now()
        let answer: Answer
        do {
            answer = Answer(try await lanes[lane].execute(message(request, authentication), deadline: deadline))
        } catch {
            observe(RequestObservation(verb: request.verb, status: nil, duration: time.now() - start))
            throw KubernetesError(transport: error, peer: (configuration.proxy ?? configuration.server).authority)
        }
        observe(RequestObservation(verb: request.verb, status: answer.status, duration: time.now() - start))
        warnings.log(answer.warnings, of: request)
        guard answer.isSuccess else { throw .status(try await failure(of: answer, deadline: deadline)) }
        return answer
    }

    /// What a refusal says.
    ///
    /// One whose body does not come is no refusal: without its reason it would be taken for another one.
    private func failure(of answer: Answer, deadline: NIODeadline) async throws(KubernetesError) -> APIStatus {
        do {
            return answer.failure(in: try await answer.bytes(limit: Self.failureLimit, deadline: deadline))
        } catch .transport(.tooLarge) {
            // A refusal is short; what is longer is no Status, and then its HTTP status says enough.
            return answer.failure(in: ByteBuffer())
        }
    }

    /// A Status that lists every field of a large object stays well below this.
    private static let failureLimit = 1 << 20

    private func message(_ request: APIRequest, _ authentication: Authentication) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: configuration.baseURL + request.target)
        message.method = HTTPMethod(rawValue: request.method)
        message.tlsConfiguration = authentication.tls
        message.headers.add(name: "host", value: configuration.server.authority)
        message.headers.add(name: "user-agent", value: tuning.userAgent)
        message.headers.add(name: "accept", value: request.accept)
        if let authorization = authentication.authorization {
            message.headers.add(name: "authorization", value: authorization)
        }
        for (name, value) in configuration.impersonation.headers { message.headers.add(name: name, value: value) }
        if let body = request.body {
            message.headers.add(name: "content-type", value: request.contentType)
            message.body = .bytes(ByteBuffer(bytes: body.jsonBytes))
        }
        return message
    }
}

extension ClientConfiguration.Impersonation {
    /// The headers that ask for it (Kubernetes authentication, user impersonation).
    fileprivate var headers: [(String, String)] {
        guard let user else { return [] }
        var headers = [("impersonate-user", user)]
        if let uid { headers.append(("impersonate-uid", uid)) }
        headers += groups.map { ("impersonate-group", $0) }
        for attribute in extra {
            let name = "impersonate-extra-\(PercentEncoding.headerName(attribute.key))"
            headers += attribute.values.map { (name, $0) }
        }
        return headers
    }
}
