import Foundation
import Testing

@testable import TLS

@Suite("Certificates from files")
struct CertificateSourceTests {
    let directory: ScratchDirectory
    let authority: CertificateAuthority
    let now = TestIdentities.now

    init() throws {
        directory = try ScratchDirectory()
        authority = try TestIdentities.authority()
    }

    private var paths: CredentialPaths {
        CredentialPaths(certificate: directory.file("tls.crt"), privateKey: directory.file("tls.key"))
    }

    private func write(_ identity: IdentityDocuments) throws {
        try directory.write("tls.crt", identity.certificateChain.bytes)
        try directory.write("tls.key", identity.privateKey.bytes)
    }

    private func serialNumber(_ identity: IdentityDocuments) throws -> String {
        try CertificateChain.decode(identity.certificateChain).leafSummary.serialNumber
    }

    @Test("are taken up when they change, and a broken pair changes nothing but is reported once")
    func followsFiles() throws {
        let first = try TestIdentities.serving(by: authority)
        let second = try TestIdentities.serving(by: authority)
        try write(first)
        let source = try CertificateSource.load(paths)
        let firstContext = source.current
        #expect(source.poll(now: now) == .unchanged)
        #expect(source.current === firstContext)

        try directory.write("tls.crt", second.certificateChain.bytes)
        let mismatch = TLSError.keyMismatch(certificate: paths.certificate, key: paths.privateKey, belongsTo: nil)
        #expect(source.poll(now: now) == .rejected(mismatch))
        #expect(source.poll(now: now) == .stillRejected(mismatch))
        #expect(source.current === firstContext)

        try directory.write("tls.key", second.privateKey.bytes)
        let summary = try CertificateChain.decode(second.certificateChain).leafSummary
        #expect(source.poll(now: now) == .reloaded(summary))
        #expect(source.poll(now: now) == .unchanged)
        #expect(source.certificate == summary)

        let fileManager = FileManager.default
        try fileManager.removeItem(atPath: paths.privateKey)
        let missing = TLSError.unreadableFile(path: paths.privateKey, reason: "No such file or directory")
        #expect(source.poll(now: now) == .rejected(missing))
        #expect(source.poll(now: now) == .stillRejected(missing))
        try directory.write("tls.key", second.privateKey.bytes)
        #expect(source.poll(now: now) == .unchanged)
        try fileManager.removeItem(atPath: paths.privateKey)
        #expect(source.poll(now: now) == .rejected(missing), "the same failure after a recovery is news")
    }

    @Test("follow the swap of the symbolic link of a mounted Secret")
    func followsSymbolicLinks() throws {
        let generations = try (0..<3).map { _ in try TestIdentities.serving(by: authority) }
        let fileManager = FileManager.default
        for (number, identity) in generations.enumerated() {
            try fileManager.createDirectory(
                atPath: directory.file("..\(number)"),
                withIntermediateDirectories: true
            )
            try directory.write("..\(number)/tls.crt", identity.certificateChain.bytes)
            try directory.write("..\(number)/tls.key", identity.privateKey.bytes)
        }
        for name in ["tls.crt", "tls.key"] {
            try fileManager.createSymbolicLink(atPath: directory.file(name), withDestinationPath: "..data/\(name)")
        }
        // The kubelet makes a new link beside the old one and renames it over it.
        func swap(to number: Int) throws {
            try fileManager.createSymbolicLink(
                atPath: directory.file("..data_tmp"),
                withDestinationPath: "..\(number)"
            )
            try #require(rename(directory.file("..data_tmp"), directory.file("..data")) == 0)
        }
        try swap(to: 0)
        let source = try CertificateSource.load(paths)
        for number in [1, 2, 0] {
            try swap(to: number)
            guard case .reloaded(let summary) = source.poll(now: now) else {
                Issue.record("not reloaded")
                return
            }
            #expect(summary.serialNumber == (try serialNumber(generations[number])))
        }
    }

