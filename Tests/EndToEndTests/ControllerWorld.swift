import Foundation
import KubernetesAPI
import TestSupport

/// A namespace on a control plane with the CRD, and what users and the kubelet do in it.
struct ControllerWorld {
    let cluster: ControlPlane
    let namespace: String
    /// With the rights that are installed for the controller, and no other.
    let controllerKubeconfig: URL

    /// Runs a test in a namespace of its own, on the control plane that the tests of the controller share.
    static func run(_ body: (ControllerWorld) async throws -> Void) async throws {
        guard let (cluster, kubeconfig) = SharedControlPlane.current else {
            throw Command.Failure(description: "no control plane")
        }
        let namespace = "test-\(UUID().uuidString.lowercased())"
        try await cluster.must("create", "namespace", namespace)
        // What is made without any wish of the user's is allowed where the least is.
        try await cluster.must("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")
        try await body(ControllerWorld(cluster: cluster, namespace: namespace, controllerKubeconfig: kubeconfig))
    }

    /// Runs a test on a control plane of its own, to which it may do what others would feel.
    ///
    /// - Parameters:
    ///   - mayRefuse: true if its API server may refuse a controller what it has a right to.
    ///   - body: the test.
    /// - Throws: what the test throws, and that a controller was refused something.
    static func runAlone(
        mayRefuse: Bool = false,
        _ body: (ControllerWorld) async throws -> Void
    ) async throws {
        try await SharedControlPlane.run(mayRefuse: mayRefuse) { cluster, kubeconfig in
            try await cluster.must("create", "namespace", "backup")
            try await body(ControllerWorld(cluster: cluster, namespace: "backup", controllerKubeconfig: kubeconfig))
        }
    }

    /// The flags of a controller that has the namespace to itself.
    var alone: [String] { ["--leader-elect", "false", "--namespace", namespace] }

    /// Lets controllers elect their leader in this namespace, where no other test's take part.
    ///
    /// - Returns: the flags that tell them to.
    func allowElection() async throws -> [String] {
        try await kubectl("create", "role", "election", "--verb=get,create,update", "--resource=leases")
        let account = Installation.controllerAccount.replacing("/", with: ":")
        try await kubectl("create", "rolebinding", "election", "--role=election", "--serviceaccount=\(account)")
        return ["--namespace", namespace, "--leader-elect", "true", "--leader-elect-namespace", namespace]
    }
}

// MARK: - The user

extension ControllerWorld {
    @discardableResult
    func kubectl(_ arguments: String...) async throws -> String { try await kubectl(arguments) }

    @discardableResult
    func kubectl(_ arguments: [String]) async throws -> String {
        try await must(["--namespace", namespace] + arguments)
    }

    private func must(_ arguments: [String], input: String = "") async throws -> String {
        guard let assets = ControlPlane.assets else { throw Command.Failure(description: "no KUBEBUILDER_ASSETS") }
        let all = ["--kubeconfig", cluster.kubeconfig.path] + arguments
        return try await Command.output(assets.appending(path: "kubectl").path, all, input: input)
    }

    /// Applies a KopiaMaintenance.
    func submit(_ name: String, _ spec: JSONValue) async throws {
        let object: JSONValue = [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "spec": spec,
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
        ]
        _ = try await must(["apply", "--server-side", "-f", "-"], input: object.jsonText)
    }

    /// Creates an object as somebody else's program would.
    func create(_ object: JSONValue, as manager: String) async throws {
        let arguments = ["--namespace", namespace, "create", "--field-manager", manager, "-f", "-"]
        _ = try await must(arguments, input: object.jsonText)
    }

    /// Changes the spec as `kubectl patch --type merge` does.
    func patch(_ name: String, _ spec: JSONValue) async throws {
        let patch: JSONValue = ["spec": spec]
        try await kubectl("patch", "kmaint", name, "--type=merge", "-p", patch.jsonText)
    }

    func createSecret(_ name: String) async throws {
        try await kubectl(
            "create",
            "secret",
            "generic",
            name,
            "--from-literal=KOPIA_PASSWORD=x",
            "--from-literal=KOPIA_REPOSITORY=s3://bucket"
        )
    }

    func object(_ kind: String, _ name: String) async throws -> JSONValue {
        try JSONParser.parse(await kubectl("get", kind, name, "-o", "json").utf8)
    }

    func list(_ kind: String) async throws -> [JSONValue] {
        try JSONParser.parse(await kubectl("get", kind, "-o", "json").utf8)["items"]?.array ?? []
    }

