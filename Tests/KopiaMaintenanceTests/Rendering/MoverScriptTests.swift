import Foundation
import Testing

@Suite struct MoverScriptTests {
    @Test("B12: the entry point of a VolSync image finds files where the Secret has contents")
    func credentials() async throws {
        let run = try await MaintenanceRun(
            [
                "GOOGLE_APPLICATION_CREDENTIALS": "{\"type\": \"service_account\"}", "SFTP_KEY_FILE": "key\nkey\n",
                "GOOGLE_DRIVE_CREDENTIALS": "/mnt/drive.json", "KOPIA_PASSWORD": "sesame",
            ],
            entrypoint: Self.entrypoint
        )
        defer { run.cleanUp() }
        #expect(run.status == 7)
        #expect(run.recorded("google") == ["600", "{\"type\": \"service_account\"}"])
        #expect(run.recorded("sftp") == ["600", "key", "key"])
        #expect(run.recorded("rest") == ["/mnt/drive.json", "unset", "sesame", "0022"])
    }

    @Test("B11: the connection in the cache does not outlive its run")
    func staleConfiguration() async throws {
        let run = try await MaintenanceRun([:], entrypoint: Self.entrypoint)
        defer { run.cleanUp() }
        #expect(run.contents(of: "cache").isEmpty)
    }

    private static let entrypoint = MaintenanceRun.standIn.appending(path: "entry.sh").path
}
