import Glibc
import TLS

/// An authority with what it issued, made for one test.
struct TestCredentials {
    let authority: CertificateAuthority

    private let validity = ValidityPeriod(from: Int64(time(nil)), lasting: .seconds(86_400))

    init() throws {
        authority = try CertificateAuthority.make(commonName: "test CA", validity: validity)
    }

    /// The context of a server called `localhost`, which asks for client certificates if it is to.
    func server(_ commonName: String = "server", verifiesClients: Bool = false) throws -> TLSContext {
        let names = try ["localhost", "127.0.0.1"].map { try SubjectAlternativeName($0) }
        let template = CertificateTemplate(commonName: commonName, names: names, validity: validity)
        let authorities = verifiesClients ? authority.identity.certificateChain : nil
        return try .makeServer(
            ServerCredentials(identity: try authority.issue(template), clientAuthorities: authorities)
        )
    }

    /// The context of a client that trusts the authority and, with a name, has a certificate itself.
    func client(
        _ commonName: String? = nil,
        versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
    ) throws -> TLSContext {
        let identity = try commonName.map {
            try authority.issue(CertificateTemplate(commonName: $0, purpose: .client, validity: validity))
        }
        return try .makeClient(
            ClientConfiguration(
                authorities: authority.identity.certificateChain,
                identity: identity,
                versions: versions
            )
        )
    }
}
