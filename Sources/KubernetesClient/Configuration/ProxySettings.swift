/// Which proxy leads to a server, by the usual environment variables.
///
/// The rules are those of Go's `golang.org/x/net/http/httpproxy`, because kubectl has taught people to rely on them.
package enum ProxySettings {
    /// The proxy for a server; nil if the server is to be reached directly.
    ///
    /// - Parameters:
    ///   - server: the API server.
    ///   - environment: the process's environment: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in either case.
    /// - Returns: the proxy's address.
    /// - Throws: ``ConfigurationError/invalidURL(field:problem:)`` if the variable is no URL.
    package static func proxy(
        for server: ServerAddress,
        environment: [String: String]
    ) throws(ConfigurationError) -> ServerAddress? {
        let name = server.scheme == .https ? "HTTPS_PROXY" : "HTTP_PROXY"
        guard let url = value(of: name, in: environment), !isExempt(server) else { return nil }
        if excludes(server, by: value(of: "NO_PROXY", in: environment) ?? "") { return nil }
        return try ServerAddress(url, field: name, defaultScheme: .http)
    }

    private static func value(of name: String, in environment: [String: String]) -> String? {
        [name, name.lowercased()].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    /// A server on this machine is never reached through a proxy.
    private static func isExempt(_ server: ServerAddress) -> Bool {
        server.host.lowercased() == "localhost" || IPAddress(server.host)?.isLoopback == true
    }

    /// True if an entry of the comma-separated list covers the server.
    static func excludes(_ server: ServerAddress, by list: String) -> Bool {
        list.split(separator: ",").contains { entry in
            covers(server, entry: entry.lowercased().trimmingSpaces)
        }
    }

    private static func covers(_ server: ServerAddress, entry: Substring) -> Bool {
        if entry == "*" { return true }
        if let address = IPAddress(server.host), let covered = coversAddress(address, entry: entry) { return covered }
        if entry.contains(":"), IPAddress(String(entry)) == nil {
            guard let (host, port) = ServerAddress.hostAndPort(entry), port == server.port else { return false }
            return coversName(server.host.lowercased(), pattern: host[...])
        }
        return coversName(server.host.lowercased(), pattern: entry)
    }

    /// Nil if the entry is neither an address nor a range.
    private static func coversAddress(_ address: IPAddress, entry: Substring) -> Bool? {
        if let exact = IPAddress(String(entry)) { return exact == address }
        let parts = entry.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let network = IPAddress(String(parts[0])), let length = Int(parts[1]) else {
            return nil
        }
        return address.matches(network, prefixLength: length)
    }

    /// `example.com` covers itself and its subdomains, `.example.com` and `*.example.com` its subdomains.
    private static func coversName(_ host: String, pattern: Substring) -> Bool {
        let suffix = pattern.hasPrefix("*.") ? pattern.dropFirst() : pattern
        guard !suffix.isEmpty else { return false }
        return suffix.hasPrefix(".") ? host.hasSuffix(suffix) : host == suffix || host.hasSuffix(".\(suffix)")
    }
}

extension String {
    /// The text without spaces and tabs at its ends.
    var trimmingSpaces: Substring {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return text
    }
}
