import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// Every shape of the installation on a real API server.
@Suite(.serialized, .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"))
struct InstallationTests {
    @Test(
        "Applied whole with strict validation; applied again nothing changes; deleted nothing is left",
        .timeLimit(.minutes(10))
    )
    func appliesAndLeaves() async throws {
        try await ControlPlane.run(withControllers: true) { cluster in
            try await StandIns.installCertManager(in: cluster)
            for shape in Installation.Shape.allCases {
                let before = try await Self.inventory(of: cluster)
                let folder = shape.overlay.path
                let applied = try await cluster.kubectl("apply", "--validate=strict", "-k", folder)
                #expect(applied.status == 0, "\(shape): \(applied)")
                #expect(!applied.errors.contains("Warning"), "\(shape): \(applied.errors)")
                try await Self.expectNothingChanges(in: cluster, folder)
                try await Self.expectPodsAreAdmitted(in: cluster, shape)
                let deleted = try await cluster.kubectl("delete", "-k", folder, "--timeout=120s")
                #expect(deleted.status == 0, "\(shape): \(deleted)")
                let left = try await Self.inventory(of: cluster).subtracting(before)
                #expect(left.isEmpty, "\(shape)")
            }
        }
    }

    /// Everything in the cluster, by name, but what the API server keeps of its own work.
    private static func inventory(of cluster: ControlPlane) async throws -> Set<Substring> {
        let kinds = try await cluster.must("api-resources", "--verbs=list,delete", "-o", "name")
        let asked = kinds.split(separator: "\n").filter { !$0.hasPrefix("events") && !$0.hasPrefix("leases") }
        let all = try await cluster.must("get", asked.joined(separator: ","), "-A", "-o", "name", "--ignore-not-found")
        return Set(all.split(separator: "\n"))
    }

    /// Applying once more leaves every object at the generation it has.
    ///
    /// kubectl's own word is not asked: of a PodDisruptionBudget it says `configured` although nothing changes.
    private static func expectNothingChanges(in cluster: ControlPlane, _ folder: String) async throws {
        let before = try await cluster.must("get", "-k", folder, "-o", "json")
        try await cluster.must("apply", "--validate=strict", "-k", folder)
        let after = try await cluster.must("get", "-k", folder, "-o", "json")
        #expect(try Self.specifications(after) == Self.specifications(before))
    }

    /// The objects without what their controllers write.
    private static func specifications(_ list: String) throws -> [JSONValue] {
        try JSONParser.parse(list.utf8)["items"]?.array?.map {
            $0.setting(nil, at: "status").setting(nil, at: "metadata", "resourceVersion")
        } ?? []
    }

    /// Creates, for show, a pod of every template, and looks at what the API server makes of it.
    private static func expectPodsAreAdmitted(in cluster: ControlPlane, _ shape: Installation.Shape) async throws {
        let templates = try await Installation.objects(of: shape).compactMap(PodTemplate.init)
        #expect(!templates.isEmpty, "\(shape)")
        for template in templates {
            let outcome = try await cluster.kubectl(
                "create",
                "--dry-run=server",
                "-o",
                "json",
                "-f",
                "-",
                input: template.pod.jsonText
            )
            #expect(outcome.status == 0, "\(shape), \(template.name): \(outcome)")
            let pod = try JSONParser.parse(outcome.output.utf8)
            let hasToken = pod["spec"]?["volumes"]?.array?.contains { $0["projected"] != nil } ?? false
            #expect(hasToken == !template.name.hasSuffix("-webhook"), "\(shape), \(template.name)")
            #expect(pod["spec"]?["containers"]?.array?.allSatisfy(Self.isConfined) == true, "\(template.name)")
        }
    }

    private static func isConfined(_ container: JSONValue) -> Bool {
        let context = container["securityContext"]
        return context?["readOnlyRootFilesystem"] == true && context?["allowPrivilegeEscalation"] == false
            && context?["capabilities"]?["drop"] == ["ALL"] && container["resources"]?["limits"]?["memory"] != nil
    }

    @Test("What is said of a role's name is so: viewers view, editors edit, neither writes a status")
    func userRoles() async throws {
        try await ControlPlane.run(withControllers: true) { cluster in
            try await Installation.applyPermissions(to: cluster)
            try await cluster.must("apply", "-f", "-", input: Self.users)
            for (user, verb, resource, expected) in Self.expectations {
                try await StandIns.eventually("\(user) may \(verb) \(resource): \(expected)") {
                    let words = ["auth", "can-i", verb] + resource.split(separator: " ").map(String.init)
                    let answer = try await cluster.kubectl(words + ["-n", "default", "--as", user])
                    return answer.output.hasPrefix(expected ? "yes" : "no")
                }
            }
        }
    }

    private static let expectations: [(String, String, String, Bool)] = [
        ("view", "list", "kopiamaintenances", true), ("view", "get", "kopiamaintenances --subresource=status", true),
        ("view", "create", "kopiamaintenances", false),
        ("edit", "patch", "kopiamaintenances", true), ("edit", "watch", "kopiamaintenances", true),
        ("edit", "patch", "kopiamaintenances --subresource=status", false),
        ("admin", "delete", "kopiamaintenances", true),
        ("admin", "update", "kopiamaintenances --subresource=status", false),
    ]

    /// A user for each of the standard roles, in the namespace `default`.
    private static let users: String = {
        let bindings: [JSONValue] = ["view", "edit", "admin"].map { role in
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                "metadata": ["name": .string("test-\(role)"), "namespace": "default"],
                "roleRef": [
                    "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role),
                ],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(role)]],
            ]
        }
        return Installation.list(bindings)
    }()
}

/// The pods that an object of the installation makes.
private struct PodTemplate {
    let name: String
    let pod: JSONValue

    /// Nil for an object that makes none.
    init?(_ object: JSONValue) {
        let spec = object["spec"]
        guard let template = spec?["template"] ?? spec?["jobTemplate"]?["spec"]?["template"],
            let name = object["metadata"]?["name"]?.string
        else { return nil }
        self.name = name
        let metadata = (template["metadata"] ?? [:]).setting(.string(name), at: "name")
        pod = [
            "apiVersion": "v1", "kind": "Pod", "spec": template["spec"] ?? .null,
            "metadata": metadata.setting(.string(Installation.namespace), at: "namespace"),
        ]
    }
}
