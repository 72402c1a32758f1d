import Foundation
import TestSupport
import Testing

extension KopiaSuite {
    /// A run never creates anything where there is no repository.
    struct NothingMadeTests {
        @Test(
            "A run that finds no repository leaves the place as empty as it was",
            arguments: Kopia.installed,
            [Backend.filesystem, .webDAV, .rclone]
        )
        func emptyPlace(_ kopia: Kopia, _ backend: Backend) async throws {
            let place = try await RepositoryPlace(on: backend)
            let folder = try #require(place.folder)
            for shell in PodShell.available where shell != .busybox || backend != .webDAV {
                let ending = try await Self.run(kopia, place, shell)
                #expect(ending.word == "RepositoryNotFound", "\(ending)")
                #expect(ending.status == 78)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [], "\(shell)")
                ending.cleanUp()
            }
        }

        @Test(
            "Where kopia writes .shards before it finds nothing, and nothing can be asked before, that is all",
            arguments: Kopia.installed
        )
        func emptySFTPFolder(_ kopia: Kopia) async throws {
            let place = try await RepositoryPlace(on: .sftp)
            let ending = try await Self.run(kopia, place, .dash)
            defer { ending.cleanUp() }
            #expect(ending.word == "RepositoryNotFound", "\(ending)")
            let folder = try #require(place.folder)
            let made = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(Set(made).isSubset(of: [".shards"]))
        }

        private static func run(_ kopia: Kopia, _ place: RepositoryPlace, _ shell: PodShell) async throws -> PodEnding {
            var pod = KopiaPod(kopia: kopia)
            pod.waitBriefly()
            pod.shell = shell
            pod.secret = place.secret
            pod.secret["KOPIA_PASSWORD"] = "password-of-nothing"
            pod.spec.merge(place.spec) { _, given in given }
            pod.claims = place.claims
            return try await pod.run()
        }
    }
}
