import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The state of an object in a word")
struct MaintenanceStateTests {
    typealias Sample = SampleMaintenance

    static let reasons: [(String, String)] = [
        ("MaintenanceActive", "healthy"), ("ManualMaintenanceCompleted", "done"),
        ("ManualMaintenanceRunning", "running"), ("ManualMaintenanceWaiting", "waiting"), ("StandingBack", "waiting"),
        ("AwaitingTrigger", "idle"), ("MaintenanceSuspended", "suspended"), ("MaintenanceDisabled", "disabled"),
        ("ExcessiveFailures", "held"), ("ManualMaintenanceFailed", "failed"), ("RunCannotStart", "stuck"),
        ("ValidationFailed", "invalid"), ("SecretNotFound", "missing secret"),
        ("ConfigMapNotFound", "missing configmap"), ("ClaimNotFound", "missing claim"), ("NameTaken", "name taken"),
        ("ApplyRefused", "refused"), ("OfALaterRelease", "OfALaterRelease"),
    ]

    @Test("follows from the reason of Ready", arguments: reasons)
    func reason(_ reason: String, _ word: String) {
        #expect(Sample.summary(Sample.object("nightly", reason: reason)).state.word == word)
    }

    @Test("counts the failures of a schedule that still runs")
    func failing() { #expect(Sample.summary(Sample.object("nightly", failures: 2)).state.word == "failing 2/5") }

    @Test("is pending until the controller has looked")
    func pending() { #expect(Sample.summary(Sample.object("nightly", reason: nil)).state.word == "pending") }

    @Test("is pending while the controller has not seen the last change")
    func changed() {
        let object = Sample.object("nightly").setting(2, at: "metadata", "generation")
        #expect(Sample.summary(object).state.word == "pending")
    }

    @Test("cannot command a terminal, whatever a later controller writes as its reason")
    func unknown() {
        #expect(
            Sample.summary(Sample.object("nightly", reason: "New\u{1B}[2J\nWord")).state.word == "New\u{FFFD}[2J Word"
        )
    }

    @Test("is deleting from the moment that somebody asked for it")
    func deleting() {
        let object = Sample.object("nightly").setting("2026-11-24T11:00:00Z", at: "metadata", "deletionTimestamp")
        #expect(Sample.summary(object).state.word == "deleting")
    }

    static let started = "2026-11-24T11:59:00Z"

    static let jobs: [(String, JSONValue, String)] = [
        ("runs", Sample.job("a", of: "nightly", started: started), "running"),
        ("waits", Sample.job("a", of: "nightly", suspended: true), "waiting"),
        ("is another object's", Sample.job("a", of: "weekly", started: started), "healthy"),
        (
            "has ended",
            Sample.job("a", of: "nightly", started: started, ended: ("Complete", started, "CompletionsReached")),
            "healthy"
        ),
        (
            "is being deleted",
            Sample.job("a", of: "nightly", started: started)
                .setting(.string(started), at: "metadata", "deletionTimestamp"),
            "healthy"
        ),
    ]

    @Test("tells of a Job of the schedule, which no condition tells of", arguments: jobs)
    func job(_ name: String, _ job: JSONValue, _ word: String) {
        #expect(Sample.summary(Sample.object("nightly"), jobs: [job]).state.word == word, "a Job that \(name)")
    }

    @Test("stays what keeps runs back while one goes on", arguments: ["MaintenanceSuspended", "ExcessiveFailures"])
    func backs(_ reason: String) {
        let job = Sample.job("a", of: "nightly", started: Self.started)
        let object = Sample.object("nightly", reason: reason)
        #expect(Sample.summary(object, jobs: [job]).state == Sample.summary(object).state)
    }
}
