import KubernetesAPI

/// What a command line says otherwise than the kubeconfig, after kubectl's flags of the same meaning
/// (client-go, `tools/clientcmd`, `ConfigOverrides`).
package struct ConfigurationOverrides: Hashable, Sendable {
    /// The context instead of the current one.
    package var context: String?
    /// The cluster instead of the context's, by its name in the kubeconfig.
    package var cluster: String?
    /// The user instead of the context's, by its name in the kubeconfig.
    package var user: String?
    /// The namespace instead of the context's.
    package var namespace: String?
    /// The API server's URL instead of the cluster's; the name that the cluster's certificate has then counts no more.
    package var server: String?
    /// A bearer token instead of the user's token or plugin; a client certificate is shown all the same.
    package var token: String?
    /// True to trust any server.
    package var skipsVerification = false
    /// As whom to act.
    package var impersonatedUser: String?
    /// In which groups; they take a user.
    package var impersonatedGroups: [String] = []

    /// Overrides of these parts; nothing by default.
    package init(context: String? = nil, cluster: String? = nil, user: String? = nil) {
        self.context = context
        self.cluster = cluster
        self.user = user
    }

    /// True unless they name something that only a kubeconfig has, or another server than the pod's.
    var mayConcernPod: Bool { context == nil && cluster == nil && user == nil && server == nil }

    /// The token as a credential.
    var tokenMaterial: Material? { token.map { .inline(Array($0.utf8), field: "--token") } }

    /// True if a configuration can be made of them with no context at all.
    var nameACluster: Bool { cluster != nil || server != nil }
}

extension KubeConfigNode {
    /// The cluster as the overrides want it.
    func overridden(byClusterOf overrides: ConfigurationOverrides) -> KubeConfigNode {
        var members = json.object ?? JSONObject()
        if let server = overrides.server {
            members["server"] = .string(server)
            members["tls-server-name"] = nil
        }
        if overrides.skipsVerification {
            members["insecure-skip-tls-verify"] = true
            members["certificate-authority"] = nil
            members["certificate-authority-data"] = nil
        }
        return replacing(members)
    }

    /// The user as the overrides want it.
    func overridden(byUserOf overrides: ConfigurationOverrides) -> KubeConfigNode {
        var members = json.object ?? JSONObject()
        if let token = overrides.token {
            members["token"] = .string(token)
            for field in ["tokenFile", "exec", "auth-provider"] { members[field] = nil }
        }
        if let user = overrides.impersonatedUser {
            for field in ["as-uid", "as-groups", "as-user-extra"] { members[field] = nil }
            members["as"] = .string(user)
            members["as-groups"] = .array(overrides.impersonatedGroups.map { .string($0) })
        }
        return replacing(members)
    }
}
