import Foundation
import TestSupport
import Testing

extension KopiaSuite {
    /// What the default installation does: the stock image's environment, a user without rights, a root file system that
    /// cannot be written.
    struct MatrixTests {
        /// A run of the matrix.
        struct Case: Sendable, CustomTestStringConvertible {
            let kopia: Kopia
            let backend: Backend
            let shell: PodShell

            var testDescription: String { "\(kopia.testDescription), \(backend.rawValue), \(shell.rawValue)" }

            static func all(_ backends: [Backend]) -> [Case] {
                Kopia.installed.flatMap { kopia in
                    backends.flatMap { backend in
                        PodShell.available.map { Case(kopia: kopia, backend: backend, shell: $0) }
                    }
                }
            }
        }

        @Test(
            "A run with the image's environment, as a user without rights, maintains",
            arguments: Case.all(Backend.ofDebian)
        )
        func maintains(_ run: Case) async throws { try await check(run) }

        @Test(
            "A run with the image's environment, as a user without rights, maintains S3",
            .enabled(if: S3Server.program != nil, KopiaRequirements.s3),
            arguments: Case.all(Backend.s3Backends)
        )
        func maintainsS3(_ run: Case) async throws { try await check(run) }

        private func check(_ run: Case) async throws {
            let place = try await RepositoryPlace(on: run.backend)
            try await KopiaRepository.with(run.kopia, at: place) { repository in
                var pod = repository.pod
                pod.shell = run.shell
                let arguments = ArgumentObserver()
                let environments = EnvironmentObserver()
                let ending = try await pod.run { processes in
                    async let watching: Void = arguments.watch(processes)
                    try await environments.watch(processes)
                    try await watching
                }
                defer { ending.cleanUp() }
                #expect(ending.status == 0, "\(ending)")
                #expect(ending.result("MAINTENANCE_STATUS") == "SUCCESS")
                #expect(ending.result("MAINTENANCE_QUICK_STATUS") == "SUCCESS")
                #expect(ending.log.contains("Finished quick maintenance."))
                #expect(ending.log.contains("Finished full maintenance."))
                #expect(ending.contents(of: "kopia-cache").contains("kopia.repository"))
                #expect(ending.contents(of: "tmp") == [])
                for secret in Self.secrets(of: repository) {
                    #expect(!ending.log.contains(secret))
                    #expect(!ending.terminationMessage.contains(secret))
                    #expect(!arguments.seen.contains { $0.contains(secret) })
                    // What ends kopia in time becomes kopia.
                    for (name, variables) in environments.seen where !["kopia", "rclone", "timeout"].contains(name) {
                        #expect(!variables.contains { $0.contains(secret) }, "\(name)")
                    }
                }
                #expect(arguments.seen.contains { $0.contains("maintenance run --full") })
                #expect(environments.seen["kopia"]?.contains("KOPIA_PASSWORD=\(repository.password)") == true)
                #expect(environments.seen["sh"] != nil || environments.seen["busybox"] != nil)
                #expect(try await repository.owner() == "maintenance@volsync")
                try await repository.verify()
            }
        }

        /// What nobody may see: of a document, each line that is long enough to be no word of everyday.
        private static func secrets(of repository: KopiaRepository) -> [String] {
            let names = ["AWS_SECRET_ACCESS_KEY", "WEBDAV_PASSWORD", "SFTP_PASSWORD", "SFTP_KEY_FILE"]
            let values = names.compactMap { repository.place.secret[$0] } + [repository.password]
            return values.flatMap { $0.split(separator: "\n").map(String.init) }.filter { !$0.hasPrefix("-----") }
        }
    }
}
