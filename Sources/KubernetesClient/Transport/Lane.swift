import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What a connection is used for.
///
/// Each purpose has its own connections, so that none waits for another's: long-lived
/// watches would starve requests, and bulk traffic the renewal of the lease.
package enum Lane: Hashable, Sendable, CaseIterable {
    /// Reading and writing objects.
    case requests
    /// Watching.
    case watches
    /// Leader election.
    case lease
}

/// The HTTP client of each lane.
struct Lanes: Sendable {
    private let clients: [Lane: HTTPClient]

    /// Clients for one server; they open connections when there is something to send.
    init(_ configuration: ClientConfiguration, _ tuning: ClientTuning) {
        var clients: [Lane: HTTPClient] = [:]
        for lane in Lane.allCases {
            clients[lane] = HTTPClient(
                // On a thread of its own the lease is renewed in time whatever else there is to do.
                eventLoopGroupProvider: lane == .lease ? .singleton : .shared(ClientThread.group),
                configuration: Self.configuration(of: lane, configuration, tuning)
            )
        }
        self.clients = clients
    }

    /// The client of a lane.
    subscript(lane: Lane) -> HTTPClient {
        guard let client = clients[lane] else { preconditionFailure("every lane has a client") }
        return client
    }

    /// Ends all connections.
    ///
    /// Requests under way fail.
    func shutdown() async {
        for client in clients.values { try? await client.shutdown() }
    }

    private static func configuration(
        of lane: Lane,
        _ configuration: ClientConfiguration,
        _ tuning: ClientTuning
    ) -> HTTPClient.Configuration {
        var settings = HTTPClient.Configuration()
        // A credential must not follow a redirect to another server; the API server sends none.
        settings.redirectConfiguration = .disallow
        settings.timeout = .init(
            connect: TimeAmount(tuning.connectTimeout),
            read: TimeAmount(lane.silenceLimit(tuning))
        )
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = lane == .lease ? 1 : tuning.connections
        // A refused connection is reported at once; the retry policy and the reflectors wait, not the pool.
        settings.connectionPool.retryConnectionEstablishment = false
        // A dead HTTP/2 connection would carry every request into its timeout until TCP gives up, because the library
        // does not ping. With HTTP/1.1 a request that times out takes its connection with it.
        settings.httpVersion = .http1Only
        // Not compressed: within a cluster it costs both sides more time than it saves, and nothing can inflate.
        settings.decompression = .disabled
        settings.dnsOverride = configuration.addressOverride
        settings.proxy = configuration.proxy.map(HTTPClient.Configuration.Proxy.init)
        return settings
    }
}

extension Lane {
    /// How long a connection of this lane may be silent while an answer is due.
    func silenceLimit(_ tuning: ClientTuning) -> Duration {
        switch self {
        case .requests: tuning.requestTimeout
        case .watches: tuning.watchSilence
        case .lease: tuning.leaseTimeout
        }
    }

    /// How long the head of an answer may take.
    func headLimit(_ tuning: ClientTuning) -> Duration {
        self == .lease ? tuning.leaseTimeout : tuning.requestTimeout
    }
}

extension ClientConfiguration {
    /// The URL up to the path, with the name by which the server's certificate is checked.
    var baseURL: String {
        "\(server.scheme.rawValue)://\(tlsHost ?? server.bracketedHost):\(server.port)\(server.pathPrefix)"
    }

    /// Where to connect to when the URL holds the certificate's name instead of the host's.
    fileprivate var addressOverride: [String: String] { tlsHost.map { [$0: server.host] } ?? [:] }

    private var tlsHost: String? { server.scheme == .https ? tlsServerName?.lowercased() : nil }
}

extension HTTPClient.Configuration.Proxy {
    /// A proxy at an address; the configuration has refused what the library cannot do.
    fileprivate init(_ address: ServerAddress) {
        guard address.scheme != .socks5 else {
            self = .socksServer(host: address.host, port: address.port)
            return
        }
        var authorization: HTTPClient.Authorization?
        if let userInfo = address.userInfo {
            let parts = userInfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            authorization = .basic(
                username: PercentEncoding.decode(String(parts[0])),
                password: parts.count > 1 ? PercentEncoding.decode(String(parts[1])) : ""
            )
        }
        self = .server(host: address.host, port: address.port, authorization: authorization)
    }
}

extension TimeAmount {
    /// The same length of time, to the nanosecond; as much as fits.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = nanoseconds.addingReportingOverflow(attoseconds / 1_000_000_000)
        self = .nanoseconds(overflow || carry ? .max : sum)
    }
}
