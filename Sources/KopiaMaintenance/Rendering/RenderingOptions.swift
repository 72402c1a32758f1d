/// What the installation decides for all maintenance runs.
package struct RenderingOptions: Hashable, Sendable {
    /// The image that has kopia.
    package var moverImage: String

    package var imagePullPolicy: ImagePullPolicy

    /// Names of Secrets, in the namespace of the run, that open the registry of ``moverImage``.
    package var imagePullSecrets: [String]

    /// The program of a VolSync image that runs instead of the maintenance script; nil for the script.
    package var moverEntrypoint: String?

    /// The zone that schedules mean: an IANA name, set on every CronJob so that neither the zone of
    /// kube-controller-manager nor that of this process has a say.
    package var timeZone: String

    /// How late a missed run may still start.
    ///
    /// Less for a while where a schedule is edited or resumed: ``LateStart``.
    package var startingDeadline: Duration

    /// How pods reach the outside; nothing unless the installation says so.
    package var proxy: ProxySettings

    package init(
        moverImage: String = Self.defaultMoverImage,
        imagePullPolicy: ImagePullPolicy = .ifNotPresent,
        imagePullSecrets: [String] = [],
        moverEntrypoint: String? = nil,
        timeZone: String = "UTC",
        startingDeadline: Duration = Self.defaultStartingDeadline,
        proxy: ProxySettings = ProxySettings()
    ) {
        self.moverImage = moverImage
        self.imagePullPolicy = imagePullPolicy
        self.imagePullSecrets = imagePullSecrets
        self.moverEntrypoint = moverEntrypoint
        self.timeZone = timeZone
        self.startingDeadline = startingDeadline
        self.proxy = proxy
    }
}

extension RenderingOptions {
    /// The stock image of the kopia release that the maintenance script was written against.
    package static let defaultMoverImage = "docker.io/kopia/kopia:0.22.3"

    /// An hour: a controller that was away for a restart catches up, one that was away for a night does not start every
    /// repository of the cluster at once in the morning.
    package static let defaultStartingDeadline: Duration = .seconds(3600)
}

/// When the kubelet asks the registry for an image (`corev1.PullPolicy`).
package enum ImagePullPolicy: String, Hashable, Sendable, CaseIterable {
    case always = "Always"
    case ifNotPresent = "IfNotPresent"
    case never = "Never"
}

/// The proxy of a cluster, by the variables that every HTTP library reads.
package struct ProxySettings: Hashable, Sendable {
    package var http: String?
    package var https: String?
    package var exceptions: String?

    package init(http: String? = nil, https: String? = nil, exceptions: String? = nil) {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }
}
