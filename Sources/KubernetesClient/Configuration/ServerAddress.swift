/// Where an API server or a proxy listens: the parts of its URL.
package struct ServerAddress: Hashable, Sendable {
    /// How to speak to it.
    package enum Scheme: String, Hashable, Sendable {
        case http, https, socks5

        /// The port to use when a URL names none (IANA).
        package var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            case .socks5: 1080
            }
        }
    }

    /// How to speak to it.
    package let scheme: Scheme
    /// The host's name or address; an IPv6 address without brackets.
    package let host: String
    /// The TCP port.
    package let port: Int
    /// What precedes every path, without a slash at its end: API servers may live below a proxy's path.
    package let pathPrefix: String
    /// User and password of a proxy, as written, still percent-encoded.
    package let userInfo: String?

    /// An address of these parts.
    package init(scheme: Scheme, host: String, port: Int, pathPrefix: String = "", userInfo: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pathPrefix = pathPrefix
        self.userInfo = userInfo
    }

    /// The host as it stands in a URL: an IPv6 address in brackets (RFC 3986 §3.2.2).
    package var bracketedHost: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host }

    /// Host and port as they stand in a URL and in a Host header.
    package var authority: String { "\(bracketedHost):\(port)" }

    /// True if the host is an address, so that no name is looked up for it.
    package var hostIsAddress: Bool { IPAddress(host) != nil }
}

extension ServerAddress {
    /// Reads a URL.
    ///
    /// - Parameters:
    ///   - text: the URL; without a scheme, `defaultScheme` is assumed.
    ///   - field: where the text comes from, for the error.
    ///   - defaultScheme: what a URL without a scheme means.
    /// - Throws: ``ConfigurationError/invalidURL(field:problem:)``, without repeating the URL, which may hold a password.
    package init(_ text: String, field: String, defaultScheme: Scheme = .https) throws(ConfigurationError) {
        func refuse(_ problem: String) -> ConfigurationError { .invalidURL(field: field, problem: problem) }

        var rest = text[...]
        var scheme = defaultScheme
        if let separator = rest.firstRange(of: "://") {
            let name = rest[..<separator.lowerBound].lowercased()
            guard let known = Scheme(rawValue: name == "socks5h" ? "socks5" : name) else {
                throw refuse("the scheme is not http, https or socks5")
            }
            scheme = known
            rest = rest[separator.upperBound...]
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw refuse("it has a query, a fragment or a space")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        var path = rest[slash...]
        while path.hasSuffix("/") { path = path.dropLast() }

        var userInfo: String?
        if let at = authority.lastIndex(of: "@") {
            userInfo = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        guard let (host, port) = Self.hostAndPort(authority) else { throw refuse("host or port is malformed") }
        self.init(
            scheme: scheme,
            host: host,
            port: port ?? scheme.defaultPort,
            pathPrefix: String(path),
            userInfo: userInfo
        )
    }

    /// Splits `host`, `host:port`, `[v6]` or `[v6]:port`; nil if it is none of them.
    static func hostAndPort(_ authority: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            guard IPAddress(String(host)) != nil else { return nil }
            rest = authority[authority.index(after: end)...]
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            rest = authority[colon...]
        }
        guard !host.isEmpty else { return nil }
        guard !rest.isEmpty else { return (String(host), nil) }
        // The initialiser would take a sign as well.
        guard rest.hasPrefix(":"), rest.dropFirst().allSatisfy(\.isNumber), let port = UInt16(rest.dropFirst()),
            port > 0
        else { return nil }
        return (String(host), Int(port))
    }
}
