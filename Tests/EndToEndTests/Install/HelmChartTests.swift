import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// The chart, as each released Helm renders it, beside what kustomize builds.
@Suite(
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .enabled(if: !ReleasedProgram.helms.isEmpty, "scripts/neighbours.sh has installed no Helm"),
    .timeLimit(.minutes(10))
)
struct HelmChartTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// Of the kustomization, under `deploy`.
        let folder: String
        let values: JSONValue

        var testDescription: String { folder }
    }

    static let shapes: [Case] = [
        Case(folder: "overlays/default", values: [:]),
        Case(folder: "overlays/cert-manager", values: ["certificates": ["mode": "certManager"]]),
        Case(folder: "overlays/webhook-only", values: ["controller": ["enabled": false], "crds": ["install": false]]),
        Case(
            folder: "overlays/webhook-only-cert-manager",
            values: [
                "certificates": ["mode": "certManager"], "controller": ["enabled": false],
                "crds": ["install": false],
            ]
        ),
    ]

    @Test(
        "Helm makes what kustomize makes, but for the namespace and Helm's own labels",
        arguments: shapes,
        ReleasedProgram.helms
    )
    func sameObjects(_ example: Case, _ helm: ReleasedProgram) async throws {
        let rendered = try await HelmChart.objects(example.values, with: helm)
        let folder = Fixtures.repository.appending(path: "deploy/\(example.folder)")
        let built = try await Installation.objects(builtFrom: folder).filter { $0["kind"] != "Namespace" }
        try Self.expectSame(rendered, built)
    }

    @Test("Every overlay is compared with the chart")
    func shapesAreComplete() {
        #expect(Set(Self.shapes.map(\.folder)) == Set(Installation.Shape.allCases.map { "overlays/\($0.rawValue)" }))
    }

    @Test("Helm finds nothing to complain of, and packs what it renders", arguments: ReleasedProgram.helms)
    func package(_ helm: ReleasedProgram) async throws {
        let lint = try await Command.run(helm.path, ["lint", "--strict", HelmChart.folder.path])
        #expect(lint.status == 0, "\(lint)")
        #expect(!lint.output.contains("[WARNING]") && !lint.output.contains("[ERROR]"), "\(lint)")
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-package-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await Command.output(helm.path, ["package", HelmChart.folder.path, "--destination", folder.path])
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let packed = try await HelmChart.objects([:], with: helm, chart: try #require(files.first))
        #expect(packed == (try await HelmChart.objects([:], with: helm)))
    }

    @Test("Helm makes the same alerts, pod monitors and dashboard as kustomize", arguments: ReleasedProgram.helms)
    func sameMonitoring(_ helm: ReleasedProgram) async throws {
        let all: JSONValue = ["podMonitors": true, "rules": true, "dashboard": true]
        let rendered = try await HelmChart.objects(["monitoring": all], with: helm)
        let without = try await HelmChart.objects([:], with: helm)
        let names = Set(without.map(Self.name))
        let built = try await Installation.objects(builtFrom: MonitoringManifests.folder)
        try Self.expectSame(rendered.filter { !names.contains(Self.name($0)) }, built)
    }

    private static func expectSame(_ rendered: [JSONValue], _ built: [JSONValue]) throws {
        let pairs = rendered.map { (name($0), withoutHelm($0)) }
        let byName = Dictionary(pairs, uniquingKeysWith: { $1 })
        #expect(byName.count == rendered.count)
        #expect(Set(byName.keys) == Set(built.map(name)))
        for object in built { #expect(byName[name(object)] == object, "\(name(object))") }
    }

    private static func name(_ object: JSONValue) -> String {
        "\(object["kind"]?.string ?? "") \(object["metadata"]?["name"]?.string ?? "")"
    }

    /// The object without what Helm adds for itself.
    private static func withoutHelm(_ object: JSONValue) -> JSONValue {
        let own = ["helm.sh/chart", "app.kubernetes.io/managed-by", "app.kubernetes.io/instance"]
        var result = (own + ["app.kubernetes.io/version"]).reduce(object) { object, label in
            object["metadata"]?["labels"] == nil ? object : object.setting(nil, at: "metadata", "labels", label)
        }
        if result["metadata"]?["annotations"]?["helm.sh/resource-policy"] != nil {
            result = result.setting(nil, at: "metadata", "annotations", "helm.sh/resource-policy")
        }
        for part in ["annotations", "labels"] where result["metadata"]?[part]?.object?.isEmpty == true {
            result = result.setting(nil, at: "metadata", part)
        }
        return result
    }

    static let variants: [JSONValue] = [
        [
            "controller": [
                "watchNamespace": "default", "timeZone": "Europe/Berlin", "moverImage": "example.com/kopia:1",
                "env": [["name": "HTTPS_PROXY", "value": "http://proxy:3128"]], "extraArgs": ["--workers=8"],
                "replicas": 1, "podAnnotations": ["example.com/a": "b"],
            ],
            "monitoring": ["labels": ["release": "prometheus"]],
        ],
        [
            "image": ["pullSecrets": ["registry"], "pullPolicy": "Always", "repository": "example.com/km"],
            "webhook": [
                "nodeSelector": ["kubernetes.io/os": "linux"], "tolerations": [["operator": "Exists"]],
                "extraArgs": ["--log-level=debug"], "failurePolicy": "Ignore", "timeoutSeconds": 3,
            ],
            "certificates": ["mode": "secret"], "networkPolicy": ["enabled": false],
            "podDisruptionBudget": ["enabled": false], "priorityClass": ["create": false, "name": ""],
            "userRoles": ["create": false], "crds": ["keep": false],
        ],
        [
            "certificates": [
                "mode": "certManager", "certManager": ["issuerRef": ["kind": "ClusterIssuer", "name": "x"]],
            ]
        ],
        ["controller": ["enabled": false], "certificates": ["clusterDomain": "cluster.example"]],
    ]

    @Test("An API server takes what comes of other values, with strict validation")
    func variantsAreValid() async throws {
        let helm = try #require(ReleasedProgram.helms.last)
        try await ControlPlane.run { cluster in
            try await StandIns.installCertManager(in: cluster)
            try await cluster.must("create", "namespace", Installation.namespace)
            for values in Self.variants {
                let objects = try await HelmChart.objects(values, with: helm)
                let outcome = try await cluster.kubectl(
                    "apply",
                    "--dry-run=server",
                    "--validate=strict",
                    "-f",
                    "-",
                    input: Installation.list(objects)
                )
                #expect(outcome.status == 0, "\(values.jsonText): \(outcome.errors)")
            }
        }
    }

    @Test("Limited to one namespace, the controller has there, and for the certificates, every right that it needs")
    func oneNamespace() async throws {
        let values: JSONValue = ["controller": ["watchNamespace": "backup"]]
        let helm = try #require(ReleasedProgram.helms.last)
        let objects = try await HelmChart.objects(values, with: helm)
        try await ControlPlane.run(withControllers: true) { cluster in
            for namespace in [Installation.namespace, "backup"] {
                try await cluster.must("create", "namespace", namespace)
            }
            let all = objects.filter { $0["kind"]?.string?.hasSuffix("WebhookConfiguration") != true }
            try await cluster.must("apply", "-f", "-", input: Installation.list(all))
            try await cluster.waitForDefinitions()
            let kubeconfig = try await cluster.kubeconfig(ofAccount: "kopia-maintenance-controller")
            let world = ControllerWorld(cluster: cluster, namespace: "backup", controllerKubeconfig: kubeconfig)
            let program = try #require(InstalledProgram(of: "kopia-maintenance-controller", in: objects))
            try await ControllerProcess.run(in: world, program.arguments) { _ in
                try await world.createSecret("repo")
                let spec: JSONValue = ["repository": ["repository": "repo"], "trigger": ["manual": "one"]]
                try await world.submit("by-hand", spec)
                try await world.finish(try await world.runningJob(), exitCode: 78)
                try await world.eventually("the failure is told") {
                    try await world.events(about: "by-hand")["ManualMaintenanceFailed"] != nil
                }
                try await world.kubectl("delete", "kmaint", "by-hand", "--timeout=120s")
                try await Self.expectCertificate(cluster, objects)
            }
            #expect(try AuditLog(of: cluster).refusals(of: Installation.controllerAccount) == [])
        }
    }

    private static func expectCertificate(_ cluster: ControlPlane, _ objects: [JSONValue]) async throws {
        let configurations = objects.filter { $0["kind"]?.string?.hasSuffix("WebhookConfiguration") == true }
        try await cluster.must("apply", "-f", "-", input: Installation.list(configurations))
        try await StandIns.eventually("the certificate is made, and told of") {
            let events = try await cluster.must("get", "events", "-n", Installation.namespace, "-o", "name")
            return try await Installation.isCertified(in: cluster) && !events.isEmpty
        }
    }

    static let clusters: [(values: JSONValue, flags: [String])] = [
        ([:], []),
        (["kubernetesVersion": "1.34"], ["--kubernetes-version=1.34"]),
        (
            ["kubernetesVersion": "v1.33.4+k3s1", "featureGates": "AllAlpha=true,SELinuxMount=false"],
            ["--kubernetes-version=v1.33.4+k3s1", "--feature-gates=AllAlpha=true,SELinuxMount=false"]
        ),
    ]

    @Test("Both programs are told alike which cluster it is", arguments: clusters)
    func clusterFlags(_ values: JSONValue, _ flags: [String]) async throws {
        let objects = try await HelmChart.objects(["cluster": values], with: try #require(ReleasedProgram.helms.last))
        for name in ["kopia-maintenance-webhook", "kopia-maintenance-controller"] {
            let program = try #require(InstalledProgram(of: name, in: objects))
            let told = program.arguments.filter { $0.contains("-version=") || $0.contains("-gates=") }
            #expect(told == flags)
        }
    }

    @Test("Helm tells the release that it finds")
    func release() async throws {
        let helm = try #require(ReleasedProgram.helms.last)
        let objects = try await HelmChart.objects(["cluster": ["kubernetesVersion": "auto"]], with: helm)
        let program = try #require(InstalledProgram(of: "kopia-maintenance-webhook", in: objects))
        #expect(program.arguments.contains { $0 == "--kubernetes-version=v1.36.0" })
    }

    static let mistakes: [JSONValue] = [
        ["webhooks": [:]], ["webhook": ["replicas": "two"]], ["webhook": ["timeoutSeconds": 30]],
        ["certificates": ["mode": "none"]], ["cluster": ["kubernetesVersion": "latest"]],
        ["cluster": ["featureGates": "SELinuxMount"]], ["controller": ["enable": false]], ["image": ["digest": "abc"]],
        ["webhook": ["failurePolicy": "fail"]], ["certificates": ["certManager": ["duration": "90d"]]],
    ]

    @Test(
        "A mistake in the values is refused by their schema",
        arguments: mistakes,
        ReleasedProgram.outermostHelms
    )
    func mistakesAreRefused(_ values: JSONValue, _ helm: ReleasedProgram) async throws {
        let outcome = try await HelmChart.render(values, with: helm)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("schema"), "\(outcome.errors.suffix(500))")
    }
}
