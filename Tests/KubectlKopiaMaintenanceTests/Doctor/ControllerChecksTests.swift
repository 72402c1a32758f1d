import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("What a doctor says of the programs in the cluster")
struct ControllerChecksTests {
    private static let now = SampleMaintenance.now

    private static func deployment(
        _ component: String,
        image: JSONValue = "kopia-maintenance:0.1.0",
        ready: JSONValue = 2,
        args: JSONValue = [],
        env: JSONValue = []
    ) -> JSONValue {
        let pod: JSONValue = [
            "containers": [["image": image, "args": args, "env": env]],
            "volumes": [["name": "tmp", "emptyDir": [:]], ["name": "tls", "secret": ["secretName": "tls"]]],
        ]
        return [
            "metadata": [
                "name": .string("our-\(component)"), "namespace": "system",
                "labels": [
                    "app.kubernetes.io/component": .string(component), "app.kubernetes.io/name": "kopia-maintenance",
                ],
            ],
            "spec": ["replicas": 2, "template": ["spec": pod]], "status": ["readyReplicas": ready],
        ]
    }

    private static func statements(
        _ deployments: [JSONValue],
        lease: Look<JSONValue>? = nil
    ) -> [String] {
        var record = InstallationRecord()
        record.deployments = .found(deployments.compactMap(DeploymentRecord.init))
        if let lease { record.leases[ObjectKey(namespace: "system", name: "lease")] = lease }
        return ControllerChecks(record, now: now).checks.map { "\($0.verdict.rawValue): \($0.statement)" }
    }

