import Foundation
import KubernetesAPI
import TestSupport

/// Does a kubelet's work for the pods of a namespace: runs the container of each in a pod of its own, with the
/// environment, files and user that it asks for, and reports how it is and how it ended.
struct TestKubelet: Sendable {
    let world: ControllerWorld

    /// What the node has: the image's programs, and the folders that stand for claims.
    let node: KopiaPod

    /// What the API keeps of a termination message (`terminationMessagePath`, k8s.io/api/core/v1).
    private static let messageLimit = 4096

    /// Works while a test runs.
    static func with(
        _ world: ControllerWorld,
        _ node: KopiaPod,
        _ body: () async throws -> Void
    ) async throws {
        let kubelet = Task { try await TestKubelet(world: world, node: node).run() }
        do {
            try await body()
            kubelet.cancel()
        } catch {
            kubelet.cancel()
            _ = await kubelet.result
            throw error
        }
        _ = await kubelet.result
    }

    private func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var known: Set<String> = []
            while true {
                for pod in try await world.list("pod") {
                    guard let uid = pod["metadata"]?["uid"]?.string, known.insert(uid).inserted else { continue }
                    group.addTask { try await live(pod) }
                }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func live(_ pod: JSONValue) async throws {
        guard let name = pod["metadata"]?["name"]?.string else { return }
        var container = node
        container.given = pod
        container.files = try await files(of: pod)
        try await report(name, phase: "Running", state: ["running": ["startedAt": .string(Self.now)]])
        let start = Self.now
        let ending = try await container.run()
        defer { ending.cleanUp() }
        let terminated: JSONValue = [
            "exitCode": .number(JSONNumber(Int64(ending.status))),
            "reason": ending.status == 0 ? "Completed" : "Error",
            "message": .string(String(ending.terminationMessage.suffix(Self.messageLimit))),
            "startedAt": .string(start),
            "finishedAt": .string(Self.now),
        ]
        let phase = ending.status == 0 ? "Succeeded" : "Failed"
        try await report(name, phase: phase, state: ["terminated": terminated])
    }

    /// What the pod needs of the Secrets and ConfigMaps of its namespace; until all is there the pod waits.
    private func files(of pod: JSONValue) async throws -> [String: [String: String]] {
        while true {
            if let files = try await presentFiles(of: pod) { return files }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// The same, or nil if something that the pod cannot do without is missing.
    private func presentFiles(of pod: JSONValue) async throws -> [String: [String: String]]? {
        var files: [String: [String: String]] = [:]
        for volume in pod["spec"]?["volumes"]?.array ?? [] {
            guard let object = MountedObject(volume) else { continue }
            files[object.name] = try await data(of: object.name, isSecret: object.isSecret)
            if files[object.name] == nil, !object.isOptional { return nil }
        }
        let environment = pod["spec"]?["containers"]?.array?.first?["env"]?.array ?? []
        for name in Set(environment.compactMap { $0["valueFrom"]?["secretKeyRef"]?["name"]?.string }) {
            files[name] = try await data(of: name, isSecret: true)
        }
        return files
    }

    private func data(of name: String, isSecret: Bool) async throws -> [String: String]? {
        let all = try await world.list(isSecret ? "secret" : "configmap")
        guard let object = all.first(where: { $0["metadata"]?["name"]?.string == name }) else { return nil }
        let texts = KopiaPod.texts(of: object["data"])
        return isSecret ? texts.mapValues { String(decoding: Data(base64Encoded: $0) ?? Data(), as: UTF8.self) } : texts
    }

    private func report(_ pod: String, phase: String, state: JSONValue) async throws {
        let container: JSONValue = [
            "name": "kopia-maintenance", "image": "kopia", "imageID": "", "ready": false, "restartCount": 0,
            "state": state,
        ]
        let status: JSONValue = [
            "status": [
                "phase": .string(phase), "containerStatuses": [container], "startTime": .string(Self.now),
            ]
        ]
        try await world.kubectl("patch", "pod", pod, "--subresource=status", "--type=merge", "-p", status.jsonText)
    }

    private static var now: String { ISO8601DateFormatter().string(from: .now) }
}