    @Test("of the clients' authorities are followed too")
    func followsClientAuthorities() throws {
        let other = try TestIdentities.authority("other CA")
        try write(try TestIdentities.serving(by: authority))
        try directory.write("clients.crt", authority.certificate.bytes)
        let source = try CertificateSource.load(
            CredentialPaths(
                certificate: paths.certificate,
                privateKey: paths.privateKey,
                clientAuthorities: directory.file("clients.crt")
            )
        )
        let client = try TLSContext.makeClient(
            ClientConfiguration(
                authorities: authority.certificate,
                identity: try TestIdentities.client(by: other)
            )
        )
        let before = try EnginePair(client: client, server: source.current)
        #expect(throws: TLSError.self) { try before.connect() }
        try directory.write("clients.crt", other.certificate.bytes)
        _ = source.poll(now: now)
        let after = try EnginePair(client: client, server: source.current)
        try after.connect()
        #expect(after.server.peerNames == ["kube-apiserver"])
    }

    @Test("replaced under a connection leave it as it is")
    func keepsConnections() throws {
        try write(try TestIdentities.serving(by: authority))
        let source = try CertificateSource.load(paths)
        let client = try TLSContext.makeClient(ClientConfiguration(authorities: authority.certificate))
        let pair = try EnginePair(client: client, server: source.current)
        _ = try pair.client.handshake()
        try pair.deliverToServer()
        try write(try TestIdentities.serving(by: authority))
        guard case .reloaded = source.poll(now: now) else {
            Issue.record("not reloaded")
            return
        }
        try pair.connect()
        try EnginePair.write([1], to: &pair.client)
        try pair.deliverToServer()
        var isClosed = false
        #expect(try EnginePair.readAll(&pair.server, isClosed: &isClosed) == [1])
    }

    @Test("that have expired are served from the start, until better ones come, and never replace good ones")
    func waitsForRenewal() throws {
        let past = ValidityPeriod(notBefore: now - 500, notAfter: now - 100)
        let expired = try TestIdentities.serving(by: authority, validity: past)
        try write(expired)
        let source = try CertificateSource.load(paths)
        #expect(source.certificate?.isValid(at: now) == false)
        try write(try TestIdentities.serving(by: authority))
        guard case .reloaded = source.poll(now: now) else {
            Issue.record("not reloaded")
            return
        }
        try write(expired)
        #expect(
            source.poll(now: now) == .rejected(.expiredCertificate(source: paths.certificate, notAfter: now - 100))
        )
        #expect(source.certificate?.isValid(at: now) == true)
    }

    @Test("can be asked for by many threads while they change")
    func isThreadSafe() async throws {
        let identities = try (0..<2).map { _ in try TestIdentities.serving(by: authority) }
        let known = Set(try identities.map(serialNumber))
        try write(identities[0])
        let source = try CertificateSource.load(paths)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<2_000 {
                        let certificate = try #require(source.current.certificate)
                        #expect(known.contains(certificate.serialNumber))
                    }
                }
            }
            for number in 0..<50 {
                try write(identities[number % 2])
                _ = source.poll(now: now)
            }
            try await group.waitForAll()
        }
    }

    @Test("that cannot be loaded at the start name the file", arguments: ["tls.crt", "tls.key"])
    func failsAtStart(_ missing: String) throws {
        try write(try TestIdentities.serving(by: authority))
        try FileManager.default.removeItem(atPath: directory.file(missing))
        let error = #expect(throws: TLSError.self) { try CertificateSource.load(paths) }
        #expect(error?.description == "cannot read \(directory.file(missing)): No such file or directory")
    }

    @Test("that are directories, pipes or huge are refused and block nobody")
    func refusesOddFiles() throws {
        try write(try TestIdentities.serving(by: authority))
        let pipe = directory.file("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        let huge = try directory.write("huge", [UInt8](repeating: 0x41, count: FileAccess.limit + 1))
        let expectations: [(String, TLSError)] = [
            (directory.path, .unreadableFile(path: directory.path, reason: "Is a directory")),
            (pipe, .missingCertificate(source: pipe)),
            (huge, .oversizedFile(path: huge, limit: FileAccess.limit)),
        ]
        for (path, expected) in expectations {
            #expect(throws: expected) {
                try CertificateSource.load(CredentialPaths(certificate: path, privateKey: paths.privateKey))
            }
        }
    }
}
