import Logging
import Synchronization

/// Keeps the credential that requests carry, fresh and valid.
///
/// Files are read again when they may have changed, a plugin runs again when its credential expires or is refused. What
/// is broken never replaces what worked. Any task may ask at any time; only a plugin lets it wait.
final class Authenticator: Sendable {
    private let credentials: Mutex<HeldCredentials>
    private let plugin: CredentialPlugin?
    private let pluginLock = AsyncLock()
    private let time: TimeSource

    /// An authenticator for one server.
    init(_ configuration: ClientConfiguration, time: TimeSource, logger: Logger) {
        credentials = Mutex(HeldCredentials(configuration, logger: logger))
        plugin = configuration.credentials.plugin.map { CredentialPlugin($0) }
        self.time = time
    }

    /// What the next request carries.
    func authentication() async throws(KubernetesError) -> Authentication {
        do throws(CredentialError) {
            guard let plugin else { return try current() }
            return try await authentication(by: plugin)
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .credentials(error)
        }
    }

    /// Makes the next request get its credential anew, because the API server refused this one.
    func reject(_ refused: Authentication) { credentials.withLock { $0.reject(refused) } }

    private func authentication(by plugin: CredentialPlugin) async throws(CredentialError) -> Authentication {
        let now = time.now()
        var found = try current { $0.hasPluginCredential(now: now) }
        while found == nil, !Task.isCancelled {
            try await renewCredential(of: plugin)
            // What has just been given counts even if it has ended already. Somebody may have had it refused, too; but then
            // nothing is sent in nobody's name, which the API server would forbid instead of asking for a credential.
            found = try current { $0.hasPluginCredential }
        }
        if let found { return found }
        return try current()
    }

    /// What is held.
    private func current() throws(CredentialError) -> Authentication {
        let now = time.now()
        return try credentials.withLock { credentials throws(CredentialError) in
            try credentials.authentication(now: now)
        }
    }

    /// What is held, if it is good.
    private func current(if isGood: (HeldCredentials) -> Bool) throws(CredentialError) -> Authentication? {
        let now = time.now()
        return try credentials.withLock { credentials throws(CredentialError) -> Authentication? in
            guard isGood(credentials) else { return nil }
            return try credentials.authentication(now: now)
        }
    }

    private func renewCredential(of plugin: CredentialPlugin) async throws(CredentialError) {
        guard !hasCurrentPluginCredential else { return }
        let now = time.now()
        let authorities = try credentials.withLock { credentials throws(CredentialError) in
            try credentials.authorities(now: now)
        }
        // Many requests find the credential stale at once; one runs the plugin, the others take what it got.
        _ = try await pluginLock.withLock { () async throws(CredentialError) in
            guard !hasCurrentPluginCredential else { return }
            let credential = try await plugin.run(authorities: authorities, time: time)
            credentials.withLock { $0.take(credential) }
        }
    }

    private var hasCurrentPluginCredential: Bool {
        let now = time.now()
        return credentials.withLock { $0.hasPluginCredential(now: now) }
    }
}
