import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import ProgramOptions

/// What is installed in a cluster, as it was read at one moment.
struct InstallationRecord {
    /// The release of Kubernetes that the API server acts as.
    var release: Look<KubernetesVersion> = .absent
    /// The custom resource definition.
    var definition: Look<JSONValue> = .absent
    /// The webhooks that are asked about KopiaMaintenances.
    var webhooks: [WebhookRecord.Kind: Look<[WebhookRecord]>] = [:]
    /// The Services that they are called by.
    var services: [ObjectKey: ServiceRecord] = [:]
    /// Our Deployments, and VolSync's.
    var deployments: Look<[DeploymentRecord]> = .absent
    /// The Leases of the controllers that elect a leader.
    var leases: [ObjectKey: Look<JSONValue>] = [:]
    /// The namespace in which was to be tried out what becomes of objects, if it is not there.
    var lackingNamespace: String?
    /// What became of an object that is right.
    var rightObject: Rehearsal = .impossible
    /// What became of an object that no webhook of ours lets through.
    var wrongObject: Rehearsal = .impossible
}

extension InstallationRecord {
    /// What is known of the cluster: what the webhook is told, else the controller, since they judge by it; where they are
    /// told no release, the one that the API server tells.
    var capabilities: ClusterCapabilities {
        let told = deployments.value?.filter { $0.program != nil } ?? []
        let judge = told.first { $0.program?.component == "webhook" } ?? told.first
        let release = release.value
        return judge?.capabilities(untold: release) ?? ClusterCapabilities(version: release, gates: nil)
    }
}

/// One webhook of a configuration.
struct WebhookRecord: Hashable {
    /// The two kinds of `admissionregistration.k8s.io/v1`.
    enum Kind: String, Hashable, CaseIterable {
        case mutating = "MutatingWebhookConfiguration"
        case validating = "ValidatingWebhookConfiguration"

        var resource: APIResource {
            switch self {
            case .mutating: .mutatingWebhookConfigurations
            case .validating: .validatingWebhookConfigurations
            }
        }
    }

    let configuration: String
    let name: String
    /// The Service that is called; nil if it is called by its URL.
    let service: ObjectKey?
    let url: String?
    /// The text of `caBundle`; nil if there is none.
    let bundle: String?
    /// `Ignore` lets objects through that nobody has judged.
    let isIgnoredOnFailure: Bool

    /// Those of a configuration that are asked about KopiaMaintenances.
    static func all(in configuration: JSONValue, about plural: APIResource) -> [WebhookRecord] {
        (configuration["webhooks"]?.array ?? []).compactMap { webhook in
            let rules = webhook["rules"]?.array ?? []
            let isAsked = rules.contains { rule in
                let (groups, resources) = (rule["apiGroups"]?.array ?? [], rule["resources"]?.array ?? [])
                // One for everything is somebody's policy.
                return groups.contains(.string(plural.group)) && resources.contains(.string(plural.plural))
            }
            return isAsked ? WebhookRecord(webhook, of: ObjectMetadata(of: configuration).name ?? "") : nil
        }
    }

    private init(_ webhook: JSONValue, of configuration: String) {
        let client = webhook["clientConfig"]
        self.configuration = configuration
        name = webhook["name"]?.string ?? ""
        service = client?["service"].flatMap { service in
            guard let name = service["name"]?.string, let namespace = service["namespace"]?.string else { return nil }
            return ObjectKey(namespace: namespace, name: name)
        }
        url = client?["url"]?.string
        bundle = client?["caBundle"]?.string
        isIgnoredOnFailure = webhook["failurePolicy"]?.string == "Ignore"
    }
}

/// A Service that API servers call.
struct ServiceRecord {
    var service: Look<JSONValue> = .absent
    /// How many of its endpoints are ready.
    var readyEndpoints: Look<Int> = .absent
    /// The name of the Secret with its certificate; nil if no Deployment tells.
    var secret: String?
    /// The certificate that is served, and who vouches for it.
    var served: Look<ServedCertificate> = .absent
}

