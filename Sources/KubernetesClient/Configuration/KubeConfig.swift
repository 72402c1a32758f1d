package import KubernetesAPI

/// One kubeconfig, or several merged into one, as read from YAML by somebody else.
///
/// Invariant: within each list a name stands for the entry that came first, which is how kubectl merges files.
package struct KubeConfig: Hashable, Sendable {
    private var currentContext: String?
    private var clusters: [String: KubeConfigNode]
    private var users: [String: KubeConfigNode]
    private var contexts: [String: KubeConfigNode]

    /// The kubeconfig of one file.
    ///
    /// - Parameters:
    ///   - json: the file's content. An empty file, which is a kubeconfig without entries, is `null`.
    ///   - baseDirectory: the file's directory, where its relative paths start.
    /// - Throws: ``ConfigurationError/invalidField(field:problem:)``.
    package init(json: JSONValue, baseDirectory: String) throws(ConfigurationError) {
        let content = json.isNull ? JSONValue.object(JSONObject()) : json
        guard content.object != nil else { throw .invalidField(field: "content", problem: "must be an object") }
        let root = KubeConfigNode(json: content, path: "", directory: baseDirectory)
        currentContext = try root.string("current-context")
        clusters = try Self.entries(of: root, "clusters", "cluster")
        users = try Self.entries(of: root, "users", "user")
        contexts = try Self.entries(of: root, "contexts", "context")
    }

    private init() {
        (clusters, users, contexts) = ([:], [:], [:])
    }

    /// A kubeconfig without entries.
    static let empty = KubeConfig()

    /// This kubeconfig with the entries of another added where this one has none of that name.
    package func merging(_ other: KubeConfig) -> KubeConfig {
        var merged = self
        merged.currentContext = currentContext ?? other.currentContext
        merged.clusters.merge(other.clusters) { first, _ in first }
        merged.users.merge(other.users) { first, _ in first }
        merged.contexts.merge(other.contexts) { first, _ in first }
        return merged
    }

    private static func entries(
        of root: KubeConfigNode,
        _ list: String,
        _ member: String
    ) throws(ConfigurationError) -> [String: KubeConfigNode] {
        guard let value = root.json[list] else { return [:] }
        guard let elements = value.array else { throw root.wrongType(list, "must be a list") }
        var entries: [String: KubeConfigNode] = [:]
        for (index, element) in elements.enumerated() {
            let entry = KubeConfigNode(json: element, path: "\(list)[\(index)]", directory: root.directory)
            guard element.object != nil, let name = try entry.string("name") else {
                throw entry.wrongType("name", "is missing")
            }
            let named = KubeConfigNode(json: element, path: "\(list)[\(name)]", directory: root.directory)
            if entries[name] == nil { entries[name] = try named.object(member) }
        }
        return entries
    }
}

extension KubeConfig {
    /// The configuration that a context stands for.
    ///
    /// - Parameters:
    ///   - overrides: what is wanted otherwise than the kubeconfig has it.
    ///   - environment: the process's environment, for the proxy variables and for plugins to inherit.
    /// - Returns: the configuration; files that it names are not read yet.
    /// - Throws: ``ConfigurationError``.
    package func clientConfiguration(
        _ overrides: ConfigurationOverrides = ConfigurationOverrides(),
        environment: [String: String] = [:]
    ) throws(ConfigurationError) -> ClientConfiguration {
        let context = try context(overrides)
        let cluster = try cluster(of: context, overrides)
        var configuration = try Self.configuration(of: cluster, environment: environment)
        let ownNamespace = try context.string("namespace")
        configuration.namespace = overrides.namespace ?? ownNamespace ?? "default"
        let user = try user(of: context, overrides)
        let reader = KubeConfigUser(user, cluster: cluster, environment: environment)
        configuration.credentials = try reader.credentials()
        configuration.impersonation = try reader.impersonation()
        return configuration
    }

    private func context(_ overrides: ConfigurationOverrides) throws(ConfigurationError) -> KubeConfigNode {
        guard let name = overrides.context ?? currentContext else {
            guard overrides.nameACluster else { throw .noCurrentContext }
            return KubeConfigNode(json: [:], path: "contexts", directory: "")
        }
        guard let context = contexts[name] else { throw .missingEntry(list: "contexts", name: name) }
        return context
    }

