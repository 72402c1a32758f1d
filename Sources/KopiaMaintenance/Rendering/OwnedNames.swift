import KubernetesAPI

/// The names of everything that is made for one KopiaMaintenance.
///
/// They are functions of its namespace and name (and tag) alone: a restart, a second replica and the Go controller
/// before this one arrive at the same objects. Every name is a DNS-1123 subdomain for every name that the API server
/// accepts for the object itself, dots and 253 characters included.
package struct OwnedNames: Hashable, Sendable {
    private let namespace: String
    private let name: String

    /// The names for the object of that name in that namespace.
    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// The CronJob: at most 52 characters, because the CronJob controller appends eleven to name a Job
    /// (`ValidateCronJobCreate`, pkg/apis/batch/validation).
    ///
    /// Equal to what the Go controller made for every name that its CronJobs could have (up to 23 characters).
    package var cronJob: String { "\(Self.prefix)\(name.dnsPrefix(Self.cronJobNameLimit))-\(objectHash)" }

    /// The ServiceAccount of an object that names none.
    package var serviceAccount: String { cronJob }

    /// The claim for the cache.
    package var cacheClaim: String {
        let (start, end) = ("volsync-kopia-maintenance-", "-cache")
        let room = Self.subdomainLimit - start.utf8.count - end.utf8.count
        guard name.utf8.count > room else { return "\(start)\(name)\(end)" }
        return "\(start)\(name.dnsPrefix(room - objectHash.utf8.count - 1))-\(objectHash)\(end)"
    }

    /// The Job of a manual run: one for each tag, so that asking twice for a tag runs once.
    package func manualJob(tag: String) -> String {
        "\(Self.prefix)manual-\(Self.hash("\(namespace)/\(name)/\(tag)"))"
    }

    /// The Job of a run that was requested by annotation: another one than that of a manual trigger with the same tag.
    package func requestedJob(tag: String) -> String {
        "\(Self.prefix)requested-\(Self.hash("\(namespace)/\(name)/\(tag)"))"
    }

    /// The object's name as a label value, which has at most 63 characters where the name may have 253.
    package var labelValue: String {
        guard name.utf8.count > Self.labelValueLimit else { return name }
        return "\(name.dnsPrefix(Self.labelValueLimit - objectHash.utf8.count - 1))-\(objectHash)"
    }
}

extension OwnedNames {
    /// Begins the name of every Job and CronJob; a contract, admission policies of public clusters match on it.
    package static let prefix = "kopia-maint-"

    /// `kopia-maint-`, a hyphen and the hash leave this much of the 52 characters.
    private static let cronJobNameLimit = 23

    /// `DNS1123SubdomainMaxLength`, k8s.io/apimachinery/pkg/util/validation.
    private static let subdomainLimit = 253

    /// `LabelValueMaxLength`, in the same file.
    private static let labelValueLimit = 63

    private var objectHash: String { Self.hash("\(namespace)/\(name)") }

    /// 64 bits: what the Go controller used, and enough for the objects of a namespace.
    private static func hash(_ text: String) -> String { String(SHA256.hexDigest(of: text.utf8).prefix(16)) }
}

extension String {
    /// At most that many bytes from the start, without the hyphens and dots that a cut may leave at its end: a hyphen
    /// after a dot is no DNS label.
    fileprivate func dnsPrefix(_ count: Int) -> String {
        var bytes = utf8.prefix(count)
        while let last = bytes.last, last == UInt8(ascii: "-") || last == UInt8(ascii: ".") { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
