import Testing

/// Decisions are made on what kopia said; what is shown is censored.
@Suite struct MaintenanceTruthTests {
    private static let repository = ["KOPIA_REPOSITORY": "filesystem:///mnt/repo"]

    @Test(
        "A password that is one of kopia's words does not change what is understood",
        arguments: ["maintenance", "full", "quick", "Finished", "password", "repository"]
    )
    func passwordAmongWords(_ word: String) async throws {
        let run = try await MaintenanceRun(Self.repository.merging(["KOPIA_PASSWORD": word]) { $1 })
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.sequence == ["connect", "cache", "info", "quick", "full"])
    }

    @Test("A wrong password that stands in kopia's own sentence is recognised, and not shown")
    func wrongPassword() async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "invalid"]) { $1 },
            playing: ["connect": "echo 'ERROR error connecting to repository: invalid repository password' >&2; exit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.status == 78)
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("WrongPassword: ") == true)
        #expect(run.log.contains("ERROR error connecting to repository: *** repository password"))
    }

    @Test("A reason that quotes kopia is censored as the log is")
    func censoredReason() async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "sesame"]) { $1 },
            playing: ["full": "echo 'ERROR sesame is no good: ' >&2; exit 1"]
        )
        defer { run.cleanUp() }
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == "MaintenanceFailed: ERROR *** is no good: ")
        #expect(run.terminationMessage.last == "MAINTENANCE_FAILURE_REASON: MaintenanceFailed: ERROR *** is no good: ")
    }

    struct Text: Sendable, CustomTestStringConvertible {
        /// What kopia says; the real programs' words.
        let said: String
        let word: String
        let status: Int32

        var testDescription: String { said }
    }

    static let texts: [Text] = []

    @Test("What kopia says when it cannot connect has its word, and an exit code that says whether to try again")
    func unreachable() async throws {
        let run = try await MaintenanceRun(
            // A quarter is ten seconds.
            Self.repository.merging(["KOPIA_PASSWORD": "sesame", "KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS": "40"]) { $1 },
            playing: ["connect": "exec /bin/sleep 100"]
        )
        defer { run.cleanUp() }
        #expect(run.status == 1)
        #expect(run.sequence == ["connect"])
        let step = "Connecting to the repository (filesystem) as maintenance@volsync"
        let reason = "Unreachable: no answer in 10 s, which is what this step may take (\(step))"
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == reason)
    }

    @Test("A wait for the repository's state has an end as well", arguments: MaintenanceRun.Shell.available)
    func silentState(_ shell: MaintenanceRun.Shell) async throws {
        let run = try await MaintenanceRun(
            Self.repository.merging(["KOPIA_PASSWORD": "sesame", "KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS": "40"]) { $1 },
            playing: ["info": "exec /bin/sleep 100"],
            in: shell
        )
        defer { run.cleanUp() }
        #expect(run.status == 1)
        #expect(run.sequence == ["connect", "cache", "info"])
        let reason = "Unreachable: no answer in 10 s, which is what this step may take (Claiming the ownership of maintenance)"
        #expect(run.result("MAINTENANCE_FAILURE_REASON") == reason)
    }

    @Test("Nothing of the image's environment, nor of the pod's, says where kopia reads and writes")
    func environment() async throws {
        let image = [
            "KOPIA_CONFIG_PATH": "/app/config/repository.config", "KOPIA_LOG_DIR": "/app/logs",
            "KOPIA_CACHE_DIRECTORY": "/app/cache", "RCLONE_CONFIG": "/app/rclone/rclone.conf",
            "KOPIA_DISABLE_REPOSITORY_LOG": "true", "XDG_CACHE_HOME": "/app/xdg", "RCLONE_CACHE_DIR": "/app/rclone",
            "KOPIA_SEND_ERROR_NOTIFICATIONS": "always", "ROOT_CA_PEM_BASE64": "AAAA",
        ]
        let run = try await MaintenanceRun(
            Self.repository.merging(image) { $1 }.merging(["KOPIA_PASSWORD": "sesame"]) { $1 }
        )
        defer { run.cleanUp() }
        #expect(run.status == 0, "\(run.log)")
        for call in ["connect", "cache", "info", "quick", "full"] {
            let read = run.environment(of: call).filter { $0.key.hasPrefix("KOPIA_") || image[$0.key] != nil }
            #expect(
                read == [
                    "KOPIA_PASSWORD": "sesame", "KOPIA_CHECK_FOR_UPDATES": "false",
                    "KOPIA_PERSIST_CREDENTIALS_ON_CONNECT": "false", "KOPIA_SEND_ERROR_NOTIFICATIONS": "never",
                ]
            )
            #expect(run.environment(of: call)["HOME"] == "WORK/home")
            #expect(run.environment(of: call)["TMPDIR"] == "WORK/tmp")
        }
    }
}
