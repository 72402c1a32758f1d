import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// The rights that are installed for the controller, against the requests that it makes.
///
/// That they are enough is seen in every test of a controller; here, that each is needed.
@Suite(.serialized, .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"))
struct InstalledRightsTests {
    private typealias Permission = AuditLog.Permission

    /// Asked for by the API server's own check of owner references, which its audit log does not show.
    private static let unseen: Set<AuditLog.Permission> = [
        Permission(group: "volsync.backube", resource: "kopiamaintenances/finalizers", verb: "update")
    ]

    @Test(
        "In the life of a few objects the controller makes use of every right that it is given",
        .timeLimit(.minutes(10))
    )
    func everyRightIsUsed() async throws {
        try await ControllerWorld.runAlone { world in
            let installation = try await Installation.objects(of: .standard)
            let granted = Self.rights(in: installation).subtracting(Self.unseen)
            #expect(granted.count > 30)
            let controller = try #require(InstalledProgram(of: "kopia-maintenance-controller", in: installation))
            try await ControllerProcess.run(in: world, controller.arguments) { controller in
                try await Self.live(world)
                // Only now, for the webhook that they name is not there.
                try await Self.certify(world, installation)
                try await controller.stop()
            }
            let used = try AuditLog(of: world.cluster).used(by: Installation.controllerAccount)
            let unused = granted.subtracting(used).subtracting(Self.listsBeforeStreaming(used))
            #expect(unused.sorted() == [], "granted, but never used")
            #expect(used.subtracting(granted).sorted() == [], "used by another right than these")
        }
    }

    @Test("The documentation lists exactly these rights", .timeLimit(.minutes(10)))
    func rightsAreDocumented() async throws {
        let page = Fixtures.repository.appending(path: "docs/installation.md")
        let documented = Self.rows(try String(contentsOf: page, encoding: .utf8))
        try await ControlPlane.run { cluster in
            try await Installation.applyPermissions(to: cluster)
            let account = Installation.controllerAccount.replacing("/", with: ":")
            let list = ["auth", "can-i", "--list", "--as", "system:serviceaccount:\(account)", "-n"]
            var actual: Set<String> = []
            for namespace in ["default", Installation.namespace] {
                try await StandIns.eventually("the roles count") {
                    actual.formUnion(Self.rows(try await cluster.kubectl(list + [namespace]).output))
                    return actual.count > 10
                }
            }
            #expect(actual == documented)
        }
    }

    /// The rows of `kubectl auth can-i --list` that name resources, less those of every account.
    private static func rows(_ text: String) -> Set<String> {
        let rows = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        return Set(rows.filter { $0.contains(/^[a-z.\/0-9]+ \[\] \[.*\] \[.*\]$/) && !$0.hasPrefix("selfsubject") })
    }

    /// The lists that an API server is asked for that cannot send what there is at the beginning of a watch (before 1.34).
    private static func listsBeforeStreaming(_ used: Set<AuditLog.Permission>) -> Set<AuditLog.Permission> {
        Set(
            used.filter { $0.verb == "watch" }.map {
                Permission(group: $0.group, resource: $0.resource, verb: "list")
            }
        )
    }

    /// What the roles of the controller grant.
    private static func rights(in installation: [JSONValue]) -> Set<AuditLog.Permission> {
        let roles = installation.filter { object in
            ["Role", "ClusterRole"].contains(object["kind"]?.string)
                && object["metadata"]?["name"]?.string?.hasPrefix("kopia-maintenance-controller") == true
        }
        return Set(roles.flatMap { $0["rules"]?.array ?? [] }.flatMap(rights))
    }

    private static func rights(of rule: JSONValue) -> [AuditLog.Permission] {
        let strings = { (name: String) in rule[name]?.array?.compactMap(\.string) ?? [] }
        return strings("apiGroups").flatMap { group in
            strings("resources").flatMap { resource in
                strings("verbs").map { Permission(group: group, resource: resource, verb: $0) }
            }
        }
    }

    /// Scheduled with a cache beside the scripts of another release, taken over, run by hand and failed, reset, deleted.
    private static func live(_ world: ControllerWorld) async throws {
        try await world.createSecret("repo")
        let former = "kopia-maintenance-0123456789abcdef"
        try await world.create(ControllerWorld.scripts(former, ["maintain.sh": "exit 0"]), as: "former")
        try await world.submit("nightly", ["repository": ["repository": "repo"], "cacheCapacity": "1Gi"])
        try await world.waitReady("nightly")
        try await forgetWhoMade("cronjob", world)
        try await forgetWhoMade("serviceaccount", world)
        try await world.patch("nightly", ["successfulJobsHistoryLimit": 2])
        try await world.eventually("CronJob and account are taken over again") {
            let objects = try await world.list("cronjob") + maintained("serviceaccount", world)
            return objects.allSatisfy { $0["metadata"]?["annotations"]?["volsync.backube/applied-hash"] != nil }
        }
        try await world.eventually("the scripts of another release are gone") {
            try await !world.list("configmap").contains { $0["metadata"]?["name"]?.string == former }
        }
        try await fail(world)
        try await beRefused(world)
        try await world.kubectl("delete", "kmaint", "--all", "--timeout=120s")
    }

    private static func maintained(_ kind: String, _ world: ControllerWorld) async throws -> [JSONValue] {
        try await world.list(kind).filter { $0["metadata"]?["labels"]?["volsync.backube/kopia-maintenance"] != nil }
    }

    /// Takes away the mark by which the controller knows its own objects: it looks at them before it writes.
    private static func forgetWhoMade(_ kind: String, _ world: ControllerWorld) async throws {
        for object in try await maintained(kind, world) {
            let name = object["metadata"]?["name"]?.string ?? ""
            try await world.kubectl("annotate", kind, name, "volsync.backube/applied-hash-")
        }
    }

    private static func fail(_ world: ControllerWorld) async throws {
        try await world.submit("by-hand", ["repository": ["repository": "repo"], "trigger": ["manual": "one"]])
        for _ in 1...2 {
            // The second time the same event is counted, not written anew.
            try await world.finish(try await world.runningJob(), exitCode: 78)
            try await world.eventually("the failure is in the status") {
                try await world.condition("Error", of: "by-hand") == "True/ManualMaintenanceFailed"
            }
            try await world.kubectl("annotate", "kmaint", "by-hand", "volsync.backube/reset-failures=true")
            try await world.eventually("the reset is done") {
                try await world.object("kmaint", "by-hand")["metadata"]?["annotations"]?[
                    "volsync.backube/reset-failures"
                ]
                    == nil
            }
        }
    }

    /// A run that gets no pod: only the events say why.
    private static func beRefused(_ world: ControllerWorld) async throws {
        let enforced = "pod-security.kubernetes.io/enforce=restricted"
        try await world.cluster.must("label", "namespace", world.namespace, enforced)
        let asRoot: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["manual": "one"], "podSecurityContext": ["runAsUser": 0],
            "containerSecurityContext": ["readOnlyRootFilesystem": true],
        ]
        try await world.submit("as-root", asRoot)
        try await world.kubectl("delete", "kmaint", "by-hand", "--timeout=120s")
        try await world.eventually("the refusal is in the status") {
            try await world.condition("Error", of: "as-root") == "True/RunCannotStart"
        }
    }

    /// Installs the webhook configurations and waits until the controller has certified them.
    private static func certify(_ world: ControllerWorld, _ installation: [JSONValue]) async throws {
        let configurations = installation.filter { $0["kind"]?.string?.hasSuffix("WebhookConfiguration") == true }
        #expect(configurations.count == 2)
        try await world.cluster.must("apply", "-f", "-", input: Installation.list(configurations))
        try await StandIns.eventually("the API server is told whom to trust") {
            try await Installation.isCertified(in: world.cluster)
        }
    }
}