    @Test("they are told different things of the cluster, and objects are judged as the webhook judges them")
    func told() {
        let (webhook, controller) = (["--kubernetes-version=1.34"], [] as JSONValue)
        let deployments = [
            Self.deployment("webhook", args: .array(webhook.map(JSONValue.string))),
            Self.deployment("controller", args: controller),
        ]
        #expect(
            Self.statements(deployments).last
                == "advice: the programs are told different things of the cluster (controller: any supported Kubernetes, "
                + "whatever its feature gates; webhook: Kubernetes 1.34, whatever its feature gates)"
        )
        var record = InstallationRecord()
        record.deployments = .found(deployments.compactMap(DeploymentRecord.init))
        #expect(record.capabilities == .told("1.34", gates: nil))
        #expect(InstallationRecord().capabilities == .unknown)
    }

    @Test("where they are told no release, the cluster's own counts; where they are told another, that is told")
    func release() {
        let rows: [([JSONValue], ClusterCapabilities, [String])] = [
            ([], .told("1.35", gates: nil), []),
            (["--feature-gates=SELinuxMount=true"], .told("1.35", gates: "SELinuxMount=true"), []),
            (["--kubernetes-version=v1.35.4"], .told("1.35", gates: nil), []),
            (
                ["--kubernetes-version=1.34"], .told("1.34", gates: nil),
                ["advice: webhook is told that this is Kubernetes 1.34, and it is 1.35"]
            ),
        ]
        for (arguments, capabilities, statements) in rows {
            var record = InstallationRecord()
            record.release = .found(KubernetesVersion(1, 35))
            record.deployments = .found(
                [Self.deployment("webhook", args: .array(arguments))].compactMap(DeploymentRecord.init)
            )
            #expect(record.capabilities == capabilities)
            let advice = ControllerChecks(record, now: Self.now).checks.filter { $0.verdict == .advice }
                .map { "\($0.verdict.rawValue): \($0.statement)" }
            #expect(advice.filter { $0.contains("Kubernetes") } == statements)
        }
        var bare = InstallationRecord()
        bare.release = .found(KubernetesVersion(1, 35))
        #expect(bare.capabilities == .told("1.35", gates: nil))
    }

    @Test("all is well")
    func sound() {
        #expect(
            Self.statements([Self.deployment("webhook"), Self.deployment("controller")]) == [
                "sound: controller: 2 of 2 replicas of Deployment system/our-controller ready",
                "sound: webhook: 2 of 2 replicas of Deployment system/our-webhook ready",
            ]
        )
    }

    @Test("nobody is there, or VolSync's controller in our stead")
    func lack() {
        #expect(Self.statements([]) == ["wrong: no controller is installed: nothing makes CronJobs of objects"])
        let volSync: JSONValue = [
            "metadata": [
                "name": "volsync", "namespace": "volsync-system", "labels": ["app.kubernetes.io/name": "volsync"],
            ]
        ]
        #expect(
            Self.statements([volSync]) == [
                "advice: no controller of this project is installed: VolSync's own (Deployment volsync-system/volsync) is to "
                    + "do the work"
            ]
        )
        var record = InstallationRecord()
        record.deployments = .unread(right: "list deployments.apps")
        #expect(ControllerChecks(record, now: Self.now).checks.map(\.verdict) == [.unknown])
    }

    @Test("replicas that are not ready, and a release that is not the plugin's")
    func replicas() {
        let statements = Self.statements([Self.deployment("controller", image: "a:5000/km:9.9", ready: 1)])
        #expect(statements[0] == "wrong: controller: 1 of 2 replicas of Deployment system/our-controller ready")
        #expect(statements[1].hasPrefix("advice: controller is of version 9.9, this plugin of "))
        #expect(Self.statements([Self.deployment("controller", ready: .null)])[0].contains("0 of 2 replicas"))
        // Of a digest nobody knows the version.
        #expect(Self.statements([Self.deployment("controller", image: "a:5000/km@sha256:ab")]).count == 1)
    }

    @Test("the version of an image that is named by its digest is its label's")
    func digest() {
        let object = Self.deployment("webhook", image: "a:5000/km@sha256:ab")
        #expect(InstalledPrograms([object]).deployments.first?.version == "unknown")
        let labelled = object.setting("1.2", at: "metadata", "labels", "app.kubernetes.io/version")
        #expect(InstalledPrograms([labelled]).deployments.first?.version == "1.2")
    }

    @Test("the Lease, by the flags of the controller")
    func names() {
        func lease(_ args: JSONValue) -> ObjectKey? {
            DeploymentRecord(Self.deployment("controller", args: args))?.lease
        }
        #expect(lease([]) == ObjectKey(namespace: "system", name: "kopia-maintenance-controller"))
        let other = lease(["--leader-elect-name=a", "--leader-elect-namespace=b"])
        #expect(other == ObjectKey(namespace: "b", name: "a"))
        #expect(lease(["--leader-elect=false"]) == nil)
        #expect(DeploymentRecord(Self.deployment("webhook"))?.lease == nil)
        #expect(DeploymentRecord(Self.deployment("webhook"))?.mountedSecret == "tls")
    }

    @Test(
        "flags as the program takes them: the last, else the variable",
        arguments: [
            (["--time-zone=A"], [], "A"), (["--time-zone", "A"], [], "A"),
            (["--time-zone=A", "--time-zone", "B"], [], "B"),
            (["--time-zone", "A", "--time-zone=B"], [], "B"), (["--time-zone"], [], nil), ([], [], nil),
            ([], [["name": "KM_TIME_ZONE", "value": "A"]], "A"), ([], [["name": "KM_TIME_ZONE", "value": ""]], nil),
            (["--time-zone=B"], [["name": "KM_TIME_ZONE", "value": "A"]], "B"),
            ([], [["name": "KM_TIME_ZONE", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]]], nil),
            ([], ["no variable"], nil),
        ] as [(JSONValue, JSONValue, String?)]
    )
    func flags(_ args: JSONValue, _ env: JSONValue, _ expected: String?) {
        let deployment = Self.deployment("controller", args: args, env: env)
        #expect(DeploymentRecord(deployment)?.flag("time-zone") == expected)
        let variable: JSONValue = [["name": "KM_LEADER_ELECT", "value": "false"]]
        #expect(DeploymentRecord(Self.deployment("controller", env: variable))?.lease == nil)
    }

    private static func held(_ holder: JSONValue, at time: JSONValue, for seconds: JSONValue = 15) -> JSONValue {
        ["spec": ["holderIdentity": holder, "renewTime": time, "leaseDurationSeconds": seconds]]
    }

    @Test(
        "who leads",
        arguments: [
            (.absent, "wrong: Lease system/lease is not there: no controller has ever led"),
            (.unread(right: "get leases"), "unknown: Lease system/lease: not looked at"),
            (
                .found(held("", at: "2026-11-24T12:00:00.000000Z")),
                "wrong: nobody holds Lease system/lease: no controller works"
            ),
            (.found([:]), "wrong: nobody holds Lease system/lease: no controller works"),
            (.found(held("a", at: "2026-11-24T11:59:57.000000Z")), "sound: a holds Lease system/lease, renewed 3s ago"),
            // A clock that is ahead of the asker's.
            (.found(held("a", at: "2026-11-24T12:00:40.000000Z")), "sound: a holds Lease system/lease, renewed 0s ago"),
            (
                .found(held("a", at: "2026-11-24T11:55:00.000000Z")),
                "wrong: a holds Lease system/lease, and gave no sign of life since 5m ago"
            ),
            (
                .found(held("a", at: "2026-11-24T11:55:00.000000Z", for: 9_223_372_036_854_775_807)),
                "sound: a holds Lease system/lease, renewed 5m ago"
            ),
        ] as [(Look<JSONValue>, String)]
    )
    func leases(_ lease: Look<JSONValue>, _ expected: String) {
        #expect(Self.statements([Self.deployment("controller")], lease: lease).last == expected)
    }
}
