import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The stages of a run that somebody waits for")
struct RunStageTests {
    typealias Sample = SampleMaintenance

    private static func view(
        _ job: JSONValue? = nil,
        pods: [JSONValue] = [],
        outcome: TriggerRequest.Outcome = .open,
        behind other: String? = nil,
        isAsked: Bool = true
    ) -> RunView {
        RunView(
            outcome: outcome,
            isAsked: isAsked,
            message: "why",
            job: job.map { ObservedJob($0) },
            pods: pods,
            runningBefore: other
        )
    }

    private static func sentence(_ view: RunView) -> String { RunStage(view).sentence(now: Sample.now) }

    static let running = Sample.job("j", of: "nightly", started: "2026-11-24T11:50:00Z")
    static let reason = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: not this one\n"

    @Test("are told one after the other")
    func sentences() {
        let waiting = Sample.job("j", of: "nightly", suspended: true)
        let cases: [(RunView, String)] = [
            (Self.view(), "asked for; the controller makes a Job of it"),
            (Self.view(waiting), "waits for its turn"),
            (Self.view(waiting, behind: "k"), "waits for its turn behind Job k"),
            (Self.view(Self.running), "Job j makes its pod"),
            (
                Self.view(Self.running, pods: [Sample.pod(of: "j", node: nil, phase: "Pending", state: [:])]),
                "pod j-x7f2p: waits for a node"
            ),
            (
                Self.view(
                    Self.running,
                    pods: [Sample.pod(of: "j", phase: "Pending", state: ["waiting": ["reason": "ContainerCreating"]])]
                ),
                "pod j-x7f2p on node node-1: prepares volumes and image"
            ),
            (
                Self.view(
                    Self.running,
                    pods: [
                        Sample.pod(
                            of: "j",
                            phase: "Pending",
                            state: ["waiting": ["reason": "ImagePullBackOff", "message": "Back-off\npulling"]]
                        )
                    ]
                ),
                "pod j-x7f2p on node node-1: ImagePullBackOff: Back-off pulling"
            ),
            (
                Self.view(Self.running, pods: [Sample.pod(of: "j", state: ["running": [:]])]),
                "pod j-x7f2p at work for 10m"
            ),
        ]
        for (view, expected) in cases { #expect(Self.sentence(view) == expected) }
    }

    @Test("end with the verdict and the run's own reason")
    func ends() {
        let start = "2026-11-24T11:50:00Z"
        let good = Sample.job("j", of: "nightly", started: start, ended: ("Complete", "2026-11-24T11:52:05Z", ""))
        #expect(Self.sentence(Self.view(good)) == "succeeded after 2m5s")
        let bad = Sample.job(
            "j",
            of: "nightly",
            started: start,
            ended: ("Failed", "2026-11-24T11:50:12Z", "PodFailurePolicy")
        )
        let pod = Sample.pod(
            of: "j",
            phase: "Failed",
            state: ["terminated": ["exitCode": 78, "message": .string(Self.reason)]]
        )
        #expect(Self.sentence(Self.view(bad, pods: [pod])) == "failed after 12s: WrongPassword: not this one")
        #expect(Self.sentence(Self.view(bad)) == "failed after 12s: PodFailurePolicy")
    }

    @Test("end without a Job where the status knows the end, and where nobody asks for the run any more")
    func gone() {
        #expect(Self.sentence(Self.view(outcome: .succeeded)) == "succeeded")
        #expect(Self.sentence(Self.view(outcome: .failed)) == "failed: why")
        #expect(RunStage(Self.view(isAsked: false)) == .dropped)
        // A Job that somebody deletes is made again.
        #expect(RunStage(Self.view(isAsked: true)) == .requested)
    }

    @Test("are not those of an earlier run of the same tag, whose Job is still there")
    func earlier() {
        let ended = ("Complete", "2026-11-24T11:52:05Z", "")
        let old = Self.view(Sample.job("j", of: "nightly", started: "2026-11-24T11:50:00Z", ended: ended))
        #expect(old.earlierJob == old.job?.uid)
        #expect(RunStage(old.without(old.earlierJob)) == .requested)
        let done = Self.view(old.job?.json, outcome: .succeeded)
        #expect(done.earlierJob == nil)
        let other = Self.view(Self.running)
        #expect(other.earlierJob == nil && other.without("another").job == other.job)
    }
}
