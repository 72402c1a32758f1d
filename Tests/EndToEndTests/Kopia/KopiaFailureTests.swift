import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension KopiaSuite {
    /// What goes wrong on the way to a repository: each has a word of its own, and 78 where trying again cannot help.
    struct FailureTests {
        /// A pod that cannot succeed.
        struct Case: Sendable, CustomTestStringConvertible {
            let name: String
            let backend: Backend
            let word: String
            var code: Int32 = 78
            /// What the sentence has to have.
            var mentions = ""
            /// What is wrong with the pod of a good repository.
            let breaks: @Sendable (inout KopiaPod, StorageServers, RepositoryPlace) throws -> Void

            var testDescription: String { name }
        }

        @Test("A failure is told by its word and its code", arguments: Kopia.installed, Case.ofDebian)
        func failures(_ kopia: Kopia, _ failure: Case) async throws { try await check(failure, with: kopia) }

        @Test(
            "A failure of S3 is told by its word and its code",
            .enabled(if: S3Server.program != nil, KopiaRequirements.s3),
            arguments: Kopia.installed,
            Case.ofS3
        )
        func failuresOfS3(_ kopia: Kopia, _ failure: Case) async throws { try await check(failure, with: kopia) }

        @Test(
            "S3 says which half of the keys is wrong, and who may do nothing",
            .enabled(if: S3Server.program != nil, KopiaRequirements.s3),
            arguments: Kopia.installed
        )
        func keys(_ kopia: Kopia) async throws {
            let folder = try StorageServers.current.folder.appending(path: UUID().uuidString)
            let server = try await S3Server(in: folder)
            do {
                try await checkKeys(of: server, with: kopia)
                await server.stop()
            } catch {
                await server.stop()
                throw error
            }
        }

        private func checkKeys(of server: S3Server, with kopia: Kopia) async throws {
            var place = try await RepositoryPlace.s3(server, bucket: "bucket")
            let keys = try await server.closeToStrangers()
            place.environment = [
                "AWS_ACCESS_KEY_ID": keys.mighty.identifier, "AWS_SECRET_ACCESS_KEY": keys.mighty.secret,
            ]
            place.secret.merge(place.environment) { _, mighty in mighty }
            try await KopiaRepository.with(kopia, at: place) { repository in
                let cases: [(String, String, word: String, code: Int32)] = [
                    ("AKIAUNKNOWNUNKNOWN12", keys.mighty.secret, "WrongCredentials", 78),
                    (keys.mighty.identifier, "wrong-secret-wrong-secret-wrong-secret-w", "WrongCredentials", 78),
                    (keys.powerless.identifier, keys.powerless.secret, "PermissionDenied", 1),
                    (keys.mighty.identifier, keys.mighty.secret, "", 0),
                ]
                for (identifier, secret, word, code) in cases {
                    var pod = repository.pod
                    pod.waitBriefly()
                    pod.secret["AWS_ACCESS_KEY_ID"] = identifier
                    pod.secret["AWS_SECRET_ACCESS_KEY"] = secret
                    let ending = try await pod.run()
                    #expect(ending.word == word, "\(ending)")
                    #expect(ending.status == code)
                    ending.cleanUp()
                }
            }
        }

        private func check(_ failure: Case, with kopia: Kopia) async throws {
            let place = try await RepositoryPlace(on: failure.backend)
            try await KopiaRepository.with(kopia, at: place) { repository in
                var pod = repository.pod
                pod.waitBriefly()
                try failure.breaks(&pod, StorageServers.current, place)
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.word == failure.word, "\(ending)")
                #expect(ending.status == failure.code)
                #expect(ending.result("MAINTENANCE_STATUS") == "FAILURE")
                #expect(failure.mentions.isEmpty || ending.reason.contains(failure.mentions))
                #expect(ending.contents(of: "tmp") == [])
            }
        }
    }
}

extension KopiaSuite.FailureTests.Case {
    static let ofDebian = filesystem + configuration + sftp + webDAV + rclone

