import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport

/// The pod of a maintenance run, made as a kubelet makes it of the pod template that the controller renders.
///
/// The container gets the environment of the stock image and what the template says, and no more; its volumes are
/// folders of the host; it is isolated by `pod.sh`.
struct KopiaPod: Sendable {
    let kopia: Kopia

    /// What `/bin/sh` is.
    var shell = PodShell.dash

    /// The fields of the KopiaMaintenance beside those that defaulting adds.
    var spec: [String: JSONValue] = ["podSecurityContext": Self.securityContext(user: Self.user)]

    /// The repository Secret, which the template calls ``secretName``.
    var secret: [String: String] = [:]

    /// Other Secrets and ConfigMaps of the namespace, the scripts' left out: their keys and what they hold.
    var files: [String: [String: String]] = [:]

    /// The folders that stand for claims.
    var claims: [String: URL] = [:]

    /// Claims that cannot be written.
    var readOnlyClaims: Set<String> = []

    /// Volumes that are to be somebody else's; the folders that stand for them.
    var substitutes: [String: URL] = [:]

    /// Programs of the image beside kopia and rclone.
    var programs: [String: URL] = [:]

    /// What the image's environment has beside what the stock image's has.
    var imageEnvironment: [String: String] = [:]

    /// The pod as somebody made it, where it is not to be rendered here.
    var given: JSONValue?
}

extension KopiaPod {
    /// A user that is nobody on this machine.
    static let user = 65_532

    /// The name of the repository Secret.
    static let secretName = "kopia-config"

    /// What a Secret or a ConfigMap of the namespace holds; nil if there is none of that name.
    func data(of name: String) -> [String: String]? {
        if let data = files[name] { return data }
        // A pod that is given comes with what it mounts.
        guard given == nil else { return nil }
        switch name {
        case Self.secretName: return secret
        case ScriptsConfigMap.name: return Self.scripts
        default: return nil
        }
    }

    /// The scripts of this release, as the controller would apply them.
    private static let scripts = texts(of: ScriptsConfigMap.json(namespace: nil)["data"])

    /// The members of an object that are texts.
    static func texts(of object: JSONValue?) -> [String: String] {
        let pairs = (object?.object?.members ?? []).compactMap { member in
            member.value.string.map { (member.name, $0) }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The environment of the stock image: its Dockerfile (tools/docker/Dockerfile of kopia 0.21, 0.22 and 0.23).
    static let stockEnvironment = [
        "DEBIAN_FRONTEND": "noninteractive",
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "KOPIA_CONFIG_PATH": "/app/config/repository.config",
        "KOPIA_LOG_DIR": "/app/logs",
        "KOPIA_CACHE_DIRECTORY": "/app/cache",
        "RCLONE_CONFIG": "/app/rclone/rclone.conf",
        "KOPIA_PERSIST_CREDENTIALS_ON_CONNECT": "false",
        "KOPIA_CHECK_FOR_UPDATES": "false",
    ]

    /// The pod's context for a user; root is one as well.
    static func securityContext(user: Int) -> JSONValue {
        [
            "runAsUser": .number(JSONNumber(Int64(user))), "fsGroup": .number(JSONNumber(Int64(user))),
            "runAsNonRoot": .bool(user != 0),
        ]
    }

    /// Lets the run wait as often as it likes, and for a hundredth of the time.
    mutating func waitBriefly() {
        programs["sleep"] = Self.folder.appending(path: "brief-sleep.sh")
        programs["long-sleep"] = URL(filePath: "/usr/bin/sleep")
    }

    /// Lets the run wait a tenth of the time: long beside what a step takes, as the whole of it is.
    mutating func waitShorter() {
        programs["sleep"] = Self.folder.appending(path: "shorter-sleep.sh")
        programs["long-sleep"] = URL(filePath: "/usr/bin/sleep")
    }

    /// Sets the clock that the run sees, not that of kopia, a minute and a half back.
    mutating func runLate() {
        programs["date"] = Self.folder.appending(path: "late-date.sh")
        programs["true-date"] = URL(filePath: "/usr/bin/date")
    }

    /// Mounts a folder by a volume that is no claim, and so names no repository, under `/mnt`.
    mutating func mount(_ folder: URL, at name: String) {
        let volume: JSONValue = ["nfs": ["server": "nas", "path": "/export"]]
        let volumes = spec["moverVolumes"]?.array ?? []
        spec["moverVolumes"] = .array(volumes + [["mountPath": .string(name), "volumeSource": volume]])
        substitutes["u-\(name)"] = folder
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    /// The pod template that the controller would apply.
    var template: JSONValue {
        if let given { return given }
        var full: JSONValue = [
            "repository": ["repository": .string(Self.secretName)], "trigger": ["schedule": "0 2 * * *"],
        ]
        for (name, value) in spec { full = full.setting(value, at: name) }
        let metadata: JSONValue = [
            "name": "nightly", "namespace": "prod", "uid": "c0ffee00-0000-4000-8000-000000000001",
        ]
        let defaulted = Defaulting(.kopiaMaintenance(full, metadata: metadata)).object
        let rendering = Rendering(of: KopiaMaintenance(defaulted), options: RenderingOptions())
        return rendering.cronJob()?["spec"]?["jobTemplate"]?["spec"]?["template"] ?? .null
    }

    /// Runs the container to its end.
    ///
    /// - Parameters:
    ///   - timeLimit: how long it may take.
    ///   - meanwhile: what happens while it runs, to its processes; cancelled when it ends.
    /// - Returns: how it ended, whatever its status.
    /// - Throws: what the file system or the start makes impossible; ``Command/Failure`` if the run does not end.
    func run(
        timeLimit: Duration = .seconds(300),
        meanwhile: @escaping @Sendable (PodProcesses) async throws -> Void = { _ in }
    ) async throws -> PodEnding {
        let sandbox = try PodSandbox(self)
        return try await withThrowingTaskGroup(of: Command.Outcome?.self) { group in
            group.addTask {
                try await Command.run(
                    sandbox.program,
                    sandbox.arguments,
                    in: .only(sandbox.environment),
                    timeLimit: timeLimit
                )
            }
            group.addTask {
                try await meanwhile(PodProcesses(hostname: sandbox.hostname))
                return nil
            }
            // What happens meanwhile ends with the run; if it throws, the run ends with it.
            while let next = try await group.next() {
                guard let outcome = next else { continue }
                group.cancelAll()
                return PodEnding(outcome, in: sandbox.folder)
            }
            throw Command.Failure(description: "the pod did not run")
        }
    }
}
