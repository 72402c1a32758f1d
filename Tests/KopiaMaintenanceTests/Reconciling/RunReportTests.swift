import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Why a run failed, by the pods that are left of it.
@Suite struct RunReportTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pods: [JSONValue]
        let reason: String?
        var tail = ""
    }

    static let own = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: it opens nothing"
    static let told = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: Terminated: the run was told to stop"

    static let memory: [Case] = [
        Case(
            testDescription: "killed at its limit",
            pods: [.pod(.ended(137, "OOMKilled"), limit: "1Gi")],
            reason:
                "OutOfMemory: the run needed more memory than its limit of 1Gi: set spec.resources.limits.memory to 2Gi"
        ),
        Case(
            testDescription: "killed at its limit, whatever it said before",
            pods: [.pod(.ended(137, "OOMKilled", own), limit: "100M")],
            reason:
                "OutOfMemory: the run needed more memory than its limit of 100M: set spec.resources.limits.memory to 200M",
            tail: own
        ),
        Case(
            testDescription: "killed without a limit",
            pods: [.pod(.ended(137, "OOMKilled"))],
            reason: "OutOfMemory: the run has no memory limit, and the node ran out of memory: "
                + "set spec.resources.requests.memory to what a run needs"
        ),
        Case(
            testDescription: "killed at the limit of the pod",
            pods: [
                JSONValue.pod(.ended(137, "OOMKilled")).setting("1536Mi", at: "spec", "resources", "limits", "memory")
            ],
            reason:
                "OutOfMemory: the run needed more memory than its limit of 1536Mi: set spec.resources.limits.memory to 3Gi"
        ),
        Case(
            testDescription: "killed by nobody knows whom",
            pods: [.pod(.ended(137, "Error", "Running full maintenance"), limit: "1Gi")],
            reason:
                "OutOfMemory: the run was killed (exit code 137), most likely for want of memory, of which its limit was "
                + "1Gi: set spec.resources.limits.memory to 2Gi",
            tail: "Running full maintenance"
        ),
        Case(
            testDescription: "killed by nobody knows whom, after it had said why it failed",
            pods: [.pod(.ended(137, "Error", own), limit: "1Gi")],
            reason: "WrongPassword: it opens nothing",
            tail: own
        ),
        Case(
            testDescription: "another container was killed at its limit",
            pods: [
                .pod(
                    .ended(1, "Error"),
                    others: [("scanner", .ended(137, "OOMKilled"))],
                    limits: ["scanner": "64Mi"]
                )
            ],
            reason: "OutOfMemory: container scanner needed more memory than its limit of 64Mi: "
                + "give it more where it is added to the pod"
        ),
        Case(
            testDescription: "a container before it was killed",
            pods: [.pod(nil, initial: [("jitter", .ended(137, "OOMKilled"))])],
            reason: "OutOfMemory: container jitter has no memory limit, and the node ran out of memory: "
                + "give it more where it is added to the pod"
        ),
    ]

    static let others: [Case] = [
        Case(
            testDescription: "its own word",
            pods: [.pod(.ended(78, "Error", own))],
            reason: "WrongPassword: it opens nothing",
            tail: own
        ),
        Case(
            testDescription: "evicted by the kubelet, which the run cannot know",
            pods: [
                JSONValue.pod(.ended(143, "Error", told)).setting("Evicted", at: "status", "reason")
                    .setting("The node was low on resource: memory.", at: "status", "message")
            ],
            reason: "Evicted: The node was low on resource: memory.",
            tail: told
        ),
        Case(
            testDescription: "on a node that is gone",
            pods: [
                JSONValue.pod(nil).setting(
                    [
                        [
                            "type": "DisruptionTarget", "status": "True", "reason": "DeletionByPodGC",
                            "message": "PodGC: node no longer exists",
                        ]
                    ],
                    at: "status",
                    "conditions"
                )
            ],
            reason: "DeletionByPodGC: PodGC: node no longer exists"
        ),
        Case(
            testDescription: "evicted without a word of the kubelet's",
            pods: [JSONValue.pod(nil).setting("Evicted", at: "status", "reason")],
            reason: "Evicted"
        ),
        Case(
            testDescription: "told to stop, by nobody knows whom",
            pods: [.pod(.ended(143, "Error", told))],
            reason: "Terminated: the run was told to stop",
            tail: told
        ),
        Case(
            testDescription: "a program that the image lacks",
            pods: [.pod(.ended(128, "StartError", "exec: \"/bin/sh\": no such file or directory"))],
            reason: "StartError: container kopia-maintenance: exec: \"/bin/sh\": no such file or directory",
            tail: "exec: \"/bin/sh\": no such file or directory"
        ),
        Case(
            testDescription: "a container that a policy adds",
            pods: [.pod(nil, initial: [("jitter", .ended(2, "Error", "sleep: invalid"))])],
            reason: "container jitter ended with exit code 2",
            tail: "sleep: invalid"
        ),
        Case(
            testDescription: "a container that a policy adds ended badly, too",
            pods: [.pod(.ended(1, "Error"), others: [("proxy", .ended(143, "Error", "bye"))])],
            reason: nil,
            tail: "bye"
        ),
        Case(
            testDescription: "a node that lost it",
            pods: [.pod(.ended(137, "ContainerStatusUnknown", "could not be located"))],
            reason: "ContainerStatusUnknown: container kopia-maintenance: could not be located",
            tail: "could not be located"
        ),
        Case(
            testDescription: "the newest pod that knows why",
            pods: [
                .pod(
                    .ended(1, "Error", "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: NoSpace: full"),
                    at: 1
                ),
                .pod(.ended(78, "Error", own), at: 2), .pod(.ended(1, "Error", "a line"), at: 3),
            ],
            reason: "WrongPassword: it opens nothing",
            tail: own
        ),
        Case(
            testDescription: "an end without a reason",
            pods: [.pod(.ended(1, "Error", "a line"))],
            reason: nil,
            tail: "a line"
        ),
    ]

    @Test("A run that failed says why", arguments: memory + others)
    func reason(_ example: Case) throws {
        let report = try #require(RunReport(pods: example.pods))
        #expect(report.failureReason == example.reason)
        #expect(report.tail == example.tail)
    }

    @Test("Pods without a word are no report", arguments: [[], [JSONValue.pod(nil)], [.pod(.ended(1, "Error"))]])
    func nothing(_ pods: [JSONValue]) {
        #expect(RunReport(pods: pods) == nil)
    }

    @Test(
        "The next limit is twice the last, as one would write it",
        arguments: [
            ("1Gi", "2Gi"), ("512Mi", "1Gi"), ("1.5Gi", "3Gi"), ("1G", "2G"), ("1500M", "3G"), ("1000", "2k"),
            ("0", "more"), ("much", "more"), ("9000P", "more"),
        ]
    )
    func next(limit: String, next: String) throws {
        let report = try #require(RunReport(pods: [.pod(.ended(137, "OOMKilled"), limit: limit)]))
        #expect(report.failureReason?.hasSuffix("set spec.resources.limits.memory to \(next)") == true)
    }

    @Test(
        "A word is letters, the first of them large, and not too many",
        arguments: [
            ("WrongPassword: it opens nothing", "WrongPassword"), ("Evicted", "Evicted"), ("lower: no", nil),
            ("Two words: no", nil), ("Änderung: no", nil), ("", nil), (String(repeating: "A", count: 41) + ": no", nil),
            ("CreateContainerConfigError: yes", "CreateContainerConfigError"),
        ] as [(String, String?)]
    )
    func word(text: String, word: String?) {
        #expect(FailureWord.word(of: text) == word)
    }
}