    /// The status and reason of a condition, as `True/MaintenanceActive`; empty if there is none.
    func condition(_ type: String, of name: String) async throws -> String {
        let conditions = try await object("kmaint", name)["status"]?["conditions"]?.array ?? []
        let condition = conditions.first { $0["type"]?.string == type }
        return condition.map { "\($0["status"]?.string ?? "")/\($0["reason"]?.string ?? "")" } ?? ""
    }

    /// Waits until a question is answered with yes; says what was in the cluster if that takes too long.
    func eventually(
        _ what: String,
        upTo limit: Duration = .seconds(180),
        _ holds: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !holds() {
            guard ContinuousClock.now < deadline else {
                let state = try await kubectl("get", "kmaint,cronjob,job", "-o", "wide")
                throw Command.Failure(description: "in vain: \(what)\n\(state)")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func waitReady(_ name: String) async throws {
        try await kubectl("wait", "--for=condition=Ready", "kmaint/\(name)", "--timeout=180s")
    }
}

// MARK: - The kubelet

extension ControllerWorld {
    /// The names of the Jobs that were let go and have not ended.
    func runningJobs() async throws -> [String] {
        try await list("job").filter { job in
            let conditions = job["status"]?["conditions"]?.array ?? []
            let hasEnded = conditions.contains {
                $0["status"] == "True" && ["Complete", "Failed"].contains($0["type"]?.string ?? "")
            }
            return job["spec"]?["suspend"]?.bool != true && !hasEnded
        }.compactMap { $0["metadata"]?["name"]?.string }
    }

    /// Waits for the one Job that runs.
    func runningJob() async throws -> String {
        var name = ""
        try await eventually("a Job runs") {
            let jobs = try await runningJobs()
            guard jobs.count <= 1 else { throw Command.Failure(description: "several Jobs run: \(jobs)") }
            name = jobs.first ?? ""
            return !name.isEmpty
        }
        return name
    }

    /// Makes a Job from a CronJob's template, owned and labelled as one that the schedule started.
    func fire(_ cronJob: String, as name: String) async throws {
        try await kubectl("create", "job", name, "--from=cronjob/\(cronJob)")
    }

    /// Ends the pod of a Job as the kubelet reports it, with what the run wrote into its termination message.
    func finish(
        _ job: String,
        exitCode: Int,
        reason: String? = nil,
        message: String = "MAINTENANCE_STATUS=SUCCESS\n"
    ) async throws {
        let terminated: JSONValue = [
            "exitCode": .number(JSONNumber(Int64(exitCode))), "message": .string(message),
            "reason": .string(reason ?? (exitCode == 0 ? "Completed" : "Error")),
        ]
        let phase = exitCode == 0 ? "Succeeded" : "Failed"
        try await report(job, phase: phase, state: ["terminated": terminated])
        try await eventually("Job \(job) has ended") { try await !runningJobs().contains(job) }
    }

    /// Tells of the pod of a Job what the kubelet would.
    func report(_ job: String, phase: String, state: JSONValue) async throws {
        var pod = ""
        try await eventually("Job \(job) has a pod") {
            pod =
                try await kubectl("get", "pod", "-l", "batch.kubernetes.io/job-name=\(job)", "-o", "name")
                .split(separator: "\n").first.map(String.init) ?? ""
            return !pod.isEmpty
        }
        let container: JSONValue = [
            "name": "kopia-maintenance", "image": "kopia", "imageID": "", "ready": false, "restartCount": 0,
            "state": state,
        ]
        let status: JSONValue = [
            "status": [
                "phase": .string(phase), "containerStatuses": [container],
                "startTime": "2026-01-01T00:00:00Z",
            ]
        ]
        try await kubectl("patch", pod, "--subresource=status", "--type=merge", "-p", status.jsonText)
    }

    /// The notes of the events about an object, by reason.
    func events(about name: String) async throws -> [String: String] {
        let events = try await list("events.events.k8s.io").filter { $0["regarding"]?["name"]?.string == name }
        let pairs = events.map { ($0["reason"]?.string ?? "", $0["note"]?.string ?? "") }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }
}

extension ControllerWorld {
    /// Once a year, half a year from now: no slot is due, and none has been missed for a while.
    static func distantSchedule() -> String {
        let month = Calendar(identifier: .gregorian).component(.month, from: Date())
        return "0 2 1 \((month + 5) % 12 + 1) *"
    }
}
