package import KubernetesAPI
package import TLS

/// A step as requests to the API server: the objects are complete, new keys included.
///
/// The bodies hold private keys: they are sent, and never logged.
package enum CertificateWrite: Sendable {
    /// Applies a Secret that is not there.
    ///
    /// Applied rather than created, because a role can limit that to a name. If somebody is faster, what they wrote is
    /// written over; they are no worse off than whoever loses a Secret.
    case create(secret: String, JSONValue)
    /// Merges into a Secret, if nobody has written to it since it was read.
    case merge(secret: String, JSONValue)
    /// Applies to a configuration, if nobody has written to it since it was read.
    case apply(WebhookConfigurationName, JSONValue)
}

extension CertificateWrite {
    /// Makes the write of a step; here keys are generated.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - observation: what it was decided upon.
    ///   - objects: the names of the Secrets.
    ///   - settings: what certificates are to be like.
    ///   - now: unix seconds.
    /// - Returns: the write; nil if the configuration of the step is not in the observation.
    /// - Throws: ``TLSError/openSSLFailure(operation:reason:)`` or ``TLSError/invalidName(_:reason:)``.
    package static func make(
        _ step: CertificateStep,
        _ observation: CertificateObservation,
        _ objects: CertificateObjects,
        _ settings: CertificateSettings,
        now: Int64
    ) throws(TLSError) -> CertificateWrite? {
        switch step {
        case .keepAuthorities(var record, let making, _):
            if let making { record.add(making, try .make(validity: settings.authorityValidity(from: now))) }
            let draft = SecretDraft(
                name: objects.authoritySecret,
                type: "Opaque",
                data: record.data,
                annotations: record.annotations
            )
            return draft.write(over: observation.authorities.content, in: objects.namespace)
        case .issue(let signer, let bundle, _):
            let documents = try signer.issue(settings, now: now)
            let draft = SecretDraft(serving: objects.servingSecret, documents, bundle)
            return draft.write(over: observation.serving.content, in: objects.namespace)
        case .publish(let bundle):
            let documents = observation.serving.identity?.documents
            return documents.flatMap {
                SecretDraft(serving: objects.servingSecret, $0, bundle)
                    .write(over: observation.serving.content, in: objects.namespace)
            }
        case .trust(let trusted, let name):
            return observation.configurations.first { $0.name == name }.map { .apply(name, $0.trusting(trusted)) }
        }
    }
}

extension CertificateSettings {
    fileprivate func authorityValidity(from now: Int64) -> ValidityPeriod {
        ValidityPeriod(from: now, lasting: authorityLifetime)
    }
}

extension Authority {
    /// Issues a serving certificate, which ends no later than the authority does.
    fileprivate func issue(_ settings: CertificateSettings, now: Int64) throws(TLSError) -> IdentityDocuments {
        try CertificateAuthority.load(identity).issue(
            CertificateTemplate(
                commonName: CertificateSettings.servingName,
                names: settings.names,
                validity: ValidityPeriod(from: now, lasting: settings.certificateLifetime)
            )
        )
    }
}

extension AuthorityRecord {
    fileprivate mutating func add(_ role: NewAuthority, _ authority: Authority) {
        switch role {
        case .signer: signer = authority
        case .next: next = authority
        }
    }

    fileprivate var data: [(name: String, bytes: [UInt8])] {
        var data: [(name: String, bytes: [UInt8])] = []
        if let signer {
            data.append((SecretNames.authority, signer.identity.certificateChain.bytes))
            data.append((SecretNames.authorityKey, signer.identity.privateKey.bytes))
        }
        if let next {
            data.append((SecretNames.nextAuthority, next.identity.certificateChain.bytes))
            data.append((SecretNames.nextAuthorityKey, next.identity.privateKey.bytes))
        }
        if !retired.isEmpty {
            data.append((SecretNames.retiredAuthorities, TrustedCertificate.bundle(retired, source: "retired").bytes))
        }
        return data
    }

    fileprivate var annotations: [(name: String, moment: Int64?)] {
        [(SecretNames.nextTrustedSince, nextTrustedSince), (SecretNames.retiredSince, retiredSince)]
    }
}
