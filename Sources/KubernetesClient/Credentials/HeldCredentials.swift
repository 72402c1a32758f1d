import Logging
import NIOSSL

/// What is known of the credential for one server: files as they were read last, what a plugin gave, and the TLS settings
/// that were made of it.
struct HeldCredentials {
    /// The kubelet renews a token at 80 % of its lifetime, which is ten minutes at least, so that reading once a minute
    /// is early enough (controller-facts §2.26).
    private static let tokenInterval = Duration.seconds(60)
    /// Certificates live long; client-go looks after them as often.
    private static let certificateInterval = Duration.seconds(300)

    private let usesTLS: Bool
    private let verifiesServer: Bool
    private let logger: Logger

    private var token: ReloadingMaterial?
    private var authorities: ReloadingMaterial?
    private var chain: ReloadingMaterial?
    private var key: ReloadingMaterial?
    private var pluginCredential: PluginCredential?

    private var tls: (material: TLSMaterial, configuration: TLSConfiguration)?
    private var refusedMaterial: TLSMaterial?
    private var generation = 0

    /// The credentials of a configuration, of which no file has been read yet.
    init(_ configuration: ClientConfiguration, logger: Logger) {
        usesTLS = configuration.server.scheme == .https
        verifiesServer = configuration.trust != .unverified
        self.logger = logger
        let credentials = configuration.credentials
        token = credentials.token.map { ReloadingMaterial($0, interval: Self.tokenInterval) }
        chain = credentials.certificate.map { ReloadingMaterial($0.chain, interval: Self.certificateInterval) }
        key = credentials.certificate.map { ReloadingMaterial($0.key, interval: Self.certificateInterval) }
        if case .authorities(let material) = configuration.trust {
            authorities = ReloadingMaterial(material, interval: Self.certificateInterval)
        }
    }

    /// What a request carries that is sent now.
    mutating func authentication(now: Duration) throws(CredentialError) -> Authentication {
        Authentication(
            authorization: try authorization(now: now),
            tls: try tlsConfiguration(now: now),
            generation: generation
        )
    }

    /// Lets everything be got anew, because the API server refused this.
    mutating func reject(_ refused: Authentication) {
        // Somebody else's request may have been refused, and led to a new credential, before this one.
        guard refused.generation == generation else { return }
        generation += 1
        token?.expire()
        chain?.expire()
        key?.expire()
        pluginCredential = nil
    }

    private mutating func authorization(now: Duration) throws(CredentialError) -> String? {
        if let token = pluginCredential?.token { return "Bearer \(token)" }
        guard let bytes = try token?.current(now: now) else { return nil }
        return "Bearer \(String(decoding: bytes, as: UTF8.self).trimmingSpaces)"
    }
}

// MARK: - Plugin

extension HeldCredentials {
    /// The certificate authorities of the server, in PEM; nil for the system's.
    mutating func authorities(now: Duration) throws(CredentialError) -> [UInt8]? { try authorities?.current(now: now) }

    /// Takes what a plugin gave.
    mutating func take(_ credential: PluginCredential) {
        pluginCredential = credential
        generation += 1
    }

    /// True if a plugin gave something that has not been refused.
    var hasPluginCredential: Bool { pluginCredential != nil }

    /// True while what a plugin gave is good.
    func hasPluginCredential(now: Duration) -> Bool {
        guard let pluginCredential else { return false }
        return pluginCredential.expiresAt.map { now < $0 } ?? true
    }
}

// MARK: - TLS

extension HeldCredentials {
    private mutating func tlsConfiguration(now: Duration) throws(CredentialError) -> TLSConfiguration? {
        guard usesTLS else { return nil }
        var material = TLSMaterial(verifiesServer: verifiesServer)
        material.authorities = try authorities(now: now)
        if let chain = pluginCredential?.chain, let key = pluginCredential?.key {
            (material.chain, material.key) = (chain, key)
        } else {
            material.chain = try chain?.current(now: now)
            material.key = try key?.current(now: now)
        }
        if let tls, tls.material == material || refusedMaterial == material { return tls.configuration }
        do {
            let configuration = try material.configuration()
            tls = (material, configuration)
            refusedMaterial = nil
            return configuration
        } catch {
            guard let tls else { throw error }
            refusedMaterial = material
            logger.error("keeping the previous TLS credentials", metadata: ["error": "\(error)"])
            return tls.configuration
        }
    }
}
