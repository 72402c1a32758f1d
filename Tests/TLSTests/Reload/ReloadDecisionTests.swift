import Testing

@testable import TLS

@Suite("The decision to reload")
struct ReloadDecisionTests {
    static let now: Int64 = 1_500_000
    let authority: CertificateAuthority
    let current: ServingCredentials

    init() throws {
        authority = try CertificateAuthority.make(
            commonName: "CA",
            validity: ValidityPeriod(notBefore: 0, notAfter: 9_000_000)
        )
        current = try .make(Self.snapshot(try Self.identity(by: authority)))
    }

    private static func identity(
        by authority: CertificateAuthority,
        from notBefore: Int64 = 1_000_000,
        to notAfter: Int64 = 2_000_000
    ) throws -> IdentityDocuments {
        try TestIdentities.serving(
            by: authority,
            validity: ValidityPeriod(notBefore: notBefore, notAfter: notAfter)
        )
    }

    private static func snapshot(
        _ identity: IdentityDocuments,
        clientAuthorities: Result<PEMDocument, TLSError>? = nil
    ) -> CredentialSnapshot {
        CredentialSnapshot(
            certificateChain: .success(PEMDocument(source: "tls.crt", bytes: identity.certificateChain.bytes)),
            privateKey: .success(PEMDocument(source: "tls.key", bytes: identity.privateKey.bytes)),
            clientAuthorities: clientAuthorities
        )
    }

    /// What a poll may find.
    enum Found: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case same, renewed, withClientAuthority, withBadClientAuthority, expired, notYetValid
        case certificateOnly, keyOnly, certificateGone, keyGone, empty, garbage, half, encrypted

        var testDescription: String { rawValue }
    }

    private func snapshot(_ found: Found) throws -> CredentialSnapshot {
        let old = current.snapshot
        let renewed = Self.snapshot(try Self.identity(by: authority))
        let gone = TLSError.unreadableFile(path: "gone", reason: "gone")
        func with(
            chain: Result<PEMDocument, TLSError>? = nil,
            key: Result<PEMDocument, TLSError>? = nil
        ) -> CredentialSnapshot {
            CredentialSnapshot(
                certificateChain: chain ?? renewed.certificateChain,
                privateKey: key ?? renewed.privateKey,
                clientAuthorities: nil
            )
        }
        func document(_ text: String) -> Result<PEMDocument, TLSError> {
            .success(PEMDocument(source: "x", text: text))
        }
        switch found {
        case .same: return old
        case .renewed: return renewed
        case .withClientAuthority:
            return CredentialSnapshot(
                certificateChain: old.certificateChain,
                privateKey: old.privateKey,
                clientAuthorities: .success(authority.certificate)
            )
        case .withBadClientAuthority:
            return CredentialSnapshot(
                certificateChain: old.certificateChain,
                privateKey: old.privateKey,
                clientAuthorities: document("nothing")
            )
        case .expired: return Self.snapshot(try Self.identity(by: authority, to: Self.now - 1))
        case .notYetValid: return Self.snapshot(try Self.identity(by: authority, from: Self.now + 1))
        case .certificateOnly: return with(key: old.privateKey)
        case .keyOnly: return with(chain: old.certificateChain)
        case .certificateGone: return with(chain: .failure(gone))
        case .keyGone: return with(key: .failure(gone))
        case .empty: return with(chain: document(""), key: document(""))
        case .garbage: return with(chain: document("garbage"))
        case .half:
            let bytes = try renewed.certificateChain.get().bytes
            return with(chain: .success(PEMDocument(source: "x", bytes: Array(bytes.prefix(bytes.count / 2)))))
        case .encrypted:
            return with(
                key: document(
                    """
                    -----BEGIN RSA PRIVATE KEY-----
                    Proc-Type: 4,ENCRYPTED
                    DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

                    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
                    -----END RSA PRIVATE KEY-----

                    """
                )
            )
        }
    }

    enum Verdict: Sendable, Equatable {
        case keep, replace, reject(String)
    }

    static let cases: [(Found, Verdict)] = [
        (.same, .keep),
        (.renewed, .replace),
        (.withClientAuthority, .replace),
        (.withBadClientAuthority, .reject("no PEM certificate in x")),
        (.expired, .reject("the certificate in tls.crt expired at 1970-01-18T08:39:59Z")),
        (.notYetValid, .reject("the certificate in tls.crt is not valid before 1970-01-18T08:40:01Z")),
        (.certificateOnly, .reject("the private key in tls.key does not belong to the certificate in tls.crt")),
        (.keyOnly, .reject("the private key in tls.key does not belong to the certificate in tls.crt")),
        (.certificateGone, .reject("cannot read gone: gone")),
        (.keyGone, .reject("cannot read gone: gone")),
        (.empty, .reject("no PEM certificate in x")),
        (.garbage, .reject("no PEM certificate in x")),
        (.half, .reject("certificate 1 in x is malformed: bad end line")),
        (.encrypted, .reject("the private key in x is encrypted: store it without a pass phrase")),
    ]

    @Test("keeps, replaces or rejects", arguments: cases)
    func decides(_ found: Found, _ expected: Verdict) throws {
        let snapshot = try snapshot(found)
        let decision = ReloadDecision.decide(current: current, rejected: nil, found: snapshot, now: Self.now)
        switch decision {
        case .keep: #expect(expected == .keep)
        case .replace(let next):
            #expect(expected == .replace)
            #expect(next.snapshot == snapshot)
        case .reject(let error, let isNews):
            #expect(expected == .reject(error.description))
            #expect(isNews)
        }
    }

    @Test("every kind of find is in the table")
    func coversAll() {
        #expect(Self.cases.map(\.0) == Found.allCases)
    }

    @Test("what was rejected the last time is no news, but something else that is broken is")
    func remembersRejected() throws {
        let broken = try snapshot(.garbage)
        for (rejected, isNewsExpected) in [(broken, false), (try snapshot(.empty), true)] {
            guard
                case .reject(_, let isNews) = ReloadDecision.decide(
                    current: current,
                    rejected: rejected,
                    found: broken,
                    now: Self.now
                )
            else {
                Issue.record("not rejected")
                return
            }
            #expect(isNews == isNewsExpected)
        }
    }

    @Test("a certificate rejected for being early is taken when its time has come")
    func takesUpLater() throws {
        let early = try snapshot(.notYetValid)
        guard
            case .replace = ReloadDecision.decide(current: current, rejected: early, found: early, now: Self.now + 1)
        else {
            Issue.record("still rejected")
            return
        }
    }
}
