import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// What stands for the pod of a ``MaintenanceRun``: a directory with its volumes, and the rendered container.
struct MaintenanceRunPod {
    let directory: URL
    private let container: JSONValue
    private let isScript: Bool

    /// The programs that stand for kopia and others.
    static let standIn = Fixtures.repository.appending(path: "maintenance/stand-in")

    /// Makes the directory, with the scripts and the folders of repositories in it.
    init(entrypoint: String?) throws {
        let files = FileManager.default
        directory = files.temporaryDirectory.appending(path: "maintenance-run-\(UUID().uuidString)")
        container = RenderingFixtures.pod(options: RenderingOptions(moverEntrypoint: entrypoint)).container
        isScript = entrypoint == nil
        for folder in ["stand-in", "cache", "tmp", "tools", "scripts", "secret", "repo/kopia backups"] {
            try files.createDirectory(at: directory.appending(path: folder), withIntermediateDirectories: true)
        }
        // What tells the script that a folder holds a repository.
        for folder in ["repo", "repo/kopia backups"] {
            try Data().write(to: directory.appending(path: "\(folder)/kopia.repository.f"))
        }
        try mount(ScriptsConfigMap.json(namespace: nil)["data"]?.texts ?? [:], at: "scripts")
    }

    /// Adds what the container finds in its environment; writes what it finds in the Secret's volume.
    ///
    /// - Parameters:
    ///   - given: what the Secret has, and what the pod adds as variables.
    ///   - image: what the image has.
    /// - Returns: the environment.
    /// - Throws: what the file system says.
    func environment(given: [String: String], image: [String: String]) throws -> [String: String] {
        // The entry point of a VolSync image finds the Secret's keys in its environment.
        let secret = isScript ? given.filter { Self.keys.contains($0.key) } : [:]
        try mount(secret.mapValues(located), at: "secret")
        let path = [Self.standIn.path, directory.appending(path: "tools").path, "/usr/bin", "/bin"]
        let own = [
            "PATH": path.joined(separator: ":"),
            "STAND_IN": directory.appending(path: "stand-in").path,
            "TMPDIR": directory.appending(path: "tmp").path,
            "KOPIA_CACHE_DIR": directory.appending(path: "cache").path,
            "KOPIA_MAINTENANCE_SECRET": directory.appending(path: "secret").path,
            "KOPIA_MAINTENANCE_TERMINATION_LOG": directory.appending(path: "termination-log").path,
        ]
        let variables = image.merging(given.filter { secret[$0.key] == nil }) { _, given in given }
        return own.merging(variables.mapValues(located)) { _, given in given }
    }

    /// The arguments of the rendered command's shell, as the kubelet passes them on, with the shell and the folder of the
    /// tests in their places.
    func arguments(in shell: MaintenanceRun.Shell) throws -> [String] {
        let command = try #require(container["command"]?.array).compactMap(\.string)
        let scripts = directory.appending(path: "scripts").path
        let program = ([shell.path] + shell.arguments).joined(separator: " ")
        return command.dropFirst().map {
            KubeletExpansion.expanded($0).replacing("/etc/kopia-maintenance/scripts", with: scripts)
                .replacing("exec /bin/sh ", with: "exec \(program) ")
        }
    }

    /// Puts the shell's own tools before those of the machine, or what records how they are called.
    func addTools(of shell: MaintenanceRun.Shell, recording: Bool) throws {
        if recording { try install(Self.standIn.appending(path: "tool")) }
        if shell == .busybox, !recording { try install(URL(filePath: "/usr/bin/busybox")) }
    }
}

extension MaintenanceRunPod {
    /// What stands in the Secret.
    private static let keys = Set(["KOPIA_REPOSITORY"] + RepositorySecretKeys.shared + RepositorySecretKeys.scriptOnly)

    /// What the script uses beside kopia.
    private static let tools = [
        "awk", "cat", "cut", "date", "env", "grep", "id", "mkdir", "mkfifo", "mktemp", "rm", "sed", "sort", "stat",
        "tail", "tee", "timeout", "touch", "tr",
    ]

    private func mount(_ texts: [String: String], at name: String) throws {
        let files = texts.map { ProjectedVolume.File(path: $0.key, text: $0.value, mode: 0o400) }
        try ProjectedVolume(in: directory.appending(path: name)).write(files)
    }

    /// Where a run of the tests finds the repository that is in `/mnt/repo` of a pod.
    private func located(_ value: String) -> String {
        value.replacing("/mnt/repo", with: directory.appending(path: "repo").path)
    }

    /// Puts one program into the folder of tools under the name of every tool.
    ///
    /// None is written here: of a file that was, a process that is started beside it may still hold the descriptor for
    /// writing, and then it cannot be run (execve(2), ETXTBSY).
    private func install(_ program: URL) throws {
        for tool in Self.tools {
            let place = directory.appending(path: "tools/\(tool)")
            try FileManager.default.createSymbolicLink(at: place, withDestinationURL: program)
        }
    }
}

extension JSONValue {
    /// The members of an object that are texts.
    fileprivate var texts: [String: String] {
        let pairs = (object?.members ?? []).compactMap { member in member.value.string.map { (member.name, $0) } }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
