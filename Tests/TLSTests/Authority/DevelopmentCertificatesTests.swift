import Foundation
import TestSupport
import Testing

@testable import TLS

@Suite("Development certificates")
struct DevelopmentCertificatesTests {
    let directory: ScratchDirectory
    let now = TestIdentities.now

    init() throws {
        directory = try ScratchDirectory()
    }

    private func contents() throws -> [[UInt8]] {
        try ["ca.crt", "tls.crt", "tls.key"].map { try directory.read($0) }
    }

    @Test("are made in a directory that need not exist, and OpenSSL accepts them")
    func makes() async throws {
        let target = directory.file("a/b")
        let made = try DevelopmentCertificates.prepare(in: target, now: now)
        #expect(made.areNew)
        #expect(made.paths.certificate == "\(target)/tls.crt")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: target).sorted() == ["ca.crt", "tls.crt", "tls.key"]
        )
        for check in [["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"]] {
            let output = try await Command.run(
                "openssl",
                ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", made.authorityPath] + check
                    + [made.paths.certificate]
            )
            #expect(output.status == 0, "\(output.text)")
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: made.paths.privateKey)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try CertificateSource.load(made.paths).certificate?.isValid(at: now) == true)
    }

    @Test("are used again while they are good")
    func reuses() throws {
        _ = try DevelopmentCertificates.prepare(in: directory.path, now: now)
        let before = try contents()
        let again = try DevelopmentCertificates.prepare(in: directory.path, names: ["localhost"], now: now + 86_400)
        #expect(!again.areNew)
        #expect(try contents() == before)
    }

    enum Damage: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case aDayBeforeTheEnd, expired, otherNames, authorityGone, keyGone, otherKey, halfWritten

        var testDescription: String { rawValue }
    }

    @Test("are made anew when they are no longer good", arguments: Damage.allCases)
    func renews(_ damage: Damage) throws {
        let first = try DevelopmentCertificates.prepare(in: directory.path, now: now)
        let before = try contents()
        var names = ["localhost"]
        var later = now
        let fileManager = FileManager.default
        switch damage {
        case .aDayBeforeTheEnd: later = now + DevelopmentCertificates.lifetime.components.seconds - 86_400
        case .expired: later = now + DevelopmentCertificates.lifetime.components.seconds + 1
        case .otherNames: names = ["webhook.example"]
        case .authorityGone: try fileManager.removeItem(atPath: first.authorityPath)
        case .keyGone: try fileManager.removeItem(atPath: first.paths.privateKey)
        case .otherKey:
            try directory.write(
                "tls.key",
                try TestIdentities.serving(by: try TestIdentities.authority()).privateKey.bytes
            )
        case .halfWritten: try directory.write("tls.key", Array(before[2].prefix(100)))
        }
        let again = try DevelopmentCertificates.prepare(in: directory.path, names: names, now: later)
        #expect(again.areNew)
        let after = try contents()
        #expect(zip(before, after).allSatisfy { $0 != $1 })
        #expect(try DevelopmentCertificates.prepare(in: directory.path, names: names, now: later).areNew == false)
        #expect(try directory.names == ["ca.crt", "tls.crt", "tls.key"], "no drafts are left")
    }

    @Test("never take the place of somebody's own key", arguments: ["valid", "garbage", "absent"])
    func respectsForeignKeys(_ certificate: String) throws {
        let identity = try TestIdentities.serving(by: try TestIdentities.authority())
        try directory.write("tls.key", identity.privateKey.bytes)
        switch certificate {
        case "valid": try directory.write("tls.crt", identity.certificateChain.bytes)
        case "garbage": try directory.write("tls.crt", "garbage")
        default: break
        }
        #expect(throws: TLSError.foreignKey(path: directory.file("tls.key"))) {
            try DevelopmentCertificates.prepare(in: directory.path, now: now)
        }
        #expect(try directory.read("tls.key") == identity.privateKey.bytes)
    }

    @Test("are made once when several programs start at the same time")
    func isSerialised() async throws {
        let path = directory.path
        let now = now
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { try DevelopmentCertificates.prepare(in: path, now: now).areNew }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == 1)
    }

    @Test("cannot be made where nothing can be written")
    func failsOnFile() throws {
        let file = try directory.write("file", "")
        let error = #expect(throws: TLSError.self) {
            try DevelopmentCertificates.prepare(in: "\(file)/certs", now: now)
        }
        #expect(error == .unwritableFile(path: "\(file)/certs", reason: "Not a directory"))
    }
}
