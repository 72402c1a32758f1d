import Foundation
import Testing

/// What is looked at in a folder, and on a server, before kopia may write there.
@Suite struct MaintenanceFolderTests {
    private static func run(preparing: (URL) throws -> Void) async throws -> MaintenanceRun {
        try await MaintenanceRun(
            ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"],
            preparing: preparing
        )
    }

    @Test("An empty folder is no repository, and nothing is written there")
    func emptyFolder() async throws {
        let run = try await Self.run { pod in
            try FileManager.default.removeItem(at: pod.appending(path: "repo"))
            try FileManager.default.createDirectory(
                at: pod.appending(path: "repo"),
                withIntermediateDirectories: false
            )
        }
        defer { run.cleanUp() }
        #expect(run.status == 78)
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("RepositoryNotFound: ") == true)
        #expect(run.sequence.isEmpty)
        #expect(run.contents(of: "repo").isEmpty)
    }

    @Test("A folder that kopia has laid out in a way of its own is shown to kopia")
    func sharded() async throws {
        let run = try await Self.run { pod in
            try FileManager.default.moveItem(
                at: pod.appending(path: "repo/kopia.repository.f"),
                to: pod.appending(path: "repo/.shards")
            )
        }
        defer { run.cleanUp() }
        #expect(run.status == 0)
    }

    @Test("Another user than that of the repository writes nothing into it", .enabled(if: getuid() == 0, "needs root"))
    func otherUser() async throws {
        let run = try await Self.run { pod in
            let format = pod.appending(path: "repo/kopia.repository.f").path
            try FileManager.default.setAttributes([.ownerAccountID: 568], ofItemAtPath: format)
        }
        defer { run.cleanUp() }
        #expect(run.status == 78)
        let reason = try #require(run.result("MAINTENANCE_FAILURE_REASON"))
        #expect(reason.hasPrefix("WrongUser: the repository in "))
        #expect(reason.hasSuffix("set spec.podSecurityContext.runAsUser: 568"))
        #expect(run.sequence.isEmpty)
        #expect(run.contents(of: "repo") == ["kopia backups", "kopia.repository.f"])
    }

    @Test("Two users share a repository if its files are made for both", .enabled(if: getuid() == 0, "needs root"))
    func sharedMode() async throws {
        let run = try await MaintenanceRun(
            [
                "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo",
                "KOPIA_ADDITIONAL_ARGS": "--file-mode=0660",
            ],
            preparing: { pod in
                let format = pod.appending(path: "repo/kopia.repository.f").path
                try FileManager.default.setAttributes([.ownerAccountID: 568], ofItemAtPath: format)
            }
        )
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.log.contains { $0.hasPrefix("WARNING: the repository belongs to user 568") })
    }

    @Test(
        "A part of the cache that another user made costs time, not the run",
        .enabled(if: getuid() != 0, "root may write everything")
    )
    func foreignPart() async throws {
        let run = try await Self.run { pod in
            let part = pod.appending(path: "cache/contents")
            try FileManager.default.createDirectory(at: part, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: part.path)
        }
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.arguments(of: "cache").contains("--cache-directory=WORK/cache"))
    }

    @Test("A file of another user deep in the cache costs time, not the run")
    func foreignFile() async throws {
        let run = try await MaintenanceRun(
            ["KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo"],
            playing: ["quick.1": "echo \"open $pod/cache/contents/ab/cdef: permission denied\" >&2; exit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "cache", "info", "quick", "quick", "full"])
        #expect(run.environment(of: "full")["KOPIA_CACHE_DIRECTORY"] == "WORK/cache")
        #expect(run.result("MAINTENANCE_QUICK_STATUS") == "SUCCESS")
    }

    @Test("A run without a place for its files says so in the lines that programs read")
    func noScratch() async throws {
        let run = try await MaintenanceRun([
            "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo", "TMPDIR": "/proc/nowhere",
        ])
        defer { run.cleanUp() }
        #expect(run.status == 1)
        #expect(run.result("MAINTENANCE_STATUS") == "FAILURE")
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("ScratchUnusable: ") == true)
        #expect(run.terminationMessage.last == run.log.last)
    }

    @Test(
        "A prefix is looked for with and without the slash that kopia does not add",
        arguments: ["backups", "backups/"]
    )
    func prefix(_ prefix: String) async throws {
        let notFound = "echo 'repository not initialized in the provided storage' >&2; exit 1"
        let run = try await MaintenanceRun(
            [
                "KOPIA_PASSWORD": "sesame", "KOPIA_S3_BUCKET": "bucket", "KOPIA_S3_PREFIX": prefix,
                "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret",
            ],
            playing: ["connect.1": notFound]
        )
        defer { run.cleanUp() }
        #expect(run.status == 0)
        let tried = run.calls.filter { $0.name == "connect" }.compactMap { call in
            call.arguments.first { $0.hasPrefix("--prefix=") }
        }
        let other = prefix.hasSuffix("/") ? "backups" : "backups/"
        #expect(tried == ["--prefix=\(prefix)", "--prefix=\(other)"])
    }

    @Test("Arguments with which kopia does something else than to connect are found out")
    func noConnection() async throws {
        let run = try await MaintenanceRun(
            [
                "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo",
                "KOPIA_ADDITIONAL_ARGS": "--help",
            ],
            playing: ["connect": "echo 'usage: kopia repository connect filesystem'"]
        )
        defer { run.cleanUp() }
        #expect(run.status == 78)
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("InvalidArgument: ") == true)
    }
}
