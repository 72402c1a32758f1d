import KubernetesAPI

/// Reads one user of a kubeconfig.
struct KubeConfigUser {
    private let user: KubeConfigNode
    private let cluster: KubeConfigNode
    private let environment: [String: String]

    /// The user, the cluster that a plugin of this user would be told about, and the environment it would inherit.
    init(_ user: KubeConfigNode, cluster: KubeConfigNode, environment: [String: String]) {
        self.user = user
        self.cluster = cluster
        self.environment = environment
    }

    /// How the user proves who it is.
    func credentials() throws(ConfigurationError) -> CredentialSettings {
        try refuseWhatKubernetesDropped()
        var settings = CredentialSettings()
        settings.token = try token()
        settings.certificate = try certificate()
        settings.plugin = try plugin()
        if settings.plugin != nil, settings.token != nil {
            throw user.wrongType("exec", "contradicts the token beside it")
        }
        return settings
    }

    /// As whom the user acts.
    func impersonation() throws(ConfigurationError) -> ClientConfiguration.Impersonation {
        var impersonation = ClientConfiguration.Impersonation()
        impersonation.user = try user.string("as")
        impersonation.uid = try user.string("as-uid")
        impersonation.groups = try user.strings("as-groups")
        let extra = try user.object("as-user-extra")
        for member in extra.json.object?.members ?? [] {
            impersonation.extra.append(.init(key: member.name, values: try extra.strings(member.name)))
        }
        if impersonation.user == nil, impersonation != ClientConfiguration.Impersonation() {
            throw user.wrongType("as", "is missing, but other attributes to impersonate are there")
        }
        return impersonation
    }

    private func refuseWhatKubernetesDropped() throws(ConfigurationError) {
        let basic = (try user.string("username"), try user.string("password"))
        guard basic == (nil, nil) else {
            throw .unsupported(
                field: "\(user.path).username",
                problem: "API servers know no passwords since Kubernetes 1.19; use a token or a certificate"
            )
        }
        if user.json["auth-provider"] != nil {
            throw .unsupported(
                field: "\(user.path).auth-provider",
                problem: "Kubernetes 1.26 replaced it by credential plugins (the field exec)"
            )
        }
    }

    /// As in client-go the file outweighs the token, which may be its outdated copy.
    private func token() throws(ConfigurationError) -> Material? {
        if let file = try user.string("tokenFile") { return .file(user.resolve(file)) }
        return try user.string("token").map { .inline(Array($0.utf8), field: "\(user.path).token") }
    }

    private func certificate() throws(ConfigurationError) -> CredentialSettings.CertificatePair? {
        let chain = try user.material(data: "client-certificate-data", file: "client-certificate")
        let key = try user.material(data: "client-key-data", file: "client-key")
        switch (chain, key) {
        case (nil, nil): return nil
        case (let chain?, let key?): return .init(chain: chain, key: key)
        case (nil, _?): throw user.wrongType("client-certificate", "is missing beside the key")
        case (_?, nil): throw user.wrongType("client-key", "is missing beside the certificate")
        }
    }
}

// MARK: - Credential plugins

extension KubeConfigUser {
    private static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    private func plugin() throws(ConfigurationError) -> ExecPlugin? {
        guard user.json["exec"] != nil else { return nil }
        let exec = try user.object("exec")
        guard let version = try exec.string("apiVersion"), Self.versions.contains(version) else {
            throw exec.wrongType("apiVersion", "must be one of \(Self.versions.joined(separator: ", "))")
        }
        guard let command = try exec.string("command") else { throw exec.wrongType("command", "is missing") }
        return ExecPlugin(
            apiVersion: version,
            // A name without a slash is looked up in PATH, wherever the kubeconfig is.
            command: command.contains("/") ? exec.resolve(command) : command,
            arguments: try exec.strings("args"),
            environment: try environment(of: exec),
            installHint: try exec.string("installHint") ?? "",
            interactiveMode: try interactiveMode(of: exec, version: version),
            clusterInfo: try exec.bool("provideClusterInfo") ? clusterInfo() : nil
        )
    }

    private func environment(of exec: KubeConfigNode) throws(ConfigurationError) -> [String: String] {
        var environment = environment
        guard let value = exec.json["env"] else { return environment }
        guard let elements = value.array else { throw exec.wrongType("env", "must be a list") }
        for element in elements {
            guard let name = element["name"]?.string, !name.isEmpty, let value = element["value"]?.string else {
                throw exec.wrongType("env", "must hold names and values")
            }
            environment[name] = value
        }
        return environment
    }

    private func interactiveMode(
        of exec: KubeConfigNode,
        version: String
    ) throws(ConfigurationError) -> ExecPlugin.InteractiveMode {
        guard let text = try exec.string("interactiveMode") else {
            if version == Self.versions[1] { return .ifAvailable }
            throw exec.wrongType("interactiveMode", "is missing, which v1 does not allow")
        }
        guard let mode = ExecPlugin.InteractiveMode(rawValue: text) else {
            throw exec.wrongType("interactiveMode", "must be Never, IfAvailable or Always")
        }
        return mode
    }

    private static let clusterFields = ["server", "tls-server-name", "insecure-skip-tls-verify", "proxy-url"]

    /// The cluster as `client.authentication.k8s.io` spells it.
    private func clusterInfo() -> JSONValue {
        var info = JSONObject()
        for field in Self.clusterFields { info[field] = cluster.json[field] }
        let extensions = cluster.json["extensions"]?.array ?? []
        info["config"] =
            extensions.first { $0["name"]?.string == "client.authentication.k8s.io/exec" }?["extension"]
        return .object(info)
    }
}
