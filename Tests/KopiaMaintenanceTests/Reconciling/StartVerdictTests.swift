import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// How the start of a run is judged, by its Job, its pods and the events about them.
@Suite struct StartVerdictTests {
    /// When the Job began and its pod was made.
    private static let start: Int64 = 1_790_000_000
    private static let patience = StartVerdict.patience
    private static let schedulingPatience = StartVerdict.schedulingPatience

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var job: JSONValue?
        var pods: [JSONValue] = []
        var complaint: StartObstacle?
        /// Seconds since the Job began.
        let age: Int64
        /// What is said; nil if nothing is to be said.
        var says: String?
        /// When to look again, in seconds since the Job began.
        var again: Int64?
    }

    private static func job(_ status: JSONValue = [:], suspend: Bool = false) -> JSONValue {
        [
            "metadata": ["name": "job", "namespace": "ns", "uid": "job-uid"],
            "spec": ["suspend": .bool(suspend), "activeDeadlineSeconds": 10800],
            "status": status.setting(.string(Timestamp.string(fromUnixSeconds: start)), at: "startTime"),
        ]
    }

    private static func pod(_ state: JSONValue?, initial: [(name: String, state: JSONValue)] = []) -> JSONValue {
        .pod(state, initial: initial, at: start)
    }

    private static func unscheduled(_ message: String) -> JSONValue {
        let condition: JSONValue = [
            "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": .string(message),
            "lastTransitionTime": .string(Timestamp.string(fromUnixSeconds: start)),
        ]
        return pod(nil).setting([condition], at: "status", "conditions")
    }

    private static func running(since age: Int64) -> JSONValue {
        ["running": ["startedAt": .string(Timestamp.string(fromUnixSeconds: start + age))]]
    }

    static let byPod: [Case] = [
        Case(
            testDescription: "an image that cannot be pulled",
            pods: [pod(.waiting("ErrImagePull", "not found"))],
            age: patience,
            says: "ErrImagePull: not found"
        ),
        Case(
            testDescription: "the same, at first",
            pods: [pod(.waiting("ErrImagePull", "not found"))],
            age: patience - 1,
            again: patience
        ),
        Case(
            testDescription: "a key that the Secret lacks, on several lines",
            pods: [pod(.waiting("CreateContainerConfigError", "couldn't find key\nKOPIA_PASSWORD"))],
            age: patience,
            says: "CreateContainerConfigError: couldn't find key KOPIA_PASSWORD"
        ),
        Case(
            testDescription: "a container that a policy adds, with an image that cannot be pulled",
            pods: [pod(.waiting("PodInitializing"), initial: [("jitter", .waiting("InvalidImageName", "bad"))])],
            age: patience,
            says: "InvalidImageName: container jitter: bad"
        ),
        Case(
            testDescription: "no node for it",
            pods: [unscheduled("0/3 nodes are available")],
            age: schedulingPatience,
            says: "Unschedulable: 0/3 nodes are available"
        ),
        Case(
            testDescription: "no node yet",
            pods: [unscheduled("0/3 nodes are available")],
            age: schedulingPatience - 1,
            again: schedulingPatience
        ),
        Case(
            testDescription: "a container that spreads runs by sleeping",
            pods: [pod(.waiting("PodInitializing"), initial: [("jitter", running(since: 10))])],
            age: 3600,
            again: 5410
        ),
        Case(
            testDescription: "a container before the run that does not end",
            pods: [pod(.waiting("PodInitializing"), initial: [("jitter", running(since: 10))])],
            age: 5410,
            says: "PodInitializing: the run waits for container jitter to end"
        ),
        Case(
            testDescription: "a sidecar is at work, the image of the run cannot be pulled",
            pods: [
                pod(.waiting("ImagePullBackOff", "Back-off"), initial: [("proxy", running(since: 10))])
                    .setting([["name": "proxy", "restartPolicy": "Always"]], at: "spec", "initContainers")
            ],
            age: patience,
            says: "ImagePullBackOff: Back-off"
        ),
        Case(
            testDescription: "a pod that is being deleted says nothing",
            pods: [pod(.waiting("ErrImagePull")).setting("2026-09-21T00:00:00Z", at: "metadata", "deletionTimestamp")],
            age: 0,
            again: patience
        ),
    ]

    static let byEvents: [Case] = [
        Case(
            testDescription: "a volume that cannot be mounted",
            pods: [pod(.waiting("ContainerCreating"))],
            complaint: StartObstacle(podEvents: [event("FailedMount", "no such claim")]),
            age: patience,
            says: "FailedMount: no such claim"
        ),
        Case(
            testDescription: "a volume that takes its time",
            pods: [pod(.waiting("ContainerCreating"))],
            age: 100,
            again: 200
        ),
        Case(
            testDescription: "a pod that may not be made",
            complaint: StartObstacle(jobEvents: [event("FailedCreate", "exceeded quota")]),
            age: patience,
            says: "FailedCreate: exceeded quota"
        ),
        Case(testDescription: "a Job between two pods", job: job(["failed": 1]), age: 40, again: 80),
        Case(testDescription: "a Job that has just begun", age: 5, again: patience),
        Case(testDescription: "a run at work", job: job(["active": 1]), age: 5000),
        Case(testDescription: "a pod that is being stopped", job: job(["terminating": 1]), age: 5000),
        Case(testDescription: "a Job that waits its turn", job: job(suspend: true), age: 5000),
        Case(
            testDescription: "a Job whose pods are being taken away",
            job: job(["conditions": [["type": "FailureTarget", "status": "True"]]]),
            age: 5000
        ),
        Case(
            testDescription: "a Job that has ended",
            job: job(["conditions": [["type": "Failed", "status": "True"]]]),
            age: 5000
        ),
        Case(testDescription: "a Job that nobody has looked at", job: job().setting([:], at: "status"), age: 5000),
    ]

    private static func event(_ reason: String, _ note: String, at time: Int64 = start) -> JSONValue {
        [
            "type": ["FailedMount", "FailedCreate"].contains(reason) ? "Warning" : "Normal", "reason": .string(reason),
            "note": .string(note), "deprecatedLastTimestamp": .string(Timestamp.string(fromUnixSeconds: time)),
        ]
    }

    @Test("A run that does not begin is told once it should have", arguments: byPod + byEvents)
    func verdict(_ example: Case) {
        var job = ObservedJob(example.job ?? Self.job())
        job.start = RunStart(pods: example.pods.map { ObservedPod($0.withStartOnly) }, complaint: example.complaint)
        let now = Self.start + example.age
        let verdict = StartVerdict(job, now: now)
        if let says = example.says {
            #expect(verdict == .blocked(StartObstacle(told: says)))
        } else if case .blocked = verdict {
            Issue.record("\(verdict)")
        }
        #expect(verdict.nextLook(after: now) == example.again.map { Self.start + $0 })
    }

    struct Events: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var isOfJob = false
        let events: [JSONValue]
        var says: String?
    }

    static let events: [Events] = [
        Events(testDescription: "none", events: []),
        Events(
            testDescription: "the mount failed, and then it did not",
            events: [event("FailedMount", "no", at: start), event("Pulling", "", at: start + 1)]
        ),
        Events(
            testDescription: "in the second in which it was sent to its node the mount failed",
            events: [event("FailedMount", "no"), event("Scheduled", "")],
            says: "FailedMount: no"
        ),
        Events(
            testDescription: "the last of several counts, by the time at which it was seen last",
            events: [
                event("FailedMount", "old", at: start + 1),
                event("FailedMount", "new").setting(
                    ["lastObservedTime": .string(Timestamp.string(fromUnixSeconds: start + 2))],
                    at: "series"
                ),
            ],
            says: "FailedMount: new"
        ),
        Events(
            testDescription: "a policy warns, and the mount fails",
            events: [
                event("FailedMount", "no"),
                event("PolicyViolation", "", at: start + 1).setting("Warning", at: "type"),
            ],
            says: "FailedMount: no"
        ),
        Events(
            testDescription: "a policy warns of a pod whose image is large",
            events: [
                event("Pulling", ""), event("PolicyViolation", "", at: start + 1).setting("Warning", at: "type"),
            ]
        ),
        Events(
            testDescription: "a pod was refused, whatever else is said of the Job",
            isOfJob: true,
            events: [event("FailedCreate", "exceeded quota"), event("Resumed", "", at: start + 5)],
            says: "FailedCreate: exceeded quota"
        ),
        Events(
            testDescription: "a pod was refused, and then made",
            isOfJob: true,
            events: [event("FailedCreate", "exceeded quota"), event("SuccessfulCreate", "", at: start + 5)]
        ),
    ]

    @Test("Events tell what is in the way, unless the last news is good", arguments: events)
    func told(_ example: Events) {
        let events = example.events
        let obstacle = example.isOfJob ? StartObstacle(jobEvents: events) : StartObstacle(podEvents: events)
        #expect(obstacle?.reason == example.says)
    }

    @Test("What is kept of a pod is small, and enough to judge its start")
    func kept() {
        let labels: JSONValue = ["volsync.backube/maintenance-name": "km", "team": "storage"]
        let pod = Self.pod(.waiting("ErrImagePull", "not found"), initial: [("jitter", .ended(0, "Completed"))])
            .setting(labels, at: "metadata", "labels")
            .setting([["uid": "job-uid", "controller": true]], at: "metadata", "ownerReferences")
            .setting([["type": "Ready"], ["type": "PodScheduled"]], at: "status", "conditions")
            .setting("10.0.0.1", at: "status", "podIP")
        let kept = pod.withStartOnly
        #expect(ObservedPod(kept).jobUID == "job-uid")
        #expect(kept["metadata"]?["labels"] == ["volsync.backube/maintenance-name": "km"])
        #expect(kept["status"]?["conditions"] == [["type": "PodScheduled"]])
        #expect(kept["status"]?["podIP"] == nil && kept["spec"]?["containers"] == nil)
        #expect(kept.withStartOnly == kept)
    }
}
