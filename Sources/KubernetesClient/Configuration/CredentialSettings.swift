package import KubernetesAPI

/// How a client proves who it is.
///
/// Several ways may be given; the API server takes what it accepts.
package struct CredentialSettings: Hashable, Sendable {
    /// A bearer token; one in a file is read again and again, because the kubelet renews it.
    package var token: Material?
    /// A client certificate with its key.
    package var certificate: CertificatePair?
    /// A program that prints a credential.
    package var plugin: ExecPlugin?

    /// A client certificate, leaf first, and its key, both in PEM.
    package struct CertificatePair: Hashable, Sendable {
        /// The certificates.
        package var chain: Material
        /// The private key of the first.
        package var key: Material

        /// A pair of these.
        package init(chain: Material, key: Material) {
            self.chain = chain
            self.key = key
        }
    }

    /// Credentials of these kinds; none by default.
    package init(token: Material? = nil, certificate: CertificatePair? = nil, plugin: ExecPlugin? = nil) {
        self.token = token
        self.certificate = certificate
        self.plugin = plugin
    }
}

/// A credential plugin (`client.authentication.k8s.io`, kubeconfig field `exec`).
package struct ExecPlugin: Hashable, Sendable {
    /// Whether the plugin may talk to a person.
    package enum InteractiveMode: String, Hashable, Sendable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    /// The version of the protocol, `client.authentication.k8s.io/v1` or `…/v1beta1`.
    package var apiVersion: String
    /// The program: a path, or a name to look up in `PATH`.
    package var command: String
    /// Its arguments.
    package var arguments: [String]
    /// Its whole environment, names and values.
    package var environment: [String: String]
    /// What to tell a person who lacks the program.
    package var installHint: String
    /// Whether it may talk to a person.
    package var interactiveMode: InteractiveMode
    /// What to tell it about the cluster (`spec.cluster` of `KUBERNETES_EXEC_INFO`), except for the certificate
    /// authorities, which are added when it runs; nil if it does not want to know.
    package var clusterInfo: JSONValue?

    /// A plugin of these parts.
    package init(
        apiVersion: String,
        command: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        installHint: String = "",
        interactiveMode: InteractiveMode = .never,
        clusterInfo: JSONValue? = nil
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.installHint = installHint
        self.interactiveMode = interactiveMode
        self.clusterInfo = clusterInfo
    }
}
