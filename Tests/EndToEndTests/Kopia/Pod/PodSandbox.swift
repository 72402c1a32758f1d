import Foundation
import KubernetesAPI
import TestSupport

/// What a kubelet prepares for a container: its volumes on the disk, and how it is started.
struct PodSandbox {
    /// The folder with the volumes and the termination message.
    let folder: URL
    let hostname: String
    let program = KopiaPod.folder.appending(path: "pod.sh").path
    let arguments: [String]
    let environment: [String: String]

    /// Makes the volumes.
    ///
    /// - Throws: ``Command/Failure`` for a pod that a kubelet would not start; what the file system says.
    init(_ pod: KopiaPod) throws {
        hostname = "pod-\(UUID().uuidString.lowercased())"
        folder = FileManager.default.temporaryDirectory.appending(path: hostname)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let template = pod.template
        let container = template["spec"]?["containers"]?.array?.first ?? .null
        let context = SecurityContext(
            pod: template["spec"]?["securityContext"],
            container: container["securityContext"]
        )
        guard context.user != 0 || !context.runsAsNonRoot else {
            throw Command.Failure(description: "container has runAsNonRoot and image will run as root")
        }
        let volumes = PodVolumesOnDisk(pod, folder: folder, group: context.fsGroup)
        let mounts = try volumes.mounts(of: container, in: template["spec"]?["volumes"]?.array ?? [])
        let command = (container["command"]?.array ?? []).compactMap(\.string).map(KubeletExpansion.expanded)
        var programs = ["kopia": pod.kopia.program, "rclone": URL(filePath: "/usr/bin/rclone")]
        programs.merge(pod.programs) { _, given in given }
        arguments =
            ["--folder", folder.path, "--shell", pod.shell.path] + context.arguments
            + programs.sorted { $0.key < $1.key }.flatMap { ["--program", "\($0.key)=\($0.value.path)"] }
            + mounts.flatMap { ["--mount", $0] } + ["--"] + command
        environment = try Self.environment(of: container, pod: pod)
            .merging(["HOSTNAME": hostname, "HOME": "/"]) { given, _ in given }
    }

    /// The image's environment, and over it what the container's says, references to absent keys left out.
    private static func environment(of container: JSONValue, pod: KopiaPod) throws -> [String: String] {
        var all = KopiaPod.stockEnvironment.merging(pod.imageEnvironment) { _, given in given }
        for entry in container["env"]?.array ?? [] {
            guard let name = entry["name"]?.string else { continue }
            if let value = entry["value"]?.string {
                all[name] = KubeletExpansion.expanded(value)
            } else if let reference = entry["valueFrom"]?["secretKeyRef"] {
                let found = try SecretReference(reference).value(in: pod)
                if let found { all[name] = found }
            }
        }
        return all
    }
}

extension PodSandbox {
    /// What the two security contexts make of the container together.
    private struct SecurityContext {
        let user: Int64
        let fsGroup: Int64?
        let runsAsNonRoot: Bool
        private let isRootReadOnly: Bool
        private let keepsCapabilities: Bool

        init(pod: JSONValue?, container: JSONValue?) {
            user = container?["runAsUser"]?.int64 ?? pod?["runAsUser"]?.int64 ?? 0
            fsGroup = pod?["fsGroup"]?.int64
            runsAsNonRoot = (container?["runAsNonRoot"] ?? pod?["runAsNonRoot"])?.bool ?? false
            isRootReadOnly = container?["readOnlyRootFilesystem"]?.bool ?? false
            keepsCapabilities = !(container?["capabilities"]?["drop"]?.array ?? []).contains("ALL")
        }

        /// What containerd gives a container.
        private static let defaultCapabilities = [
            "chown", "dac_override", "fsetid", "fowner", "mknod", "net_raw", "setgid", "setuid", "setfcap", "setpcap",
            "net_bind_service", "sys_chroot", "kill", "audit_write",
        ]

        /// The options of `pod.sh`; a user who is not in the image's `passwd` has the group 0.
        var arguments: [String] {
            var all = ["--user", "\(user):0" + (fsGroup.map { ":\($0)" } ?? "")]
            if !isRootReadOnly { all.append("--writable-root") }
            if keepsCapabilities {
                all += ["--capabilities", Self.defaultCapabilities.map { "+\($0)" }.joined(separator: ",")]
            }
            return all
        }
    }
}
