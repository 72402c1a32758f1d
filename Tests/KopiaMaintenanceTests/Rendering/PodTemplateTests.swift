import KopiaMaintenance
import KubernetesAPI
import Testing

@Suite struct PodTemplateTests {
    @Test("Scheduled and manual runs get the same pod")
    func onePod() throws {
        let rendering = RenderingFixtures.rendering([
            "repository": ["repository": "kopia-config", "customCA": ["configMapName": "ca", "key": "ca.crt"]],
            "serviceAccountName": "backup",
            "nodeSelector": ["disk": "ssd"],
            "tolerations": [["operator": "Exists"]],
            "affinity": ["nodeAffinity": [:]],
            "moverPodLabels": ["team": "platform"],
            "cacheCapacity": "10Gi",
        ])
        let scheduled = try #require(rendering.cronJob()?["spec"]?["jobTemplate"]?["spec"])
        #expect(rendering.manualJob(tag: "now")["spec"] == scheduled)
    }

    struct PassThrough: Sendable, CustomTestStringConvertible {
        let field: String
        let value: JSONValue
        let place: FieldPath

        var testDescription: String { field }
    }

    private static let podSpec = FieldPath("spec")
    private static let container = FieldPath("spec").field("containers").index(0)

    static let passedThrough: [PassThrough] = [
        PassThrough(field: "affinity", value: ["future": ["x": 1]], place: podSpec.field("affinity")),
        PassThrough(
            field: "tolerations",
            value: [["key": "a", "future": "1"], ["operator": "Exists"]],
            place: podSpec.field("tolerations")
        ),
        PassThrough(field: "nodeSelector", value: ["a": "b", "c": "d"], place: podSpec.field("nodeSelector")),
        PassThrough(
            field: "podSecurityContext",
            value: [
                "runAsUser": 2000, "supplementalGroupsPolicy": "Strict", "sysctls": [["name": "a", "value": "b"]],
                "seccompProfile": ["type": "Localhost", "localhostProfile": "p"], "future": ["y": "z"],
            ],
            place: podSpec.field("securityContext")
        ),
        PassThrough(
            field: "containerSecurityContext",
            value: [
                "runAsUser": 0, "procMount": "Unmasked", "appArmorProfile": ["type": "Unconfined"], "future": true,
            ],
            place: container.field("securityContext")
        ),
        PassThrough(
            field: "resources",
            value: ["limits": ["memory": "1.5e3Mi", "example.com/gpu": 1], "claims": [["name": "x"]], "future": []],
            place: container.field("resources")
        ),
        PassThrough(field: "resources", value: [:], place: container.field("resources")),
    ]

    @Test(
        "B19: what the user writes about the pod arrives unchanged, unknown fields included",
        arguments: passedThrough
    )
    func passThrough(_ example: PassThrough) {
        let pod = RenderingFixtures.pod([example.field: example.value])
        #expect(pod.value(at: example.place) == example.value)
    }

    @Test("Nothing is set that the user left out", arguments: ["nodeSelector", "tolerations", "affinity"])
    func absent(_ field: String) {
        let pod = RenderingFixtures.pod()
        #expect(pod["spec"]?.object?[field] == nil)
        #expect(pod["spec"]?.object?["imagePullSecrets"] == nil)
    }

    struct Seccomp: Sendable, CustomTestStringConvertible {
        let name: String
        let pod: JSONValue
        var container: JSONValue = [:]
        let expected: JSONValue?

        var testDescription: String { name }
    }

    static let seccomp: [Seccomp] = [
        Seccomp(name: "neither names one", pod: ["runAsUser": 1000], expected: ["type": "RuntimeDefault"]),
        Seccomp(name: "an empty context", pod: [:], expected: ["type": "RuntimeDefault"]),
        Seccomp(name: "null is absent", pod: ["seccompProfile": .null], expected: ["type": "RuntimeDefault"]),
        Seccomp(
            name: "the pod names one",
            pod: ["seccompProfile": ["type": "Unconfined"]],
            expected: ["type": "Unconfined"]
        ),
        Seccomp(
            name: "the container names one",
            pod: ["runAsUser": 1000],
            container: ["seccompProfile": ["type": "Unconfined"]],
            expected: nil
        ),
    ]

    @Test("B23: the runtime's seccomp profile is used unless the user names one", arguments: seccomp)
    func seccompProfile(_ example: Seccomp) {
        let pod = RenderingFixtures.pod([
            "podSecurityContext": example.pod, "containerSecurityContext": example.container,
        ])
        #expect(pod["spec"]?["securityContext"]?["seccompProfile"] == example.expected)
        #expect(pod.container["securityContext"] == example.container)
    }

    @Test("B23: the pod has no token, no service links, and the installation's pull secrets")
    func installation() {
        let options = RenderingOptions(
            moverImage: "registry.example/kopia:1",
            imagePullPolicy: .always,
            imagePullSecrets: ["one", "two"]
        )
        let spec = RenderingFixtures.pod(options: options)["spec"]
        #expect(spec?["automountServiceAccountToken"] == false)
        #expect(spec?["enableServiceLinks"] == false)
        #expect(spec?["imagePullSecrets"] == [["name": "one"], ["name": "two"]])
        #expect(spec?["containers"]?.array?.first?["image"] == "registry.example/kopia:1")
        #expect(spec?["containers"]?.array?.first?["imagePullPolicy"] == "Always")
    }

    @Test("A failed pod stays, with the end of its log for whoever looks")
    func failure() {
        let pod = RenderingFixtures.pod()
        #expect(pod["spec"]?["restartPolicy"] == "Never")
        #expect(pod.container["terminationMessagePolicy"] == "FallbackToLogsOnError")
        #expect(pod.container["name"] == "kopia-maintenance")
    }

    @Test("The service account is the user's, else the object's own")
    func serviceAccount() {
        let name = OwnedNames(namespace: "prod", name: "nightly").serviceAccount
        #expect(RenderingFixtures.pod()["spec"]?["serviceAccountName"] == .string(name))
        #expect(RenderingFixtures.pod(["serviceAccountName": "mine"])["spec"]?["serviceAccountName"] == "mine")
    }

    @Test("User labels stand beside the managed ones and never replace them")
    func labels() {
        let labels = RenderingFixtures.pod([
            "moverPodLabels": [
                "team": "platform", "volsync.backube/maintenance-name": "other", "job-name": "mine",
                "batch.kubernetes.io/controller-uid": "mine",
            ]
        ])["metadata"]?["labels"]
        #expect(
            labels == [
                "volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": "nightly",
                "team": "platform",
            ]
        )
    }

    @Test("B21: the root is read-only and /tmp is on the node's disk, in both kinds of run")
    func scratch() {
        let pod = RenderingFixtures.pod()
        #expect(pod["spec"]?["volumes"]?.named("tmp")?["emptyDir"] == [:])
        #expect(pod.container["volumeMounts"]?.named("tmp")?["mountPath"] == "/tmp")
        #expect(pod.container["securityContext"]?["readOnlyRootFilesystem"] == true)
    }
}