    private static let filesystem = [
        Self(name: "a folder that is not there", backend: .filesystem, word: "RepositoryNotFound") { pod, _, _ in
            pod.spec["moverVolumes"] = nil
            pod.secret["KOPIA_REPOSITORY"] = "filesystem:///mnt/nothing"
        },
        Self(name: "a volume that cannot be written", backend: .filesystem, word: "ReadOnly") { pod, _, _ in
            pod.readOnlyClaims = ["repository"]
        },
        Self(name: "a wrong password", backend: .filesystem, word: "WrongPassword") { pod, _, _ in
            pod.secret["KOPIA_PASSWORD"] = "another"
        },
        Self(name: "a wrong password that is a word of kopia's", backend: .filesystem, word: "WrongPassword") {
            pod,
            _,
            _ in pod.secret["KOPIA_PASSWORD"] = "password"
        },
        Self(name: "no password", backend: .filesystem, word: "MissingKey") { pod, _, _ in
            pod.secret["KOPIA_PASSWORD"] = nil
        },
        Self(name: "no scratch space", backend: .filesystem, word: "ScratchUnusable", code: 1) { pod, servers, _ in
            pod.substitutes["tmp"] = try servers.rootsFolder()
        },
        Self(name: "an argument that kopia does not know", backend: .filesystem, word: "InvalidArgument") { pod, _, _ in
            pod.secret["KOPIA_ADDITIONAL_ARGS"] = "--no-such-flag"
        },
        Self(name: "--help", backend: .filesystem, word: "InvalidArgument") { pod, _, _ in
            pod.secret["KOPIA_ADDITIONAL_ARGS"] = "--help"
        },
    ]

