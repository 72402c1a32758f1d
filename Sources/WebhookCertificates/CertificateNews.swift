/// What a step did, for events and logs; never holds a document.
package struct CertificateNews: Sendable, Equatable {
    /// True if something was wrong before.
    package let isWarning: Bool
    /// Why, in CamelCase.
    package let reason: String
    /// What happened, for people.
    package let note: String

    /// News of these parts.
    package init(_ reason: String, _ note: String, isWarning: Bool = false) {
        self.reason = reason
        self.note = note
        self.isWarning = isWarning
    }
}

extension CertificateNews {
    /// What is missing and is not this program's to make.
    package static func missing(_ names: [WebhookConfigurationName]) -> [CertificateNews] {
        names.map { name in
            CertificateNews(
                "WebhookConfigurationMissing",
                "there is no \(name): no API server asks the webhook through it",
                isWarning: true
            )
        }
    }
}

extension CertificateStep {
    /// What is to be told once the step is done.
    package var news: [CertificateNews] {
        switch self {
        case .keepAuthorities(_, _, let changes): changes.map(\.news)
        case .trust(let trusted, let name):
            [CertificateNews("TrustUpdated", "the webhooks of \(name) trust \(counted(trusted.count))")]
        case .issue(_, _, let reason): [reason.news]
        case .publish: []
        }
    }
}

extension AuthorityChange {
    fileprivate var news: CertificateNews {
        switch self {
        case .created: CertificateNews("AuthorityCreated", "made an authority for the webhook's certificates")
        case .introduced:
            CertificateNews("AuthorityIntroduced", "made a new authority, which signs once every API server trusts it")
        case .promoted: CertificateNews("AuthorityRotated", "the new authority signs from now on")
        case .demoted:
            CertificateNews("AuthorityUntrusted", "no webhook trusts the authority: it begins anew", isWarning: true)
        case .tookIn(let count):
            CertificateNews(
                "AuthorityTakenIn",
                "the webhooks trust \(counted(count)) that the record did not know: it stays for a while",
                isWarning: true
            )
        case .retired(let count): CertificateNews("AuthorityRetired", "\(counted(count)) is trusted no more")
        case .expired: CertificateNews("AuthorityExpired", "an authority has expired", isWarning: true)
        case .repaired(let problem): CertificateNews("AuthoritiesRepaired", problem, isWarning: true)
        }
    }
}

extension IssueReason {
    fileprivate var news: CertificateNews {
        switch self {
        case .missing: issued("there was none")
        case .rotation: issued("the authority has changed")
        case .renewal: issued("the old one had used up two thirds of its life")
        case .broken(let problem): issued(problem, isWarning: true)
        case .expired: issued("the old one had expired", isWarning: true)
        case .foreign: issued("the old one was not signed by the authority", isWarning: true)
        case .names: issued("the old one was not for all names", isWarning: true)
        }
    }

    private func issued(_ why: String, isWarning: Bool = false) -> CertificateNews {
        CertificateNews("CertificateIssued", "issued a serving certificate: \(why)", isWarning: isWarning)
    }
}

private func counted(_ certificates: Int) -> String {
    certificates == 1 ? "one authority" : "\(certificates) authorities"
}
