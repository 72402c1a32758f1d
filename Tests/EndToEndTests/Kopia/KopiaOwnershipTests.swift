import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension KopiaSuite {
    /// Who maintains, and who else does at the moment.
    struct OwnershipTests {
        @Test(
            "A name is claimed as it is written, and found again",
            arguments: Kopia.installed,
            [
                ("bob", "bob@volsync"), ("bob@home", "bob@home"), ("", "maintenance@volsync"),
                ("o'neil&sons@<home>", "o'neil&sons@<home>"), (#"a"b\c@home"#, #"a"b\c@home"#), ("a b@c d", "a b@c d"),
            ]
        )
        func names(_ kopia: Kopia, _ name: (written: String, owner: String)) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .filesystem)) { repository in
                // Whom the first run claims it from, and who finds it his own.
                for _ in 1...2 {
                    var pod = repository.pod
                    pod.waitBriefly()
                    pod.secret["KOPIA_OVERRIDE_MAINTENANCE_USERNAME"] = name.written
                    let ending = try await pod.run()
                    #expect(ending.status == 0, "\(ending)")
                    #expect(try await repository.owner() == name.owner)
                    ending.cleanUp()
                }
            }
        }

        @Test(
            "A name that kopia cannot give back is refused, and nothing is claimed",
            arguments: Kopia.installed,
            ["bob@", "@home", "@", "a\tb@home", "a\u{1}b"]
        )
        func refusedNames(_ kopia: Kopia, _ name: String) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .filesystem)) { repository in
                var pod = repository.pod
                pod.secret["KOPIA_OVERRIDE_MAINTENANCE_USERNAME"] = name
                let ending = try await pod.run()
                defer { ending.cleanUp() }
                #expect(ending.word == "InvalidOwner", "\(ending)")
                #expect(ending.status == 78)
                #expect(try await repository.owner() == KopiaRepository.maker)
            }
        }

        @Test(
            "Another owner's run that is under way is not disturbed, whatever the clock says within kopia's five minutes",
            arguments: Kopia.installed,
            [false, true]
        )
        func liveRun(_ kopia: Kopia, _ isLate: Bool) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .filesystem)) { repository in
                let held = try await HeldRun(of: repository)
                var pod = repository.pod
                pod.waitBriefly()
                if isLate { pod.runLate() }
                pod.spec["activeDeadlineSeconds"] = 360
                let ending: PodEnding
                do {
                    ending = try await pod.run()
                } catch {
                    await held.end()
                    throw error
                }
                defer { ending.cleanUp() }
                await held.end()
                #expect(ending.word == "RepositoryBusy", "\(ending)")
                #expect(ending.status == 75)
                #expect(ending.reason.contains(KopiaRepository.maker))
                #expect(!ending.log.contains("Running quick maintenance"))
                #expect(try await repository.owner() == KopiaRepository.maker)
            }
        }

        /// What an administrator does to the schedule.
        struct Pause: Sendable, CustomTestStringConvertible {
            let commands: [[String]]
            var testDescription: String { commands.map { $0.joined(separator: " ") }.joined(separator: ", then ") }

            private static let full = "--pause-full=24h"
            /// Not the interval itself: a run moves the time by that, and is told from such a pause by waiting alone.
            private static let quick = "--pause-quick=2h"
            static let all = [
                Pause(commands: [[full]]), Pause(commands: [[quick]]), Pause(commands: [[full, quick]]),
                Pause(commands: [[full], [quick]]), Pause(commands: [[quick], [full]]),
                Pause(commands: [["--full-interval=48h"]]), Pause(commands: [["--quick-interval=30m"]]),
            ]
        }

        @Test(
            "A schedule that was set by hand is no run, before the first and after it",
            arguments: Kopia.installed,
            Pause.all
        )
        func pauses(_ kopia: Kopia, _ pause: Pause) async throws {
            try await KopiaRepository.with(kopia, at: try await RepositoryPlace(on: .filesystem)) { repository in
                for hasRun in [false, true] {
                    if hasRun {
                        try await repository.must("maintenance", "set", "--owner=me")
                        try await repository.must("maintenance", "run", "--full")
                    }
                    for command in pause.commands { try await repository.must(["maintenance", "set"] + command) }
                    var pod = repository.pod
                    pod.waitBriefly()
                    let ending = try await pod.run()
                    #expect(ending.status == 0, "\(ending)")
                    #expect(!ending.log.contains("; waiting"), "\(ending)")
                    ending.cleanUp()
                }
            }
        }

        @Test(
            "A run that kopia refuses because of its clock does not look like one that is under way",
            .enabled(if: S3Server.program != nil, KopiaRequirements.s3),
            .enabled(if: KopiaRequirements.has("faketime"), "SKIPPED: there is no faketime"),
            arguments: Kopia.installed
        )
        func clockSkew(_ kopia: Kopia) async throws {
            let faketime = try #require(KopiaRequirements.path(of: "faketime"))
            let folder = try StorageServers.current.folder.appending(path: UUID().uuidString)
            let server = try await S3Server(in: folder, under: [faketime, "-f", "-10m"])
            do {
                let place = try await RepositoryPlace.s3(server, bucket: "bucket")
                try await KopiaRepository.with(kopia, at: place) { repository in
                    for owner in ["one", "two"] {
                        var pod = repository.pod
                        pod.waitBriefly()
                        pod.secret["KOPIA_OVERRIDE_MAINTENANCE_USERNAME"] = owner
                        let ending = try await pod.run()
                        #expect(ending.word == "ClockSkew", "\(ending)")
                        #expect(ending.status == 1)
                        #expect(!ending.log.contains("; waiting"), "\(ending)")
                        ending.cleanUp()
                    }
                }
                await server.stop()
            } catch {
                await server.stop()
                throw error
            }
        }
    }
}