    private static let configuration = [
        structured("that is no JSON", #"{"storage":{"type":"filesystem""#),
        structured("of an unknown storage", #"{"storage":{"type":"nosuch","config":{"path":"/mnt/repo"}}}"#),
        structured("of a kopia server", #"{"apiServer":{"url":"https://x:51515"},"hostname":"h","username":"u"}"#),
        structured("that is empty", "{}"),
    ]

    private static let sftp = [
        Self(name: "another host key", backend: .sftp, word: "UnknownHostKey") { pod, servers, _ in
            pod.secret["SFTP_KNOWN_HOSTS_DATA"] = try servers.sftp.foreignKnownHosts()
        },
        Self(name: "a host that is not among the known ones", backend: .sftp, word: "UnknownHostKey") {
            pod,
            servers,
            _ in pod.secret["SFTP_KNOWN_HOSTS_DATA"] = try servers.sftp.knownHosts(of: "elsewhere")
        },
        Self(name: "a key that opens nothing", backend: .sftp, word: "WrongCredentials") { pod, servers, _ in
            pod.secret["SFTP_KEY_FILE"] = try String(contentsOf: servers.sftp.strangersKey, encoding: .utf8)
        },
        Self(name: "an account that is not there", backend: .sftp, word: "WrongCredentials") { pod, _, _ in
            pod.secret["SFTP_USERNAME"] = "stranger"
        },
        Self(name: "a wrong SFTP password", backend: .sftpWithPassword, word: "WrongCredentials") { pod, _, _ in
            pod.secret["SFTP_PASSWORD"] = "another-sftp-password"
        },
        Self(name: "an SFTP server that is not there", backend: .sftp, word: "Unreachable", code: 1) { pod, _, _ in
            pod.secret["SFTP_PORT"] = "1"
            pod.secret["SFTP_KNOWN_HOSTS_DATA"] = pod.secret["SFTP_KNOWN_HOSTS_DATA"]?
                .replacing(/^\[127\.0\.0\.1\]:[0-9]+/, with: "[127.0.0.1]:1")
        },
        Self(name: "an SFTP folder without a repository", backend: .sftp, word: "RepositoryNotFound") { pod, _, place in
            pod.secret["SFTP_PATH"] = (place.folder?.path ?? "") + "-nothing"
        },
    ]

    private static let webDAV = [
        Self(name: "a wrong WebDAV password", backend: .webDAV, word: "WrongCredentials") { pod, _, _ in
            pod.secret["WEBDAV_PASSWORD"] = "another-dav-password"
        },
        Self(name: "no WebDAV account", backend: .webDAV, word: "WrongCredentials") { pod, _, _ in
            pod.secret["WEBDAV_USERNAME"] = nil
            pod.secret["WEBDAV_PASSWORD"] = nil
        },
        Self(name: "a WebDAV folder that is not there", backend: .webDAV, word: "RepositoryNotFound") {
            pod,
            servers,
            _ in
            pod.secret["WEBDAV_URL"] = servers.webDAV.url("nothing")
        },
        Self(name: "an authority that nobody trusts", backend: .webDAVWithTLS, word: "UntrustedCertificate", code: 1) {
            pod,
            _,
            _ in pod.spec["repository"] = nil
        },
        Self(name: "TLS to a WebDAV server without", backend: .webDAV, word: "WrongProtocol") { pod, _, _ in
            pod.secret["WEBDAV_URL"] = pod.secret["WEBDAV_URL"]?.replacing("http:", with: "https:")
        },
        Self(name: "no TLS to a WebDAV server with", backend: .webDAVWithTLS, word: "WrongProtocol") { pod, _, _ in
            pod.secret["WEBDAV_URL"] = pod.secret["WEBDAV_URL"]?.replacing("https:", with: "http:")
        },
        Self(name: "a WebDAV server that is not there", backend: .webDAV, word: "Unreachable", code: 1) { pod, _, _ in
            pod.secret["WEBDAV_URL"] = "http://127.0.0.1:1/repository"
        },
    ]

    private static let rclone = [
        Self(name: "an rclone folder that is not there", backend: .rclone, word: "RepositoryNotFound") { pod, _, _ in
            pod.secret["RCLONE_REMOTE_PATH"] = "away:nothing"
        },
        Self(name: "an rclone remote that is not configured", backend: .rclone, word: "InvalidRepository") {
            pod,
            _,
            _ in
            pod.secret["RCLONE_REMOTE_PATH"] = "nosuch:repository"
        },
    ]

    static let ofS3 = [
        Self(name: "a bucket that is not there", backend: .s3, word: "RepositoryNotFound") { pod, _, _ in
            pod.secret["KOPIA_REPOSITORY"] = "s3://no-such-bucket"
        },
        Self(name: "a prefix without a repository", backend: .s3, word: "RepositoryNotFound") { pod, _, _ in
            pod.secret["KOPIA_REPOSITORY"] = pod.secret["KOPIA_REPOSITORY"].map { "\($0)/elsewhere" }
        },
        Self(name: "an S3 server that is not there", backend: .s3, word: "Unreachable", code: 1) { pod, _, _ in
            pod.secret["AWS_S3_ENDPOINT"] = "http://127.0.0.1:1"
        },
        Self(name: "TLS to an S3 server without", backend: .s3, word: "WrongProtocol") { pod, _, _ in
            pod.secret["AWS_S3_ENDPOINT"] = pod.secret["AWS_S3_ENDPOINT"]?.replacing("http:", with: "https:")
        },
        Self(name: "an S3 authority that nobody trusts", backend: .s3WithTLS, word: "UntrustedCertificate", code: 1) {
            pod,
            _,
            _ in pod.spec["repository"] = nil
        },
    ]

    private static func structured(_ kind: String, _ text: String) -> Self {
        Self(name: "a structured configuration \(kind)", backend: .filesystem, word: "InvalidRepository") { pod, _, _ in
            pod.secret["KOPIA_STRUCTURED_REPOSITORY_CONFIG"] = text
        }
    }
}

extension StorageServers {
    /// An empty folder that root alone can write.
    func rootsFolder() throws -> URL {
        let made = folder.appending(path: "roots-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        return made
    }
}
