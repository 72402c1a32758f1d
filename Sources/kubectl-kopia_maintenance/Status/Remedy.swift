import KopiaMaintenance
import KubernetesClient

/// The sentence that says how to mend what is wrong.
struct Remedy {
    private let key: ObjectKey

    /// Remedies for an object.
    init(for key: ObjectKey) { self.key = key }

    /// How to mend what a condition says.
    ///
    /// - Parameters:
    ///   - reason: the reason of the condition.
    ///   - message: its message, in which a failed run may have had its word.
    /// - Returns: sentences without a full stop, the cause first; none where the message itself says what to do.
    func sentences(for reason: String, message: String) -> [String] {
        let cause = ["ExcessiveFailures", "ManualMaintenanceFailed"].contains(reason) ? Self.cause(in: message) : nil
        return [cause, sentence(for: reason, message: message)].compactMap(\.self)
    }

    /// What to do about the first word of a run in a text.
    private static func cause(in text: String) -> String? {
        text.split { !$0.isLetter }.lazy.compactMap { failures[String($0)] }.first
    }

    /// By the reasons of conditions (docs/reference.md).
    private func sentence(for reason: String, message: String) -> String? {
        switch reason {
        case "SecretNotFound", "ConfigMapNotFound", "ClaimNotFound":
            "create it in namespace \(key.namespace), or correct the name; runs begin by themselves then"
        case "ValidationFailed":
            "correct the manifest (kubectl kopia-maintenance review -f FILE shows each mistake with its line) and apply it"
        case "ExcessiveFailures": "mend the cause, then: \(command("reset-failures"))"
        case "ManualMaintenanceFailed": "mend the cause, then: \(command("trigger"))"
        case "ApplyRefused": "change what is refused, or the policy or quota that refuses it; it is tried again then"
        case "RunCannotStart": obstacle(message)
        case "MaintenanceSuspended": "to go on: \(command("resume"))"
        case "MaintenanceDisabled": "to go on, set spec.enabled to true"
        case "AwaitingTrigger": "for a run: \(command("trigger"))"
        default: nil
        }
    }

    /// How to mend what a failed run gave as its reason; nil where the reason itself says what to do.
    static func sentence(forFailure reason: String) -> String? { failures[word(of: reason)] }

    private func command(_ name: String) -> String {
        "kubectl kopia-maintenance \(name) \(key.name) -n \(key.namespace)"
    }

    /// Conditions tell of a start `Job NAME cannot start: WORD: …`.
    private func obstacle(_ message: String) -> String? {
        let words = message.split { !$0.isLetter }.map(String.init)
        return words.lazy.compactMap { Self.obstacles[$0] }.first
    }

    /// The first word, where a colon follows it.
    private static func word(of reason: String) -> String {
        let word = reason.prefix { $0.isLetter }
        return reason.dropFirst(word.count).first.map { $0 == ":" } ?? true ? String(word) : ""
    }

    /// By the kubelet's, the scheduler's and the Job controller's words.
    private static let obstacles = [
        "ErrImagePull": "check the image and its registry (--mover-image of the controller)",
        "ImagePullBackOff": "check the image and its registry (--mover-image of the controller)",
        "InvalidImageName": "correct --mover-image of the controller",
        "CreateContainerConfigError": "give the Secret the key that is missing",
        "FailedMount": "see to it that the volume can be mounted; kubectl describe pod tells more",
        "FailedCreate": "change what Pod Security, a quota or a webhook refuses about the pod",
        "Unschedulable": "make room on a node, or change nodeSelector, tolerations, affinity or resources",
    ]

    /// By the words of the maintenance script (maintenance/README.md), for those whose sentence does not say it.
    private static let failures = [
        "WrongPassword": "put the repository's password into KOPIA_PASSWORD of its Secret",
        "WrongCredentials": "renew the credentials in the repository's Secret",
        "RepositoryNotFound": "check bucket, prefix or path in the repository's Secret, or mount its volume",
        "UnknownHostKey": "put the server's key into SFTP_KNOWN_HOSTS_DATA of the repository's Secret",
        "WrongProtocol": "correct http:// or https:// of the endpoint in the repository's Secret",
        "ReadOnly": "mount the volume of the repository for writing",
        "RepositoryBusy": "nothing, if another run was at work; see status -A for several objects on one repository",
        "OwnershipContested": "let one object alone maintain the repository; see status -A",
        "OutOfTime": "raise spec.activeDeadlineSeconds",
        "DeadlineExceeded": "raise spec.activeDeadlineSeconds",
        "Unreachable": "see to it that pods reach the repository's server: address, DNS, NetworkPolicy",
        "UntrustedCertificate": "name the server's authority by spec.repository.customCA",
        "PermissionDenied": "let the repository's credentials write and delete",
        "ClockSkew": "set the clocks of the node and of the repository's storage right",
        "UnreadableSecret": "set spec.podSecurityContext.fsGroup",
        "NoKopia": "correct --mover-image of the controller",
        "Evicted": "give the run the resources that it takes (spec.resources)",
    ]
}
