import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

/// The commands as a user runs them, on a cluster that a test can make fail.
@Suite("Commands that talk to a cluster", .timeLimit(.minutes(5)))
struct ClusterCommandTests {
    typealias Sample = SampleMaintenance

    @Test("status lists what there is, and says where there is nothing")
    func table() async throws {
        try await FakeClusterRun.run { run in
            let empty = try await run.plugin("status")
            #expect(empty.status == 0 && empty.output.isEmpty)
            #expect(empty.complaints == "no KopiaMaintenance in namespace backup\n")
            try run.store(Sample.object("nightly"))
            try run.store(Sample.object("weekly", reason: "SecretNotFound"))
            let words = try await run.plugin("status").output.split(separator: "\n").map { $0.split(separator: " ") }
            #expect(words.first?.first == "NAME")
            #expect(words.dropFirst().map { $0.first } == ["nightly", "weekly"])
            let everywhere = try await run.plugin("status", "-A").output
            #expect(everywhere.hasPrefix("NAMESPACE  NAME"))
            let names = try await run.plugin("status", "-o", "name").output
            #expect(names == "kopiamaintenance.volsync.backube/nightly\nkopiamaintenance.volsync.backube/weekly\n")
        }
    }

    @Test("status tells programs what it tells people")
    func json() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly", reason: "ExcessiveFailures", message: "held", failures: 5))
            let json = try JSONParser.parse(Array(try await run.plugin("status", "-o", "json").output.utf8))
            let expected: JSONValue = [
                "namespace": "backup", "name": "nightly", "repository": "kopia-config", "schedule": "0 2 * * *",
                "state": "held", "message": "held", "failures": 5,
            ]
            #expect(json == ["maintenances": [expected]])
        }
    }

    @Test("status shows the table where Jobs may not be read, and says what is missing")
    func withoutJobs() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly"))
            let refusal = FakeStatus(403, "Forbidden", "User \"me\" cannot list resource \"jobs\"")
            run.server.add(FakeFault("GET", on: "/jobs", times: nil, .refuse(refusal)))
            let status = try await run.plugin("status")
            #expect(status.status == 0 && status.output.contains("nightly"))
            #expect(status.complaints.hasPrefix("runs under way are not shown: not allowed: User \"me\" cannot list"))
        }
    }

    @Test("suspend, resume and reset-failures change what is otherwise, once, and say so")
    func changes() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly", failures: 2))
            let name = "kopiamaintenance.volsync.backube/nightly"
            let dry = try await run.plugin("suspend", "nightly", "--dry-run", "client").output
            #expect(dry == "\(name) suspended (dry run)\n")
            #expect(run.server.count("PATCH") == 0)
            #expect(try await run.plugin("suspend", "nightly").output == "\(name) suspended\n")
            #expect(try await run.plugin("suspend", "--all").output == "\(name) unchanged: is suspended already\n")
            #expect(run.server.count("PATCH") == 1)
            #expect(try await run.plugin("resume", "nightly").output == "\(name) resumed\n")
            #expect(try await run.plugin("reset-failures", "nightly").output == "\(name) failures reset\n")
            let again = try await run.plugin("reset-failures", "nightly").output
            #expect(again.hasPrefix("\(name) unchanged: is asked for"))
            #expect(run.server.count("PATCH") == 3)
            let last = run.server.requests.last { $0.method == "PATCH" }
            #expect(last?.target.contains("fieldManager=kubectl-kopia_maintenance") == true)
        }
    }

    @Test("a name that does not exist keeps no other from its change, and the exit code tells")
    func oneOfSeveral() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly"))
            let outcome = try await run.plugin("suspend", "none", "nightly")
            #expect(outcome.status == 1)
            #expect(outcome.output == "kopiamaintenance.volsync.backube/nightly suspended\n")
            #expect(outcome.complaints.hasPrefix("error: no KopiaMaintenance \"none\" in namespace backup"))
        }
    }

    @Test("logs prints the run under way, else the last, and says what it knows of a pod that is gone")
    func logs() async throws {
        try await FakeClusterRun.run { run in
            let ended = ("Complete", "2026-11-24T02:01:00Z", "")
            try run.store(Sample.object("nightly", status: ["lastMaintenanceTime": "2026-11-24T02:01:00Z"]))
            let none = try await run.plugin("logs", "nightly").complaints
            #expect(none.contains("has no Job: a run last succeeded at 2026"))
            try run.store(Sample.job("old", of: "nightly", started: "2026-11-24T02:00:00Z", ended: ended))
            let gone = try await run.plugin("logs", "nightly")
            #expect(gone.status == 1)
            #expect(gone.complaints.contains("the pod of Job old is gone, and its log with it; Job old succeeded"))
            try run.store(Sample.job("now", of: "nightly", started: "2026-11-24T11:50:00Z"))
            let job = try #require(run.server.cluster.object("Job", FakeObjectName("backup", "now")))
            let pod = Sample.pod(of: "now", state: ["running": [:]]).setting(
                [["uid": job["metadata"]?["uid"] ?? "", "controller": true]],
                at: "metadata",
                "ownerReferences"
            )
            try run.store(pod)
            run.server.cluster.setLog(FakeObjectName("backup", "now-x7f2p"), "one\ntwo\n")
            #expect(try await run.plugin("logs", "nightly").output == "one\ntwo\n")
            let other = try await run.plugin("logs", "nightly", "--job", "none").complaints
            #expect(other.contains("has no Job \"none\": there are ") && other.contains("old") && other.contains("now"))
            #expect(try await run.plugin("logs", "nightly", "--job", "old").status == 1)
        }
    }

    @Test("trigger asks once, and refuses what cannot run")
    func trigger() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly"))
            try run.store(Sample.object("resting", spec: ["suspend": true]))
            let asked = try await run.plugin("trigger", "nightly", "--tag", "t")
            #expect(asked.output == "kopiamaintenance.volsync.backube/nightly triggered: tag t\n")
            let name = FakeObjectName("backup", "nightly")
            let object = run.server.cluster.object("KopiaMaintenance", name)
            #expect(object?["metadata"]?["annotations"]?["volsync.backube/run-requested"] == "t")
            #expect(object?["spec"]?["trigger"] == ["schedule": "0 2 * * *"])
            #expect(try await run.plugin("trigger", "nightly", "--tag", "t").output.contains("asked for already"))
            #expect(run.server.count("PATCH") == 1)
            let refused = try await run.plugin("trigger", "resting")
            #expect(refused.status == 1)
            #expect(refused.complaints.contains("it is suspended: kubectl kopia-maintenance resume"))
        }
    }

    @Test("logs -f waits for a run that has not begun, though another has left its log")
    func follow() async throws {
        try await FakeClusterRun.run { run in
            let ended = ("Complete", "2026-11-24T02:01:00Z", "")
            try run.store(Sample.object("nightly"))
            try run.store(Sample.job("old", of: "nightly", started: "2026-11-24T02:00:00Z", ended: ended))
            try run.store(Sample.job("next", of: "nightly", suspended: true))
            async let output = run.plugin("logs", "nightly", "-f")
            try await eventually { run.server.count("GET") > 3 }
            let name = FakeObjectName("backup", "next")
            try run.server.cluster.update("Job", name) { $0.setting(false, at: "spec", "suspend") }
            let job = try #require(run.server.cluster.object("Job", name))
            let owner: JSONValue = ["uid": job["metadata"]?["uid"] ?? "", "controller": true]
            run.server.cluster.setLog(FakeObjectName("backup", "next-x7f2p"), "one\n")
            let pod = Sample.pod(of: "next", state: ["running": [:]])
            try run.store(pod.setting([owner], at: "metadata", "ownerReferences"))
            #expect(try await output.output == "one\n")
        }
    }

    @Test("trigger --wait takes no earlier run of the tag for this one")
    func again() async throws {
        try await FakeClusterRun.run { run in
            let last: JSONValue = [
                "tag": "u", "job": "j", "result": "Successful", "completionTime": "2026-11-24T11:00:00Z",
            ]
            try run.store(Sample.object("nightly", status: ["lastRequestedRun": last]))
            let job = OwnedNames(namespace: "backup", name: "nightly").requestedJob(tag: "t")
            let ended = ("Complete", "2026-11-24T02:01:00Z", "")
            try run.store(Sample.job(job, of: "nightly", started: "2026-11-24T02:00:00Z", ended: ended))
            let outcome = try await run.plugin("trigger", "nightly", "--tag", "t", "--wait", "--timeout", "2s")
            #expect(outcome.status == 3, "\(outcome)")
        }
    }

    @Test("trigger --wait ends when somebody takes the request back")
    func takenBack() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly"))
            async let waiting = run.plugin("trigger", "nightly", "--tag", "t", "--wait", "--timeout", "1m")
            try await eventually { run.server.count("PATCH") == 1 }
            try run.server.cluster.update("KopiaMaintenance", FakeObjectName("backup", "nightly")) {
                $0.setting(nil, at: "metadata", "annotations", "volsync.backube/run-requested")
            }
            let outcome = try await waiting
            #expect(outcome.status == 1)
            #expect(outcome.complaints.contains("the run of \"t\" was dropped: the tag was taken back"))
        }
    }

    @Test("trigger --wait ends with 3 when its time is over, and says that the run goes on")
    func timeout() async throws {
        try await FakeClusterRun.run { run in
            try run.store(Sample.object("nightly"))
            let outcome = try await run.plugin("trigger", "nightly", "--tag", "t", "--wait", "--timeout", "1s")
            #expect(outcome.status == 3)
            #expect(outcome.complaints.contains("nightly: asked for; the controller makes a Job of it\n"))
            #expect(outcome.complaints.contains("backup/nightly has not ended after 1s, and goes on"))
        }
    }
}
