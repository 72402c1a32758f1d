import Logging
import NIOSSL

/// Keeps the credential that requests carry, fresh and valid.
///
/// Files are read again when they may have changed, a plugin runs again when its credential expires or is refused. What
/// is broken never replaces what worked.
actor Authenticator {
    /// The kubelet renews a token at 80 % of its lifetime, which is ten minutes at least, so that reading once a minute
    /// is early enough (controller-facts §2.26).
    private static let tokenInterval = Duration.seconds(60)
    /// Certificates live long; client-go looks after them as often.
    private static let certificateInterval = Duration.seconds(300)

    private let usesTLS: Bool
    private let verifiesServer: Bool
    private let time: TimeSource
    private let logger: Logger

    private var token: ReloadingMaterial?
    private var authorities: ReloadingMaterial?
    private var chain: ReloadingMaterial?
    private var key: ReloadingMaterial?
    private let plugin: CredentialPlugin?
    private let pluginLock = AsyncLock()
    private var pluginCredential: PluginCredential?

    private var tls: (material: TLSMaterial, configuration: TLSConfiguration)?
    private var refusedMaterial: TLSMaterial?
    private var generation = 0

    /// An authenticator for one server.
    init(_ configuration: ClientConfiguration, time: TimeSource, logger: Logger) {
        usesTLS = configuration.server.scheme == .https
        verifiesServer = configuration.trust != .unverified
        self.time = time
        self.logger = logger
        let credentials = configuration.credentials
        token = credentials.token.map { ReloadingMaterial($0, interval: Self.tokenInterval) }
        chain = credentials.certificate.map { ReloadingMaterial($0.chain, interval: Self.certificateInterval) }
        key = credentials.certificate.map { ReloadingMaterial($0.key, interval: Self.certificateInterval) }
        plugin = credentials.plugin.map { CredentialPlugin($0) }
        if case .authorities(let material) = configuration.trust {
            authorities = ReloadingMaterial(material, interval: Self.certificateInterval)
        }
    }

    /// What the next request carries.
    func authentication() async throws(KubernetesError) -> Authentication {
        do {
            try await renewPluginCredential()
            return Authentication(
                authorization: try authorization(),
                tls: try tlsConfiguration(),
                generation: generation
            )
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .credentials(error)
        }
    }

    /// Makes the next request get its credential anew, because the API server refused this one.
    func reject(_ refused: Authentication) {
        // Somebody else's request may have been refused, and led to a new credential, before this one.
        guard refused.generation == generation else { return }
        generation += 1
        token?.expire()
        chain?.expire()
        key?.expire()
        pluginCredential = nil
    }

    private func authorization() throws(CredentialError) -> String? {
        if let token = pluginCredential?.token { return "Bearer \(token)" }
        guard let bytes = try token?.current(now: time.now()) else { return nil }
        return "Bearer \(String(decoding: bytes, as: UTF8.self).trimmingSpaces)"
    }

    private func renewPluginCredential() async throws(CredentialError) {
        guard let plugin, !hasCurrentPluginCredential else { return }
        let authorities = try authorities?.current(now: time.now())
        // Many requests find the credential stale at once; one runs the plugin, the others take what it got.
        _ = try await pluginLock.withLock { () async throws(CredentialError) in
            guard !hasCurrentPluginCredential else { return }
            pluginCredential = try await plugin.run(authorities: authorities, time: time)
            generation += 1
        }
    }

    private var hasCurrentPluginCredential: Bool {
        guard let pluginCredential else { return false }
        return pluginCredential.expiresAt.map { time.now() < $0 } ?? true
    }
}

// MARK: - TLS

extension Authenticator {
    private func tlsConfiguration() throws(CredentialError) -> TLSConfiguration? {
        guard usesTLS else { return nil }
        var material = TLSMaterial(verifiesServer: verifiesServer)
        material.authorities = try authorities?.current(now: time.now())
        if let chain = pluginCredential?.chain, let key = pluginCredential?.key {
            (material.chain, material.key) = (chain, key)
        } else {
            material.chain = try chain?.current(now: time.now())
            material.key = try key?.current(now: time.now())
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
