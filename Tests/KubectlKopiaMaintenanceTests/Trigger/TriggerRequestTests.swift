import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Requests for a run")
struct TriggerRequestTests {
    typealias Sample = SampleMaintenance

    static let annotation = "volsync.backube/run-requested"

    private static func request(_ object: JSONValue) -> TriggerRequest { TriggerRequest(KopiaMaintenance(object)) }

    private static func scheduled(asked tag: String? = nil, last run: JSONValue? = nil) -> JSONValue {
        let object = Sample.object("nightly", status: .present([("lastRequestedRun", run)]))
        return tag.map { object.setting(.string($0), at: "metadata", "annotations", annotation) } ?? object
    }

    private static func manual(_ tag: String?, _ status: JSONValue = [:]) -> JSONValue {
        Sample.object(
            "nightly",
            spec: ["trigger": .present([("manual", tag.map(JSONValue.string) ?? "")])],
            reason: "ManualMaintenanceWaiting",
            status: status
        )
    }

    @Test("leave a schedule as it is: the tag goes into an annotation")
    func besideSchedule() {
        let patch: JSONValue = ["metadata": ["annotations": ["volsync.backube/run-requested": "t"]]]
        #expect(Self.request(Self.scheduled()).step(for: "t", isChosen: false) == .patch(patch))
    }

    @Test("of an object with a manual trigger set its tag", arguments: [nil, "old"])
    func byHand(_ old: String?) {
        let object = Self.manual(old, .present([("lastManualSync", old.map(JSONValue.string))]))
        let patch: JSONValue = ["spec": ["trigger": ["manual": "t"]]]
        #expect(Self.request(object).step(for: "t", isChosen: false) == .patch(patch))
    }

    static let done: JSONValue = [
        "tag": "t", "job": "kopia-maint-x", "result": "Successful", "completionTime": "2026-11-24T11:00:00Z",
    ]

    static let outcomes: [(String, JSONValue, TriggerRequest.Outcome)] = [
        ("nothing is known", scheduled(asked: "t"), .open),
        ("it succeeded", scheduled(asked: "t", last: done), .succeeded),
        ("it failed", scheduled(asked: "t", last: done.setting("Failed", at: "result")), .failed),
        ("another did", scheduled(asked: "t", last: done.setting("s", at: "tag")), .open),
        ("by hand, not yet", manual("t"), .open),
        ("by hand, it succeeded", manual("t", ["lastManualSync": "t"]), .succeeded),
        ("by hand, it failed", manual("t", ["lastManualFailure": "t"]), .failed),
    ]

    @Test("know what became of a tag", arguments: outcomes)
    func outcome(_ name: String, _ object: JSONValue, _ outcome: TriggerRequest.Outcome) {
        #expect(Self.request(object).outcome(of: "t") == outcome, "\(name)")
    }

    @Test("are made once for a tag, and a tag that had its run has no other")
    func once() {
        #expect(Self.request(Self.scheduled(asked: "t")).step(for: "t", isChosen: true) == .pending)
        #expect(
            Self.request(Self.scheduled(asked: "t", last: Self.done)).step(for: "t", isChosen: true)
                == .refused("the tag \"t\" had its run, which succeeded: choose another")
        )
    }

    @Test("look at the tag that is given, not only at the one that was asked for last")
    func spent() {
        let spent = TriggerRequest.Step.refused("the tag \"t\" had its run, which succeeded: choose another")
        // The annotation was taken away since, or names another.
        #expect(Self.request(Self.scheduled(last: Self.done)).step(for: "t", isChosen: true) == spent)
        #expect(Self.request(Self.scheduled(asked: "u", last: Self.done)).step(for: "t", isChosen: true) == spent)
        let waiting = Self.manual("u", ["lastManualSync": "t"])
        #expect(Self.request(waiting).step(for: "t", isChosen: true) == spent)
    }

    @Test("are not kept back by an annotation that asks for nothing", arguments: ["", "a\nb"])
    func nothingAsked(tag: String) {
        guard case .patch = Self.request(Self.scheduled(asked: tag)).step(for: "t", isChosen: false) else {
            Issue.record("not asked for")
            return
        }
    }

    @Test("replace one that has not ended only where somebody chose the tag")
    func replacing() {
        let request = Self.request(Self.scheduled(asked: "it's old"))
        guard case .refused(let why) = request.step(for: "t", isChosen: false) else {
            Issue.record("not refused")
            return
        }
        #expect(why.contains("trigger nightly -n backup --tag 'it'\\''s old' --wait"))
        guard case .patch = request.step(for: "t", isChosen: true) else {
            Issue.record("not asked for")
            return
        }
    }

    @Test("are refused while nothing runs, with what to do")
    func refused() {
        let suspended = Sample.object("nightly", spec: ["suspend": true])
        #expect(
            Self.request(suspended).step(for: "t", isChosen: true)
                == .refused("it is suspended: kubectl kopia-maintenance resume nightly -n backup")
        )
        let disabled = Sample.object("nightly", spec: ["enabled": false])
        #expect(
            Self.request(disabled).step(for: "t", isChosen: true)
                == .refused("spec.enabled is false: nothing runs until it is true")
        )
    }

    @Test("have tags that tell when they were made, each once")
    func tags() {
        var random = SeededGenerator(seed: 1)
        let tags = (0..<100).map { _ in RunTag.unique(now: Sample.now, random: &random) }
        #expect(Set(tags).count == 100)
        #expect(tags.allSatisfy { $0.hasPrefix("2026-11-24t12-00-00-") && RunTag.problem(with: $0) == nil })
    }

    static let mistakes: [(String, String)] = [
        ("", "is empty"), (String(repeating: "x", count: 254), "may not be more than 253 characters"),
        ("a\nb", "must not contain control characters such as line breaks or tabs"),
    ]

    @Test("have no tag that admission would refuse", arguments: mistakes)
    func mistake(_ tag: String, _ problem: String) { #expect(RunTag.problem(with: tag) == problem) }

    @Test("may have any other tag", arguments: ["1", "before upgrade", String(repeating: "备", count: 253)])
    func tag(_ tag: String) { #expect(RunTag.problem(with: tag) == nil) }
}
