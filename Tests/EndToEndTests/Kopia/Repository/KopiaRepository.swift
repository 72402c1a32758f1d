import Foundation
import KubernetesAPI
import TestSupport

/// A repository with a few backups in it, made by a real kopia, and the connection of the one who made it.
struct KopiaRepository: Sendable {
    let kopia: Kopia
    let place: RepositoryPlace
    let password: String
    private let folder: URL

    /// Who makes backups, and owns maintenance until somebody else claims it.
    static let maker = "backup@cluster"

    /// Makes one with two backups.
    ///
    /// - Parameters:
    ///   - kopia: the program that makes it.
    ///   - place: where.
    ///   - password: what opens it.
    /// - Throws: ``Command/Failure`` if kopia cannot.
    init(of kopia: Kopia, at place: RepositoryPlace, password: String = UUID().uuidString) async throws {
        (self.kopia, self.place, self.password) = (kopia, place, password)
        let files = FileManager.default
        folder = files.temporaryDirectory.appending(path: "km-maker-\(UUID().uuidString)")
        let source = folder.appending(path: "source")
        try files.createDirectory(at: source, withIntermediateDirectories: true)
        try files.setAttributes([.ownerAccountID: NSNumber(value: place.user)], ofItemAtPath: folder.path)
        let identity = ["--override-username=backup", "--override-hostname=cluster"]
        let cache = "--cache-directory=\(folder.appending(path: "cache").path)"
        try await must(["repository", "create"] + place.arguments + identity + [cache])
        for day in 1...2 {
            let text = String(repeating: "what was worth keeping on day \(day)\n", count: 1000 * day)
            try text.write(to: source.appending(path: "diary"), atomically: true, encoding: .utf8)
            try await must(["snapshot", "create", source.path])
        }
    }

    /// Removes what the maker has on this machine; the repository stays.
    func cleanUp() { try? FileManager.default.removeItem(at: folder) }
}

extension KopiaRepository {
    /// A pod of a maintenance run of this repository.
    var pod: KopiaPod {
        var pod = KopiaPod(kopia: kopia)
        pod.secret = place.secret
        pod.secret["KOPIA_PASSWORD"] = password
        pod.spec.merge(place.spec) { _, given in given }
        pod.spec["podSecurityContext"] = KopiaPod.securityContext(user: KopiaPod.user)
        pod.files = place.files
        pod.claims = place.claims
        return pod
    }

    /// Runs kopia as the maker.
    func run(_ arguments: [String]) async throws -> Command.Outcome {
        try await Command.run("setpriv", line(arguments), in: .only(environment))
    }

    /// Starts kopia as the maker.
    func start(_ arguments: String..., in folder: URL) async throws -> Service {
        try await Service(URL(filePath: "/usr/bin/setpriv"), line(arguments), in: folder, environment: environment)
    }

    /// What setpriv is to do.
    private func line(_ arguments: [String]) -> [String] {
        let user = ["--reuid=\(place.user)", "--regid=0", "--clear-groups"]
        let options = [
            "--config-file=\(folder.appending(path: "repository.config").path)", "--disable-file-logging",
            "--no-progress", "--no-auto-maintenance",
        ]
        return user + [kopia.program.path] + options + arguments
    }

    /// Runs kopia as the maker; it has to succeed.
    @discardableResult
    func must(_ arguments: [String]) async throws -> String {
        let outcome = try await run(arguments)
        guard outcome.status == 0 else {
            throw Command.Failure(description: "kopia \(arguments.joined(separator: " ")): \(outcome)")
        }
        return outcome.output
    }

    /// The same, for arguments that are written out.
    @discardableResult
    func must(_ arguments: String...) async throws -> String { try await must(arguments) }

    /// What kopia knows of maintenance.
    func maintenance() async throws -> JSONValue {
        try JSONParser.parse(Array(try await must("maintenance", "info", "--json").utf8))
    }

    /// Who owns maintenance.
    func owner() async throws -> String? { try await maintenance()["owner"]?.string }

    /// Fails unless all that was backed up can be restored.
    func verify() async throws {
        try await must("snapshot", "verify", "--verify-files-percent=100")
        try await must("content", "verify", "--download-percent=100")
    }

    private var environment: [String: String] {
        let own = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": folder.path,
            "TMPDIR": folder.path,
            "USER": "backup",
            "KOPIA_PASSWORD": password,
            "KOPIA_CHECK_FOR_UPDATES": "false",
        ]
        return own.merging(place.environment) { _, given in given }
    }
}

extension KopiaRepository {
    /// Makes a repository, asks, and removes what the maker has on this machine.
    static func with(
        _ kopia: Kopia,
        at place: RepositoryPlace,
        password: String = UUID().uuidString,
        _ body: (KopiaRepository) async throws -> Void
    ) async throws {
        let repository = try await KopiaRepository(of: kopia, at: place, password: password)
        defer { repository.cleanUp() }
        try await body(repository)
    }
}