    private func cluster(
        of context: KubeConfigNode,
        _ overrides: ConfigurationOverrides
    ) throws(ConfigurationError) -> KubeConfigNode {
        let ownName = try context.string("cluster")
        guard let name = overrides.cluster ?? ownName else {
            guard overrides.server != nil else { throw context.wrongType("cluster", "is missing") }
            let none = KubeConfigNode(json: [:], path: "clusters", directory: "")
            return none.overridden(byClusterOf: overrides)
        }
        guard let cluster = clusters[name] else { throw .missingEntry(list: "clusters", name: name) }
        return cluster.overridden(byClusterOf: overrides)
    }

    private func user(
        of context: KubeConfigNode,
        _ overrides: ConfigurationOverrides
    ) throws(ConfigurationError) -> KubeConfigNode {
        let ownName = try context.string("user")
        guard let name = overrides.user ?? ownName else {
            return KubeConfigNode(json: [:], path: "users", directory: "").overridden(byUserOf: overrides)
        }
        guard let user = users[name] else { throw .missingEntry(list: "users", name: name) }
        return user.overridden(byUserOf: overrides)
    }

    /// The names of the contexts, clusters and users, sorted.
    package var names: (contexts: [String], clusters: [String], users: [String]) {
        (contexts.keys.sorted(), clusters.keys.sorted(), users.keys.sorted())
    }

    private static func configuration(
        of cluster: KubeConfigNode,
        environment: [String: String]
    ) throws(ConfigurationError) -> ClientConfiguration {
        guard let url = try cluster.string("server") else { throw cluster.wrongType("server", "is missing") }
        let server = try ServerAddress(url, field: "\(cluster.path).server")
        guard server.scheme != .socks5, server.userInfo == nil else {
            throw .invalidURL(field: "\(cluster.path).server", problem: "it must be http or https, without a user")
        }
        var configuration = ClientConfiguration(server: server)
        configuration.trust = try trust(of: cluster)
        configuration.tlsServerName = try serverName(of: cluster)
        configuration.proxy = try proxy(of: cluster, for: server, environment: environment)
        try refuseUnverifiableProxying(configuration, cluster: cluster)
        return configuration
    }

    private static func trust(of cluster: KubeConfigNode) throws(ConfigurationError) -> ClientConfiguration.Trust {
        let authorities = try cluster.material(data: "certificate-authority-data", file: "certificate-authority")
        guard try cluster.bool("insecure-skip-tls-verify") else {
            return authorities.map { .authorities($0) } ?? .systemRoots
        }
        guard authorities == nil else {
            throw cluster.wrongType("insecure-skip-tls-verify", "contradicts the certificate-authority beside it")
        }
        return .unverified
    }

    private static func serverName(of cluster: KubeConfigNode) throws(ConfigurationError) -> String? {
        let name = try cluster.string("tls-server-name")
        // The TLS library takes the name as an SNI, which cannot be an address (RFC 6066 §3).
        guard let name, IPAddress(name) != nil else { return name }
        throw cluster.wrongType("tls-server-name", "must be a DNS name, not an address")
    }

    private static func proxy(
        of cluster: KubeConfigNode,
        for server: ServerAddress,
        environment: [String: String]
    ) throws(ConfigurationError) -> ServerAddress? {
        let proxy: ServerAddress?
        if let url = try cluster.string("proxy-url") {
            proxy = try ServerAddress(url, field: "\(cluster.path).proxy-url", defaultScheme: .http)
        } else {
            proxy = try ProxySettings.proxy(for: server, environment: environment)
        }
        if proxy?.scheme == .https {
            throw .unsupported(field: "the proxy of \(cluster.path)", problem: "it must not want TLS itself")
        }
        if proxy?.scheme == .socks5, proxy?.userInfo != nil {
            throw .unsupported(field: "the proxy of \(cluster.path)", problem: "SOCKS with a password is not supported")
        }
        return proxy
    }

    /// Behind a proxy the transport compares a certificate's addresses with the proxy's, not with the server's.
    private static func refuseUnverifiableProxying(
        _ configuration: ClientConfiguration,
        cluster: KubeConfigNode
    ) throws(ConfigurationError) {
        guard configuration.proxy != nil, configuration.server.scheme == .https, configuration.server.hostIsAddress,
            configuration.tlsServerName == nil, configuration.trust != .unverified
        else { return }
        throw .unsupported(
            field: "\(cluster.path).server",
            problem: "through a proxy it must be a name, or tls-server-name must say which name its certificate has"
        )
    }
}