/// What is public of the Secret of a webhook's certificate; its private key is never kept.
struct ServedCertificate: Hashable {
    /// The certificate and those between it and the authority; nil if there is none that can be read.
    let chain: CertificateBundle?
    /// Who vouches for it; nil if the Secret does not say.
    let authorities: CertificateBundle?

    /// Reads a Secret (`kubernetes.io/tls`, with the authority as cert-manager and the controller add it).
    init(of secret: JSONValue) {
        func bundle(_ key: String) -> CertificateBundle? {
            secret["data"]?[key]?.string.flatMap { Base64.decode($0) }.flatMap { CertificateBundle(pem: $0) }
        }
        self.init(chain: bundle("tls.crt"), authorities: bundle("ca.crt"))
    }

    init(chain: CertificateBundle?, authorities: CertificateBundle?) {
        (self.chain, self.authorities) = (chain, authorities)
    }
}

/// A Deployment of a program.
struct DeploymentRecord: Hashable {
    /// The one of ours, by the label it is installed with.
    let program: InstalledPrograms.Deployment?
    /// True for VolSync's own, as its chart labels it.
    let isVolSync: Bool
    let key: ObjectKey
    let wanted: Int64
    let ready: Int64
    /// Of its first container.
    let arguments: [String]
    /// The variables of that container whose values are told.
    let variables: [String: String]
    /// The first Secret that its pods mount.
    let mountedSecret: String?

    /// Nil for what has no name.
    init?(_ object: JSONValue) {
        guard let key = ObjectKey(of: object) else { return nil }
        let pod = object["spec"]?["template"]?["spec"]
        self.key = key
        program = InstalledPrograms([object]).deployments.first
        isVolSync = ObjectMetadata(of: object).label("app.kubernetes.io/name") == "volsync"
        wanted = object["spec"]?["replicas"]?.int64 ?? 1
        ready = object["status"]?["readyReplicas"]?.int64 ?? 0
        let container = pod?["containers"]?.array?.first
        arguments = ["command", "args"].flatMap { container?[$0]?.array?.compactMap(\.string) ?? [] }
        let pairs = (container?["env"]?.array ?? []).compactMap { variable -> (String, String)? in
            guard let name = variable["name"]?.string, let value = variable["value"]?.string else { return nil }
            return (name, value)
        }
        // As for the kubelet the last wins.
        variables = Dictionary(pairs) { $1 }
        mountedSecret = pod?["volumes"]?.array?.lazy.compactMap { $0["secret"]?["secretName"]?.string }.first
    }

    /// The value of a flag as the program takes it: the last that is given, as `--name=value` or as two arguments, else
    /// that of its variable (``EnvironmentArguments``).
    func flag(_ name: String) -> String? {
        let flag = "--\(name)"
        let assigned = arguments.map { $0.hasPrefix("\(flag)=") ? String($0.dropFirst(flag.count + 1)) : nil }
        // In front of each argument the one that may name it.
        let separate = zip([""] + arguments, arguments).map { $0 == flag ? $1 : nil }
        if let last = zip(assigned, separate).compactMap({ $1 ?? $0 }).last { return last }
        return variables[EnvironmentArguments.variable(for: name)].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The release that the program is told.
    var release: KubernetesVersion? { flag("kubernetes-version").flatMap(KubernetesVersion.init(parsing:)) }

    /// What the program is told of the cluster; nothing is known where it would not start.
    ///
    /// - Parameter release: what counts where it is told no release.
    /// - Returns: what is known.
    func capabilities(untold release: KubernetesVersion? = nil) -> ClusterCapabilities {
        let (version, gates) = (flag("kubernetes-version") ?? release?.description, flag("feature-gates"))
        return (try? CapabilityOptions.capabilities(kubernetesVersion: version, featureGates: gates)) ?? .unknown
    }

    /// The Lease by which replicas of a controller agree on who works; nil if they elect nobody.
    var lease: ObjectKey? {
        guard program?.component == "controller", flag("leader-elect") != "false" else { return nil }
        return ObjectKey(
            namespace: flag("leader-elect-namespace") ?? key.namespace,
            name: flag("leader-elect-name") ?? Self.usualLease
        )
    }

    /// The default of the controller's `--leader-elect-name`.
    private static let usualLease = "kopia-maintenance-controller"
}
