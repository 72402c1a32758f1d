import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

extension OracleTests {
    private static let restricted = "restricted"

    @Test("Pods with the default contexts run where Pod Security `restricted` is enforced, without a warning")
    func podSecurity() async throws {
        let cluster = try #require(OracleCluster.shared).controlPlane
        try await cluster.must("create", "-f", "-", input: Self.namespace.jsonText)
        let manifests = (OracleManifest.samples + OracleManifest.wild).filter(\.hasDefaultContexts)
        #expect(manifests.count > 20)
        let renderings = manifests.flatMap { manifest in
            [RenderingOptions(), RenderingOptions(moverEntrypoint: "/mover-kopia/entry.sh")].map {
                Self.rendering(of: manifest.object, $0)
            }
        }
        // A pod needs its account; everything else that it names may come later.
        let privileged = Self.rendering(of: Self.privileged, RenderingOptions())
        let accounts = Set((renderings + [privileged]).map(Self.account))
        try await cluster.must("create", "-f", "-", input: Self.list(accounts.map(Self.serviceAccount)))

        let pods = renderings.enumerated().map { Self.pod($1, name: "pod-\($0)") }
        let made = try await cluster.must(
            "create",
            "--dry-run=server",
            "--warnings-as-errors",
            "-f",
            "-",
            input: Self.list(pods)
        )
        #expect(made.split(separator: "\n").count == pods.count)
        try await cluster.must(
            "apply",
            "--server-side",
            "--dry-run=server",
            "--warnings-as-errors",
            "-f",
            "-",
            input: Self.list(renderings.compactMap { $0.cronJob() })
        )

        let pod = Self.pod(privileged, name: "privileged").jsonText
        let refused = try await cluster.kubectl("create", "--dry-run=server", "-f", "-", input: pod)
        #expect(refused.errors.contains("violates PodSecurity"), "the namespace refuses what it should: \(refused)")
    }

    private static let privileged = JSONValue.kopiaMaintenance(
        ["repository": ["repository": "r"], "containerSecurityContext": ["privileged": true]]
    )

    private static let namespace: JSONValue = [
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": [
            "name": .string(restricted),
            "labels": [
                "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted",
            ],
        ],
    ]

    private static func rendering(of object: JSONValue, _ options: RenderingOptions) -> Rendering {
        let object = object.setting(.string(restricted), at: "metadata", "namespace")
        return Rendering(of: KopiaMaintenance(Defaulting(object).object), options: options)
    }

    private static func template(_ rendering: Rendering) -> JSONValue {
        rendering.manualJob(tag: "")["spec"]?["template"] ?? .null
    }

    private static func account(_ rendering: Rendering) -> String {
        template(rendering)["spec"]?["serviceAccountName"]?.string ?? "default"
    }

    private static func serviceAccount(_ name: String) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": ["name": .string(name), "namespace": .string(restricted)],
        ]
    }

    /// The pod that the Job controller would make.
    private static func pod(_ rendering: Rendering, name: String) -> JSONValue {
        template(rendering).setting("v1", at: "apiVersion").setting("Pod", at: "kind")
            .setting(.string(name), at: "metadata", "name")
            .setting(.string(restricted), at: "metadata", "namespace")
    }

    private static func list(_ items: [JSONValue]) -> String {
        JSONValue.object(JSONObject(members: [("apiVersion", "v1"), ("kind", "List"), ("items", .array(items))]))
            .jsonText
    }
}

extension OracleManifest {
    /// True if the user left both contexts to defaulting, and has no volume of a kind that `restricted` does not have.
    fileprivate var hasDefaultContexts: Bool {
        let spec = KopiaMaintenance(object).spec
        return spec.podSecurityContext == nil && spec.containerSecurityContext == nil
            && !(spec.moverVolumes?.array ?? []).contains { $0["volumeSource"]?["nfs"] != nil }
    }
}
