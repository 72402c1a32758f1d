import Testing

@Suite struct MaintenanceIdentityTests {
    private static func run(_ name: String) async throws -> MaintenanceRun {
        try await MaintenanceRun([
            "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo",
            "KOPIA_OVERRIDE_MAINTENANCE_USERNAME": name,
        ])
    }

    @Test(
        "A name that kopia would complete by itself, or not give back, is refused before it connects",
        arguments: ["bob@", "@host", "@", "tab\tin it", "bob@ho\u{7}st"]
    )
    func refused(_ name: String) async throws {
        let run = try await Self.run(name)
        defer { run.cleanUp() }
        #expect(run.status == 78)
        #expect(run.sequence.isEmpty)
        #expect(run.result("MAINTENANCE_FAILURE_REASON")?.hasPrefix("InvalidOwner: ") == true)
    }

    @Test(
        "A name that kopia escapes where it prints it is recognised",
        arguments: ["a&b@host", "<a>@host", #"do\main@host"#, #"quo"te@host"#, "comma,[bracket]@{host}", "ünï@höst"]
    )
    func escaped(_ name: String) async throws {
        let run = try await Self.run(name)
        defer { run.cleanUp() }
        #expect(run.status == 0, "\(run.log)")
        #expect(run.sequence == ["connect", "cache", "info", "set", "info", "quick", "full"])
    }

    @Test("The identity of backups is not that of maintenance, and the run says so")
    func backupIdentity() async throws {
        let run = try await MaintenanceRun([
            "KOPIA_PASSWORD": "sesame", "KOPIA_REPOSITORY": "filesystem:///mnt/repo",
            "KOPIA_OVERRIDE_USERNAME": "backup", "KOPIA_OVERRIDE_HOSTNAME": "laptop",
        ])
        defer { run.cleanUp() }
        #expect(run.status == 0)
        #expect(run.log.contains { $0.hasPrefix("WARNING: KOPIA_OVERRIDE_USERNAME and KOPIA_OVERRIDE_HOSTNAME ") })
        #expect(run.arguments(of: "connect").contains("--override-username=maintenance"))
    }
}
