/// Everything that is needed to speak to one cluster as somebody.
package struct ClientConfiguration: Hashable, Sendable {
    /// The API server.
    package var server: ServerAddress
    /// How the API server proves who it is.
    package var trust: Trust
    /// The name to expect in the server's certificate, and to ask for, if it is not the host's.
    package var tlsServerName: String?
    /// How this client proves who it is.
    package var credentials: CredentialSettings
    /// As whom to act.
    package var impersonation: Impersonation
    /// The proxy to go through, if any.
    package var proxy: ServerAddress?
    /// The namespace of the context or of the pod.
    package var namespace: String

    /// A configuration of these parts.
    package init(
        server: ServerAddress,
        trust: Trust = .systemRoots,
        tlsServerName: String? = nil,
        credentials: CredentialSettings = CredentialSettings(),
        impersonation: Impersonation = Impersonation(),
        proxy: ServerAddress? = nil,
        namespace: String = "default"
    ) {
        self.server = server
        self.trust = trust
        self.tlsServerName = tlsServerName
        self.credentials = credentials
        self.impersonation = impersonation
        self.proxy = proxy
        self.namespace = namespace
    }

    /// How the API server proves who it is.
    package enum Trust: Hashable, Sendable {
        /// By the certificate authorities of the operating system.
        case systemRoots
        /// By these certificate authorities, in PEM.
        case authorities(Material)
        /// Not at all: `insecure-skip-tls-verify`.
        case unverified
    }

    /// As whom to act instead of oneself (the `Impersonate-…` headers).
    package struct Impersonation: Hashable, Sendable {
        /// The user's name; without one nothing is impersonated.
        package var user: String?
        /// The user's uid.
        package var uid: String?
        /// The user's groups.
        package var groups: [String]
        /// Further attributes, in the order of the file.
        package var extra: [Extra]

        /// One attribute with its values.
        package struct Extra: Hashable, Sendable {
            /// The attribute's name, as written.
            package let key: String
            /// Its values.
            package let values: [String]
        }

        /// An impersonation of these parts; nobody by default.
        package init(user: String? = nil, uid: String? = nil, groups: [String] = [], extra: [Extra] = []) {
            self.user = user
            self.uid = uid
            self.groups = groups
            self.extra = extra
        }
    }
}

/// Bytes that a configuration holds itself or finds in a file, which may change while the program runs.
package enum Material: Hashable, Sendable {
    /// The bytes themselves, and the field that held them.
    case inline([UInt8], field: String)
    /// The path of the file.
    case file(String)

    /// Where the bytes come from, for an error.
    package var source: String {
        switch self {
        case .inline(_, let field): field
        case .file(let path): path
        }
    }
}
