import Glibc
import KubernetesAPI

/// What a credential plugin gave.
struct PluginCredential: Equatable, Sendable {
    /// A bearer token.
    var token: String?
    /// Certificates in PEM.
    var chain: [UInt8]?
    /// The key in PEM.
    var key: [UInt8]?
    /// When to ask again, by the client's clock; nil if only a refusal makes it stale.
    var expiresAt: Duration?
}

/// Runs a credential plugin (`client.authentication.k8s.io`).
struct CredentialPlugin: Sendable {
    /// A person may have to log in in a browser meanwhile, as client-go allows without end.
    private static let timeLimit = Duration.seconds(300)
    /// An ExecCredential holds a token or a certificate and a key: some kilobytes.
    private static let outputLimit = 1 << 20
    /// A credential is renewed this long before it expires, so that it is still good on arrival.
    private static let leeway = Duration.seconds(10)

    private let settings: ExecPlugin

    /// The plugin of these settings.
    init(_ settings: ExecPlugin) { self.settings = settings }
}

extension CredentialPlugin {
    /// Runs the plugin.
    ///
    /// - Parameters:
    ///   - authorities: the certificate authorities of the cluster in PEM, for a plugin that wants to know the cluster.
    ///   - time: the client's clock.
    /// - Returns: the credential.
    /// - Throws: ``CredentialError``.
    func run(authorities: [UInt8]?, time: TimeSource) async throws(CredentialError) -> PluginCredential {
        let isInteractive = try isInteractive()
        var environment = settings.environment
        environment["KUBERNETES_EXEC_INFO"] = question(isInteractive: isInteractive, authorities: authorities).jsonText
        let child = ChildProcess(
            command: settings.command,
            arguments: settings.arguments,
            environment: environment,
            inheritsInput: isInteractive,
            timeLimit: Self.timeLimit,
            outputLimit: Self.outputLimit
        )
        let printed: [UInt8]
        do { printed = try await child.run() } catch { throw explain(error) }
        return try credential(in: printed, time: time)
    }

    private func isInteractive() throws(CredentialError) -> Bool {
        let hasTerminal = isatty(STDIN_FILENO) == 1
        switch settings.interactiveMode {
        case .never: return false
        case .ifAvailable: return hasTerminal
        case .always:
            guard hasTerminal else { throw .pluginNeedsTerminal(command: settings.command) }
            return true
        }
    }

    private func explain(_ failure: ChildProcess.Failure) -> CredentialError {
        switch failure {
        case .notStarted(let reason):
            .pluginNotStarted(command: settings.command, reason: reason, hint: settings.installHint)
        case .timedOut, .cancelled: .pluginTimedOut(command: settings.command)
        case .tooMuchOutput: .pluginAnswer(command: settings.command, problem: "it is too long")
        case .exitCode(let code): .pluginFailed(command: settings.command, exitCode: code)
        }
    }

    /// The value of `KUBERNETES_EXEC_INFO`.
    private func question(isInteractive: Bool, authorities: [UInt8]?) -> JSONValue {
        var spec = JSONObject(members: [("interactive", .bool(isInteractive))])
        if case .object(var cluster)? = settings.clusterInfo {
            cluster["certificate-authority-data"] = authorities.map { .string(Base64.encode($0)) }
            spec["cluster"] = .object(cluster)
        }
        return [
            "apiVersion": .string(settings.apiVersion), "kind": "ExecCredential", "spec": .object(spec),
        ]
    }
}

// MARK: - The answer

extension CredentialPlugin {
    /// The credential that the plugin printed.
    func credential(in printed: [UInt8], time: TimeSource) throws(CredentialError) -> PluginCredential {
        guard let answer = try? JSONParser.parse(printed) else { throw wrong("it is not JSON") }
        guard answer["kind"]?.string == "ExecCredential" else { throw wrong("its kind is not ExecCredential") }
        guard answer["apiVersion"]?.string == settings.apiVersion else {
            throw wrong("its apiVersion is not \(settings.apiVersion)")
        }
        guard let status = answer["status"] else { throw wrong("it has no status") }
        let credential = PluginCredential(
            token: status["token"]?.string,
            chain: status["clientCertificateData"]?.string.map { Array($0.utf8) },
            key: status["clientKeyData"]?.string.map { Array($0.utf8) },
            expiresAt: try expiry(status["expirationTimestamp"], time: time)
        )
        guard (credential.chain == nil) == (credential.key == nil) else {
            throw wrong("it has only one of certificate and key")
        }
        guard credential.token != nil || credential.chain != nil else { throw wrong("it has no credential") }
        return credential
    }

    private func expiry(_ value: JSONValue?, time: TimeSource) throws(CredentialError) -> Duration? {
        guard let value else { return nil }
        guard let text = value.string, let expiry = WallTime(time: text) else {
            throw wrong("its expirationTimestamp is no timestamp")
        }
        return time.now() + (expiry - time.wallTime()) - Self.leeway
    }

    private func wrong(_ problem: String) -> CredentialError {
        .pluginAnswer(command: settings.command, problem: problem)
    }
}
