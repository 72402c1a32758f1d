package import KubernetesAPI

/// Finds the configuration of the client in the places where Kubernetes programs look for one.
package struct ConfigurationSource: Sendable {
    /// Where the kubelet mounts a pod's service account.
    private static let serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount"

    private let environment: [String: String]
    private let parseYAML: @Sendable ([UInt8]) throws -> JSONValue
    private let serviceAccountDirectory: String

    /// A source that looks in these places.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - serviceAccountDirectory: where a pod's token, CA and namespace are; the kubelet's place unless a test says
    ///     otherwise.
    ///   - parseYAML: reads the one document of a kubeconfig.
    package init(
        environment: [String: String],
        serviceAccountDirectory: String? = nil,
        parseYAML: @escaping @Sendable ([UInt8]) throws -> JSONValue
    ) {
        self.environment = environment
        self.parseYAML = parseYAML
        self.serviceAccountDirectory = serviceAccountDirectory ?? Self.serviceAccountDirectory
    }

    /// Where a process that may run in a pod looks first when neither flag nor variable says where.
    package enum Preference: Hashable, Sendable {
        /// To the pod's service account, as a controller does.
        case pod
        /// To `~/.kube/config`, as kubectl does.
        case home
    }

    /// The configuration: of `--kubeconfig`, else of `$KUBECONFIG`, else of the pod or of `~/.kube/config`.
    ///
    /// - Parameters:
    ///   - kubeconfig: the value of `--kubeconfig`; this file must exist.
    ///   - overrides: what the other flags say. Who asks for an entry of a kubeconfig wants one, so the pod's service
    ///     account is then no candidate; who names a server needs none.
    ///   - preference: where to look first.
    /// - Returns: the configuration.
    /// - Throws: ``ConfigurationError``.
    package func load(
        kubeconfig: String? = nil,
        _ overrides: ConfigurationOverrides = ConfigurationOverrides(),
        preferring preference: Preference = .pod
    ) throws(ConfigurationError) -> ClientConfiguration {
        let mayBePod = kubeconfig == nil && namedFiles == nil && overrides.mayConcernPod
        if mayBePod, preference == .pod, let configuration = try inCluster(overrides) { return configuration }
        if let merged = try kubeConfig(kubeconfig) {
            return try merged.clientConfiguration(overrides, environment: environment)
        }
        if mayBePod, let configuration = try inCluster(overrides) { return configuration }
        guard overrides.server != nil else { throw .nothingFound }
        return try KubeConfig.empty.clientConfiguration(overrides, environment: environment)
    }

    /// All that the files hold in which kubectl would look, merged as kubectl merges them; nil if none of them is there.
    ///
    /// - Parameter path: the value of `--kubeconfig`; this file must exist.
    /// - Returns: the kubeconfig.
    /// - Throws: ``ConfigurationError``.
    package func kubeConfig(_ path: String? = nil) throws(ConfigurationError) -> KubeConfig? {
        if let path { return try read(path, mustExist: true) }
        let files = try readAll(namedFiles ?? ["\(environment["HOME"] ?? "/")/.kube/config"])
        guard let first = files.first else { return nil }
        return files.dropFirst().reduce(first) { $0.merging($1) }
    }

    /// The files of `$KUBECONFIG`.
    private var namedFiles: [String]? {
        guard let list = environment["KUBECONFIG"], !list.isEmpty else { return nil }
        return list.split(separator: ":").map(String.init)
    }

    private func readAll(_ paths: [String]) throws(ConfigurationError) -> [KubeConfig] {
        var files: [KubeConfig] = []
        for path in paths {
            if let file = try read(path, mustExist: false) { files.append(file) }
        }
        return files
    }

    /// The kubeconfig at a path; nil if there is none and there need not be.
    private func read(_ path: String, mustExist: Bool) throws(ConfigurationError) -> KubeConfig? {
        let bytes: [UInt8]
        do {
            bytes = try LocalFile.read(path)
        } catch {
            if error.isMissing, !mustExist { return nil }
            throw .unreadableFile(path: path, reason: error.reason)
        }
        let json: JSONValue
        do {
            json = try parseYAML(bytes)
        } catch {
            throw .malformedFile(path: path, reason: "\(error)")
        }
        do {
            return try KubeConfig(json: json, baseDirectory: Self.directory(of: path))
        } catch {
            throw .malformedFile(path: path, reason: error.description)
        }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

// MARK: - In a pod

extension ConfigurationSource {
    /// The configuration of the pod's service account; nil outside of pods.
    private func inCluster(_ overrides: ConfigurationOverrides) throws(ConfigurationError) -> ClientConfiguration? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let portText = environment["KUBERNETES_SERVICE_PORT"], let port = UInt16(portText)
        else { return nil }
        let tokenPath = "\(serviceAccountDirectory)/token"
        let authorityPath = "\(serviceAccountDirectory)/ca.crt"
        // Without its CA the connection would have to trust anybody, so a missing file is an error, never a default.
        for path in [tokenPath, authorityPath] { _ = try serviceAccountFile(path) }
        let server = ServerAddress(scheme: .https, host: Self.withoutBrackets(host), port: Int(port))
        return ClientConfiguration(
            server: server,
            trust: overrides.skipsVerification ? .unverified : .authorities(.file(authorityPath)),
            credentials: CredentialSettings(token: overrides.tokenMaterial ?? .file(tokenPath)),
            impersonation: ClientConfiguration.Impersonation(
                user: overrides.impersonatedUser,
                groups: overrides.impersonatedGroups
            ),
            // The service's address is reached directly: behind a proxy its certificate could not be checked.
            proxy: server.hostIsAddress ? nil : try ProxySettings.proxy(for: server, environment: environment),
            namespace: overrides.namespace ?? namespaceOfPod ?? "default"
        )
    }

    private var namespaceOfPod: String? {
        guard let bytes = try? LocalFile.read("\(serviceAccountDirectory)/namespace") else { return nil }
        let name = String(decoding: bytes, as: UTF8.self).trimmingSpaces
        return name.isEmpty ? nil : String(name)
    }

    private func serviceAccountFile(_ path: String) throws(ConfigurationError) -> [UInt8] {
        do { return try LocalFile.read(path) } catch { throw .unreadableFile(path: path, reason: error.reason) }
    }

    /// The kubelet writes an IPv6 address bare; some people's environments have brackets around it.
    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }
}
