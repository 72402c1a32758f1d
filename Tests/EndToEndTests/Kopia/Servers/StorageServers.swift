import Foundation
import TestSupport
import Testing

/// The servers that the tests with the real program store repositories on; one of each for all of them.
struct StorageServers: Sendable {
    let folder: URL
    let authority: LoopbackAuthority
    /// Nil where there is no program.
    let s3: S3Server?
    let s3WithTLS: S3Server?
    let sftp: SFTPServer
    let webDAV: WebDAVServer
    let webDAVWithTLS: WebDAVServer

    /// Those of the suite that runs; nil outside of one.
    @TaskLocal static var shared: StorageServers?

    /// Those of the suite that runs.
    static var current: StorageServers { get throws { try #require(shared) } }

    /// Starts all, asks, and ends them whatever comes of the tests.
    static func run(_ body: (StorageServers) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let servers = try await StorageServers(in: folder)
        do {
            try await body(servers)
            await servers.stop()
        } catch {
            await servers.stop()
            throw error
        }
    }

    private init(in folder: URL) async throws {
        self.folder = folder
        let authority = try await LoopbackAuthority(in: folder)
        self.authority = authority
        func place(_ name: String) -> URL { folder.appending(path: name) }
        async let plain = S3Server.program == nil ? nil : S3Server(in: place("s3"))
        async let encrypted = S3Server.program == nil ? nil : S3Server(in: place("s3-tls"), authority: authority)
        async let files = SFTPServer(in: place("sftp"))
        async let dav = WebDAVServer(in: place("webdav"))
        async let davWithTLS = WebDAVServer(in: place("webdav-tls"), authority: authority)
        (s3, s3WithTLS) = try await (plain, encrypted)
        (sftp, webDAV, webDAVWithTLS) = try await (files, dav, davWithTLS)
    }

    private func stop() async {
        await s3?.stop()
        await s3WithTLS?.stop()
        await sftp.stop()
        await webDAV.stop()
        await webDAVWithTLS.stop()
    }
}

/// Gives a suite one of each server.
struct StorageServersTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await StorageServers.run { servers in
            try await StorageServers.$shared.withValue(servers) { try await function() }
        }
    }
}

extension Trait where Self == StorageServersTrait {
    /// One of each storage server for the whole suite.
    static var storageServers: Self { StorageServersTrait() }
}
