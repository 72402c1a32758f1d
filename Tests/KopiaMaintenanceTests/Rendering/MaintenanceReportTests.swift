import KopiaMaintenance
import Testing

@Suite struct MaintenanceReportTests {
    @Test("The lines of a run that succeeded")
    func success() throws {
        let report = try #require(
            MaintenanceReport(
                "MAINTENANCE_QUICK_STATUS: FAILURE\nMAINTENANCE_STATUS: SUCCESS\nMAINTENANCE_DURATION: 42\n"
            )
        )
        #expect(report.status == .success)
        #expect(report.quickStatus == .failure)
        #expect(report.duration == .seconds(42))
        #expect(report.failureReason == nil)
        #expect(report.failureWord == nil)
    }

    @Test("The lines of a run that failed, at the end of its log")
    func failure() throws {
        let report = try #require(
            MaintenanceReport(
                """
                Connecting to the repository (s3) as maintenance@volsync
                MAINTENANCE_STATUS: FAILURE
                MAINTENANCE_DURATION: 3
                MAINTENANCE_FAILURE_REASON: Unreachable: dial tcp: lookup minio: no such host
                """
            )
        )
        #expect(report.status == .failure)
        #expect(report.failureReason == "Unreachable: dial tcp: lookup minio: no such host")
        #expect(report.failureWord == "Unreachable")
    }

    @Test("The lines of a VolSync image have their log level before them, and a sentence without a word")
    func moverImage() throws {
        let report = try #require(
            MaintenanceReport(
                """
                INFO: MAINTENANCE_STATUS: FAILURE
                INFO: MAINTENANCE_FAILURE_REASON: Could not establish maintenance ownership
                INFO: EXIT_CODE: 1
                """
            )
        )
        #expect(report.status == .failure)
        #expect(report.failureReason == "Could not establish maintenance ownership")
        #expect(report.failureWord == nil)
        #expect(report.duration == nil)
    }

    @Test(
        "A text that does not say how the run ended is no report",
        arguments: [
            "", "Killed", "MAINTENANCE_STATUS: PERHAPS", "x MAINTENANCE_STATUS: SUCCESS", "MAINTENANCE_DURATION: 3",
        ]
    )
    func nothing(_ text: String) {
        #expect(MaintenanceReport(text) == nil)
    }

    @Test("Nonsense in one line does not take the others along")
    func nonsense() throws {
        let report = try #require(MaintenanceReport("MAINTENANCE_STATUS: SUCCESS\r\nMAINTENANCE_DURATION: soon\r\n"))
        #expect(report.status == .success)
        #expect(report.duration == nil)
    }
}
