import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension KopiaSuite {
    /// The user of the run, whose files the backups must be able to read, and the user of the cache.
    struct UserTests {
        /// A repository's user and the run's.
        struct Case: Sendable, CustomTestStringConvertible {
            let owner: Int
            let user: Int
            var testDescription: String { "a repository of \(owner), a run of \(user)" }

            static let foreign = [
                Case(owner: 1000, user: 0), Case(owner: 1000, user: 65_532), Case(owner: 0, user: 1000),
            ]
        }

        @Test(
            "A run of another user than the repository's fails before anything is written, and says whom to be",
            arguments: Kopia.installed,
            Case.foreign
        )
        func foreign(_ kopia: Kopia, _ users: Case) async throws {
            let folder = try StorageServers.current.folder.appending(path: UUID().uuidString)
            let place = try RepositoryPlace.filesystem(in: folder, user: users.owner)
            try await KopiaRepository.with(kopia, at: place) { repository in
                var pod = repository.pod
                pod.run(as: users.user)
                let before = try await Self.listing(of: folder)
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                // Root may have been left a folder that it cannot see into; it is told the same.
                #expect(ending.word == "WrongUser", "\(ending)")
                #expect(ending.status == 78)
                #expect(ending.reason.contains("runAsUser: \(users.owner)"))
                #expect(try await Self.listing(of: folder) == before)
            }
        }

        @Test("Root maintains a repository of its own, and the cache with it", arguments: Kopia.installed)
        func root(_ kopia: Kopia) async throws {
            let folder = try StorageServers.current.folder.appending(path: UUID().uuidString)
            let place = try RepositoryPlace.filesystem(in: folder, user: 0)
            try await KopiaRepository.with(kopia, at: place) { repository in
                var pod = repository.pod
                pod.run(as: 0)
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
                #expect(ending.contents(of: "kopia-cache").contains("kopia.repository"))
                #expect(try await repository.owner() == "maintenance@volsync")
                try await repository.verify()
            }
        }

        /// What is wrong with a cache.
        struct CacheCase: Sendable, CustomTestStringConvertible {
            let name: String
            /// The script that makes it so, in the cache's folder, as root.
            let script: String
            var testDescription: String { name }

            static let all = [
                CacheCase(name: "a folder of root's in it", script: "mkdir contents && chmod 700 contents"),
                CacheCase(
                    name: "a folder of root's that anybody can list, with a file of root's",
                    script: "mkdir -m 755 metadata && echo x > metadata/file && chmod 600 metadata/file"
                ),
                CacheCase(
                    name: "a folder of root's deep inside",
                    script: "mkdir -p contents/abc && chown 65532 contents && chmod 700 contents/abc"
                ),
                CacheCase(
                    name: "an empty kopia.repository",
                    script: ": > kopia.repository && chown 65532 kopia.repository"
                ),
                CacheCase(
                    name: "root's kopia.repository",
                    script: "echo x > kopia.repository && chmod 600 kopia.repository"
                ),
                CacheCase(name: "all of it root's", script: "chmod 755 ."),
            ]
        }

        @Test(
            "A cache that somebody else has been in costs time, not the run",
            arguments: Kopia.installed,
            CacheCase.all
        )
        func foreignCache(_ kopia: Kopia, _ cache: CacheCase) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .filesystem)) { repository in
                let folder = try StorageServers.current.rootsFolder()
                try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
                let made = try await Command.run("sh", ["-ec", cache.script], directory: folder.path)
                #expect(made.status == 0, "\(made)")
                var pod = repository.pod
                pod.spec["cachePVC"] = "cache"
                pod.claims["cache"] = folder
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
                #expect(ending.contents(of: "tmp") == [])
            }
        }

        /// Every path below a folder with its owner, mode, size and time.
        private static func listing(of folder: URL) async throws -> String {
            let format = "%p %u %g %m %s %T@\\n"
            let lines = try await Command.output("find", [folder.path, "-printf", format]).split(separator: "\n")
            return lines.sorted().joined(separator: "\n")
        }
    }
}

extension KopiaPod {
    /// Makes the container run as a user; as root with what containerd lets root do.
    mutating func run(as user: Int) {
        spec["podSecurityContext"] = Self.securityContext(user: user)
        guard user == 0 else { return }
        spec["containerSecurityContext"] = [
            "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": false,
        ]
    }
}
