import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The page of status")
struct StatusPageTests {
    typealias Sample = SampleMaintenance

    private static func page(_ details: MaintenanceDetails, width: Int? = nil) -> String {
        let surface = Surface(width: width, height: nil, hasColor: false)
        return StatusPage(details, on: surface, now: Sample.now).lines.map { "\($0)\n" }.joined()
    }

    /// A schedule that failed last night and is tried again by hand.
    static let failing: MaintenanceDetails = {
        let object = Sample.object(
            "nightly",
            spec: ["trigger": ["schedule": "0 2 * * *"], "cacheCapacity": "10Gi"],
            failures: 2,
            status: [
                "lastMaintenanceTime": "2026-11-22T02:00:12Z", "nextScheduledMaintenance": "2026-11-25T02:00:00Z",
            ]
        )
        let ended = ("Failed", "2026-11-24T02:00:12Z", "PodFailurePolicy")
        let jobs = [
            Sample.job("old", of: "nightly", started: "2026-11-24T02:00:00Z", ended: ended),
            Sample.job("now", of: "nightly", started: "2026-11-24T11:50:00Z"),
        ]
        let message = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: not this one\n"
        let terminated: JSONValue = ["terminated": ["exitCode": 78, "message": .string(message)]]
        var details = MaintenanceDetails(summary: Sample.summary(object, jobs: jobs))
        details.pods = [
            Sample.pod(of: "old", phase: "Failed", state: terminated), Sample.pod(of: "now", state: ["running": [:]]),
        ]
        details.cronJob = ["spec": ["timeZone": "UTC"]]
        details.claimName = "volsync-kopia-maintenance-nightly-cache"
        details.claim = ["status": ["phase": "Bound", "capacity": ["storage": "10Gi"]]]
        details.events = [
            [
                "reason": "MaintenanceFailed", "type": "Warning", "note": "Job old failed\nlast words",
                "eventTime": "2026-11-24T02:00:13.000000Z",
            ]
        ]
        return details
    }()

    static let whole = """
        backup/nightly  running
        Repository    Secret kopia-config
        Trigger       0 2 * * * in UTC: at 02:00 every day
        Last success  2d9h ago (2026-11-22T02:00:12Z)
        Next          in 14h (2026-11-25T02:00:00Z)
        Failures      2 of 5 in a row
        Cache         PersistentVolumeClaim volsync-kopia-maintenance-nightly-cache: Bound, 10Gi

        Run under way
          Job now for 10m
          pod now-x7f2p on node node-1: at work

        Last runs
          ENDED   TOOK  VERDICT  BY        JOB  REASON
          9h ago  12s   failed   schedule  old  WrongPassword: not this one
          → put the repository's password into KOPIA_PASSWORD of its Secret

        Next runs, in UTC
          Wed 2026-11-25T02:00:00Z  in 14h
          Thu 2026-11-26T02:00:00Z  in 38h
          Fri 2026-11-27T02:00:00Z  in 2d14h

        Events
          LAST SEEN  EVENT              NOTE
          9h ago     MaintenanceFailed  Job old failed last words

        """

    @Test("tells how it is, what runs, what ran and when it runs next", arguments: [nil, 200])
    func whole(_ width: Int?) { #expect(Self.page(Self.failing, width: width) == Self.whole) }

    @Test("fits a terminal of 80 columns, but for sentences with a command to copy")
    func narrow() {
        let page = Self.page(Self.failing, width: 80)
        #expect(
            page.contains(
                """
                Cache         PersistentVolumeClaim volsync-kopia-maintenance-nightly-cache:
                              Bound, 10Gi

                """
            )
        )
        #expect(page.split(separator: "\n").allSatisfy { String($0).displayWidth <= 80 })
    }

    @Test("says how to mend what is wrong, each thing once")
    func remedies() {
        let message = "held after 5 failures in a row"
        let healthy = Sample.condition(
            "MaintenanceHealthy",
            false,
            "ExcessiveFailures",
            "5 failures in a row, the last: Job x failed: PodFailurePolicy: WrongPassword: not this one"
        )
        let conditions = Sample.conditions("ExcessiveFailures", message) + [healthy]
        let object = Sample.object("nightly", reason: "ExcessiveFailures", failures: 5)
            .setting(.array(conditions), at: "status", "conditions")
        #expect(
            Self.page(MaintenanceDetails(summary: Sample.summary(object))).contains(
                """

                Conditions
                  ExcessiveFailures: held after 5 failures in a row
                  → mend the cause, then: kubectl kopia-maintenance reset-failures nightly -n backup
                  ExcessiveFailures: 5 failures in a row, the last: Job x failed: PodFailurePolicy: WrongPassword: not this one
                  → put the repository's password into KOPIA_PASSWORD of its Secret

                """
            )
        )
    }

    @Test("says what it could not read, and that nobody has looked at the object")
    func gaps() {
        var details = MaintenanceDetails(summary: Sample.summary(Sample.object("nightly", reason: nil)))
        details.gaps = ["not allowed: pods"]
        let page = Self.page(details)
        #expect(
            page.hasPrefix(
                "backup/nightly  pending\n  the controller has not looked at it, or not since its last change: is it running?"
            )
        )
        #expect(page.hasSuffix("\nNot shown\n  not allowed: pods\n"))
    }
}
