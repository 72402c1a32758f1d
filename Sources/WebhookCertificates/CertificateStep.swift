package import TLS

/// What a new authority is to be.
package enum NewAuthority: Sendable, Equatable {
    /// It signs at once: there is nobody who trusts another.
    case signer
    /// It is introduced first.
    case next
}

/// What happened to the record of the authorities.
package enum AuthorityChange: Sendable, Equatable {
    /// The first authority was made.
    case created
    /// A successor was made.
    case introduced
    /// The successor signs from now on.
    case promoted
    /// The signer is not trusted and begins anew.
    case demoted
    /// So many certificates that webhooks trust were not in the record.
    case tookIn(Int)
    /// So many that sign no more are not trusted any more.
    case retired(Int)
    /// One has reached the end of its validity.
    case expired
    /// Something in the Secret could not be used, and why.
    case repaired(String)
}

/// Why a serving certificate is issued.
package enum IssueReason: Sendable, Equatable {
    /// There is none.
    case missing
    /// The one that is there cannot be used, and why.
    case broken(String)
    /// An authority signed it that signs no more.
    case rotation
    /// Its validity is over.
    case expired
    /// Somebody else's authority signed it.
    case foreign
    /// It is not for all the names that it should be for.
    case names
    /// Two thirds of its life are over, or it would live too long.
    case renewal
}

/// The next write; nothing is written for another reason, and after each one the cluster is looked at again.
package enum CertificateStep: Sendable, Equatable {
    /// Writes the record of the authorities, with a new one made for it.
    case keepAuthorities(AuthorityRecord, making: NewAuthority?, changes: [AuthorityChange])
    /// Makes every webhook of a configuration trust those, and nobody else.
    case trust([TrustedCertificate], by: WebhookConfigurationName)
    /// Issues a serving certificate.
    case issue(by: Authority, bundle: [TrustedCertificate], reason: IssueReason)
    /// Puts the bundle beside the serving certificate, which stays.
    case publish([TrustedCertificate])
}
