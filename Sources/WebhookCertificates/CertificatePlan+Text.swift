import KubernetesAPI

extension CertificatePlan {
    /// How things are and what would be done, in a few lines for people.
    package var text: String {
        var lines = [
            "certificate: \(Self.text(certificateEnd))",
            "authority: \(Self.text(authorityEnd))",
        ]
        if let step { lines.append("to do: \(step.task)") }
        if step == nil, let obstacle { lines.append("waiting: \(obstacle)") }
        if step == nil, let wakeUp { lines.append("next: \(Timestamp.string(fromUnixSeconds: wakeUp))") }
        return lines.joined(separator: "\n")
    }

    private static func text(_ end: Int64?) -> String {
        end.map { "until \(Timestamp.string(fromUnixSeconds: $0))" } ?? "none"
    }
}

extension CertificateStep {
    /// The step before it is done.
    fileprivate var task: String {
        switch self {
        case .keepAuthorities(_, .signer, _): "make an authority"
        case .keepAuthorities(_, .next, _): "make a new authority"
        case .keepAuthorities: "write down what is known of the authorities"
        case .trust(_, let name): "make \(name) trust the authority"
        case .issue: "issue a serving certificate"
        case .publish: "write the authorities beside the certificate"
        }
    }
}
