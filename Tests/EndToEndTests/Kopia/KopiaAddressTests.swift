import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension KopiaSuite {
    /// The ways in which people write where their repository is.
    struct AddressTests {
        /// Another way to name a good repository.
        struct Case: Sendable, CustomTestStringConvertible {
            let name: String
            let backend: Backend
            /// What the log has to have.
            var warning = ""
            let rewrites: @Sendable (inout KopiaPod, StorageServers, RepositoryPlace) throws -> Void
            var testDescription: String { name }
        }

        @Test("A repository is found by every way to write where it is", arguments: Kopia.installed, Case.all)
        func addresses(_ kopia: Kopia, _ address: Case) async throws {
            let place = try await RepositoryPlace(on: address.backend)
            try await KopiaRepository.with(kopia, at: place) { repository in
                var pod = repository.pod
                try address.rewrites(&pod, StorageServers.current, place)
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
                #expect(address.warning.isEmpty || ending.log.contains(address.warning))
                #expect(try await repository.owner() == "maintenance@volsync")
            }
        }

        @Test(
            "A prefix is found with a slash and without, however the repository was made",
            .enabled(if: S3Server.program != nil, KopiaRequirements.s3),
            arguments: Kopia.installed,
            ["backups", "backups/", "deep/backups", "deep/backups/"]
        )
        func prefixes(_ kopia: Kopia, _ prefix: String) async throws {
            let server = try #require(try StorageServers.current.s3)
            let bucket = "bucket-\(UUID().uuidString.lowercased())"
            let place = try await RepositoryPlace.s3(server, bucket: bucket, prefix: prefix)
            let bare = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
            try await KopiaRepository.with(kopia, at: place) { repository in
                for written in [bare, "\(bare)/"] {
                    let secrets = [
                        ["KOPIA_REPOSITORY": "s3://\(bucket)/\(written)"],
                        ["KOPIA_REPOSITORY": "s3://\(bucket)", "KOPIA_S3_PREFIX": written],
                        ["KOPIA_S3_BUCKET": bucket, "KOPIA_S3_PREFIX": written],
                    ]
                    for secret in secrets {
                        var pod = repository.pod
                        pod.secret["KOPIA_REPOSITORY"] = nil
                        pod.secret.merge(secret) { _, given in given }
                        let ending = try await pod.run()
                        #expect(ending.status == 0, "\(secret): \(ending)")
                        ending.cleanUp()
                    }
                }
            }
        }
    }
}

extension KopiaSuite.AddressTests.Case {
    static let all = webDAV + sftp + filesystem

    private static let webDAV = [
        Self(name: "WebDAV with user and password in the URL", backend: .webDAV) { pod, servers, place in
            let account = "\(WebDAVServer.user):d%25v%3Ap%40ss%2Fword@"
            pod.secret = pod.secret.filter { !$0.key.hasPrefix("WEBDAV") }
            pod.secret["WEBDAV_URL"] = place.secret["WEBDAV_URL"]?.replacing("://", with: "://\(account)")
        },
        Self(name: "WebDAV with the user in the URL and the password beside it", backend: .webDAV) { pod, _, place in
            pod.secret["WEBDAV_USERNAME"] = nil
            pod.secret["WEBDAV_URL"] = place.secret["WEBDAV_URL"]?.replacing("://", with: "://\(WebDAVServer.user)@")
        },
        Self(name: "WebDAV with a slash at the end", backend: .webDAV) { pod, _, place in
            pod.secret["WEBDAV_URL"] = place.secret["WEBDAV_URL"].map { "\($0)/" }
        },
        Self(name: "values with line breaks at their ends", backend: .webDAV) { pod, _, _ in
            pod.secret = pod.secret.mapValues { "\($0)\n" }
        },
    ]

    private static let sftp =
        [
            Self(name: "sftp://user@host:port/path", backend: .sftp) { pod, servers, place in
                pod.nameSFTP("sftp://root@127.0.0.1:\(servers.sftp.port)\(place.folder?.path ?? "")")
            },
            Self(name: "sftp://user:password@host:port/path", backend: .sftpWithPassword) { pod, servers, place in
                let account = "\(SFTPServer.passwordUser):\(SFTPServer.password)"
                pod.secret["SFTP_PASSWORD"] = nil
                pod.nameSFTP("sftp://\(account)@127.0.0.1:\(servers.sftp.port)\(place.folder?.path ?? "")")
            },
        ]
        + (SFTPServer.speaksVersion6
            ? [
                Self(name: "sftp://[::1]:port/path", backend: .sftp) { pod, servers, place in
                    pod.nameSFTP("sftp://root@[::1]:\(servers.sftp.port)\(place.folder?.path ?? "")")
                    pod.secret["SFTP_KNOWN_HOSTS_DATA"] = try servers.sftp.knownHosts(of: "::1")
                },
                Self(name: "SFTP_HOST ::1", backend: .sftp) { pod, servers, _ in
                    pod.secret["SFTP_HOST"] = "::1"
                    pod.secret["SFTP_KNOWN_HOSTS_DATA"] = try servers.sftp.knownHosts(of: "::1")
                },
            ] : [])

    private static let filesystem = [
        Self(name: "who makes backups beside it", backend: .filesystem, warning: "KOPIA_OVERRIDE_USERNAME") {
            pod,
            _,
            _ in
            pod.secret["KOPIA_OVERRIDE_USERNAME"] = "backup"
        },
        Self(name: "KOPIA_FS_PATH beside a volume", backend: .filesystem, warning: "KOPIA_FS_PATH is ignored") {
            pod,
            _,
            _ in pod.secret["KOPIA_FS_PATH"] = "/repository"
        },
        Self(name: "KOPIA_FS_PATH alone", backend: .filesystem) { pod, _, place in
            // A volume of NFS is no claim: it names no repository.
            pod.mountWithoutClaim(place)
            pod.secret["KOPIA_FS_PATH"] = "/mnt/repo"
        },
        Self(name: "filesystem:// of a mounted folder", backend: .filesystem) { pod, _, place in
            pod.mountWithoutClaim(place)
            pod.secret["KOPIA_REPOSITORY"] = "filesystem:///mnt/repo"
        },
        Self(name: "a structured configuration", backend: .filesystem) { pod, _, _ in
            pod.secret["KOPIA_STRUCTURED_REPOSITORY_CONFIG"] =
                #"{"storage":{"type":"filesystem","config":{"path":"/mnt/repo","dirShards":null}}}"#
        },
    ]
}

extension KopiaPod {
    /// Names an SFTP repository by its URL alone.
    fileprivate mutating func nameSFTP(_ url: String) {
        for key in ["SFTP_HOST", "SFTP_PORT", "SFTP_PATH", "SFTP_USERNAME"] { secret[key] = nil }
        secret["KOPIA_REPOSITORY"] = url
    }

    /// Mounts the repository's folder by a volume that is no claim.
    fileprivate mutating func mountWithoutClaim(_ place: RepositoryPlace) {
        spec["moverVolumes"] = nil
        if let folder = place.folder { mount(folder, at: "repo") }
    }
}
