import Foundation
import TestSupport
import Testing

extension KopiaSuite {
    /// What kopia reads beside what the run tells it: its environment, and what it said before.
    struct EnvironmentTests {
        /// Variables of kopia 0.21 to 0.23 and of rclone that decide where they read and write, and what they dare; a run
        /// is to be deaf to each.
        private static let hostile = [
            "KOPIA_CONFIG_PATH": "/nowhere/repository.config",
            "KOPIA_CACHE_DIRECTORY": "/nowhere/cache",
            "KOPIA_LOG_DIR": "/nowhere/logs",
            "KOPIA_USE_KEYRING": "true",
            "KOPIA_PERSIST_CREDENTIALS_ON_CONNECT": "true",
            "KOPIA_CHECK_FOR_UPDATES": "true",
            "KOPIA_JSON_LOG_CONSOLE": "true",
            "KOPIA_CONSOLE_TIMESTAMPS": "true",
            "KOPIA_FORCE_COLOR": "true",
            "KOPIA_METRICS_PUSH_ADDR": "http://127.0.0.1:1",
            "KOPIA_REPO_UPGRADE_OWNER_ID": "somebody",
            "KOPIA_SEND_ERROR_NOTIFICATIONS": "always",
            "KOPIA_UPGRADE_LOCK_ENABLED": "true",
            "KOPIA_DUMP_ALLOCATOR_STATS": "true",
            "ROOT_CA_PEM_BASE64": "bm9uZQ==",
            "RCLONE_CONFIG": "/nowhere/rclone.conf",
            "RCLONE_LOG_FILE": "/nowhere/rclone.log",
            "RCLONE_CACHE_DIR": "/nowhere/rclone",
            "XDG_CONFIG_HOME": "/nowhere",
            "XDG_CACHE_HOME": "/nowhere",
            "HOME": "/nowhere",
        ]

        @Test(
            "Nothing in the image's environment changes where a run reads and writes",
            arguments: Kopia.installed,
            [Backend.filesystem, .rclone]
        )
        func hostileImage(_ kopia: Kopia, _ backend: Backend) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: backend)) { repository in
                var pod = repository.pod
                pod.imageEnvironment = Self.hostile
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
                #expect(ending.contents(of: "kopia-cache").contains("kopia.repository"))
                #expect(ending.contents(of: "tmp") == [])
                #expect(!ending.log.contains("nowhere"))
                #expect(!ending.log.contains("\u{1B}"))
            }
        }

        @Test(
            "A password that is a word of kopia's decides nothing, and is not shown",
            arguments: Kopia.installed,
            ["maintenance", "full", "Finished", "password"]
        )
        func passwordLikeOutput(_ kopia: Kopia, _ password: String) async throws {
            let place = try await RepositoryPlace(on: .filesystem)
            try await KopiaRepository.with(kopia, at: place, password: password) { repository in
                var pod = repository.pod
                pod.waitBriefly()
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
                #expect(ending.result("MAINTENANCE_QUICK_STATUS") == "SUCCESS")
                #expect(!ending.log.contains("lock"))
                #expect(try await repository.owner() == "maintenance@volsync")
            }
        }

        @Test("Kopia's own notifications do not mislead the reason, and are not sent", arguments: Kopia.installed)
        func notifications(_ kopia: Kopia) async throws {
            let place = try await RepositoryPlace(on: .filesystem)
            try await KopiaRepository.with(kopia, at: place) { repository in
                try await repository.must(
                    "notification",
                    "profile",
                    "configure",
                    "webhook",
                    "--profile-name=office",
                    "--endpoint=http://127.0.0.1:1/kopia",
                    "--method=POST",
                    "--format=txt",
                    "--min-severity=verbose"
                )
                // Without a pack the garbage collector cannot read the directories of the snapshots.
                let folder = try #require(place.folder)
                try await Command.output("find", [folder.path, "-path", "*/q*", "-name", "*.f", "-delete"])
                var pod = repository.pod
                pod.waitBriefly()
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.status == 1, "\(ending)")
                #expect(!ending.log.contains("notification"))
                #expect(!ending.reason.contains("127.0.0.1:1"))
            }
        }
    }
}
